import { fileURLToPath } from 'node:url';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createSlackChat } from '../activities/chat/slack.ts';
import { createSmtpEmail } from '../activities/email/smtp.ts';
import { createActivities } from '../activities/index.ts';
import { createRenderer, createTicketRenderer } from '../activities/telling/render.ts';
import { createTicketing } from '../activities/ticketing/from-config.ts';
import type { Activities } from '../activities/types.ts';
import type { Config } from '../config.ts';
import { evidenceFilesOf } from '../store/evidence-place.ts';
import type { Store } from '../store/store.ts';
import { temporalOptions } from '../store/temporal-client.ts';

/** The workflow bundle that the build made. */
export const BUNDLE = fileURLToPath(new URL('../workflows/bundle.js', import.meta.url));

/** The worker's own connection to Temporal; rejects while nothing answers there. */
export async function connectTemporal(config: Config): Promise<{ readonly connection: NativeConnection; readonly namespace: string }> {
  const { connection: found, namespace } = temporalOptions({ address: config.temporalAddress, namespace: config.temporalNamespace });
  const { address, tls, apiKey, metadata } = found as NativeConnectionOptions;
  const connection = await NativeConnection.connect({
    ...(address === undefined ? {} : { address }),
    ...(tls === undefined ? {} : { tls }),
    ...(typeof apiKey === 'string' ? { apiKey } : {}),
    ...(metadata === undefined ? {} : { metadata }),
  });
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return { connection, namespace };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** The product's activities on the real channels; one that is not set up lets its messages go on to the next. */
export function composeActivities(config: Config, store: Store, log: Logger, stopping: AbortSignal): Activities {
  const { slackBotToken: token, slackApiUrl: apiUrl, smtpUrl } = config;
  return createActivities({
    store,
    stopping,
    documents: evidenceFilesOf(config),
    chat: token === undefined ? null : createSlackChat({ token, ...(apiUrl === undefined ? {} : { apiUrl }) }),
    email: smtpUrl === undefined ? null : createSmtpEmail({ url: smtpUrl, from: config.mailFrom }),
    ticketing: { systems: createTicketing(config), render: createTicketRenderer({ url: config.url, mailFrom: config.mailFrom }) },
    render: createRenderer({ url: config.url, mailFrom: config.mailFrom }),
    onBug: (key, error) => log.error({ err: error, delivery: key }, 'a message could not be sent because of a bug; it stays owed'),
  });
}
