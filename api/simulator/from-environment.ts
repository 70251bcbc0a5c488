import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { isLoopback } from '../../domain/authority/this-machine.ts';
import { hasLeft } from '../../domain/directory.ts';
import { createSlackSimulator } from './simulator.ts';
import type { SlackSimulator } from './simulator.ts';
import type { SimulatedPerson } from './workspace.ts';

const PORT_RULE = 'must be a port, 0 to 65535 (0 takes a free one)';

/** One clicks there as anybody: the records of a Gatehouse that others reach are not made so (design §7). */
const onThisMachine = z
  .string()
  .refine((url) => URL.canParse(url) && isLoopback(new URL(url).host), {
    error: ({ input }) => `is ${String(input)}, and the Slack stand-in, in which one clicks as anybody, serves this machine only; set SLACK_BOT_TOKEN to that of your workspace`,
  })
  .optional();

const environment = z.object({
  GATEHOUSE_URL: onThisMachine,
  SLACK_SIMULATOR_PORT: z
    .string(PORT_RULE)
    .regex(/^\d{1,5}$/, PORT_RULE)
    .transform(Number)
    .refine((port) => port <= 65_535, PORT_RULE),
  // while a secret is exchanged two are named: the stand-in signs with the current one
  SLACK_SIGNING_SECRET: z.string('must be set, here or as SLACK_SIGNING_SECRET_FILE').transform((named) => named.split(',')[0]?.trim() ?? '').pipe(z.string().min(1, 'must not be empty')),
  SLACK_BOT_TOKEN: z.string().min(1, 'must not be empty').optional(),
  GATEHOUSE_SLACK_EVENTS_URL: z.url({ protocol: /^https?$/, error: 'must be the URL of /slack/events, e.g. http://127.0.0.1:3000/slack/events' }),
  GATEHOUSE_DIRECTORY: z.string('must name the directory file').min(1, 'must name the directory file'),
});

/** A role for the whole organisation, or for one unit. */
const role = z.union([z.string(), z.object({ role: z.string() }).transform((held) => held.role)]);

/** Of the directory only what the stand-in shows; people without a Slack id are not in Slack, and those who have left are not either. */
const directory = z.object({
  people: z.array(z.object({ id: z.string(), name: z.string(), email: z.string().optional(), slack_user_id: z.string().optional(), roles: z.array(role).default([]), left_on: z.string().optional() })),
});

/** A channel to try things in; the directory knows people only. */
const GENERAL = { id: 'C0GATEHOUSE', name: 'gatehouse' };

/**
 * Starts the stand-in from environment variables, with the people of the directory. Secrets may come as `…_FILE`.
 * @throws Error of one line that names the variable and what is allowed
 */
export async function startFromEnvironment(env: Readonly<Record<string, string | undefined>>): Promise<{ url: string; simulator: SlackSimulator }> {
  const secrets = { SLACK_SIGNING_SECRET: await secret(env, 'SLACK_SIGNING_SECRET'), SLACK_BOT_TOKEN: await secret(env, 'SLACK_BOT_TOKEN') };
  const parsed = environment.safeParse({ ...env, ...secrets });
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; '));
  }
  const settings = parsed.data;
  const simulator = createSlackSimulator({
    // Slack signs with the current one, also while the previous one is still taken
    signingSecret: settings.SLACK_SIGNING_SECRET.split(',', 1)[0] ?? '',
    eventsUrl: settings.GATEHOUSE_SLACK_EVENTS_URL,
    people: await peopleOf(settings.GATEHOUSE_DIRECTORY),
    channels: [GENERAL],
    ...(settings.SLACK_BOT_TOKEN !== undefined && { token: settings.SLACK_BOT_TOKEN }),
  });
  return { url: await startOn(simulator, settings.SLACK_SIMULATOR_PORT), simulator };
}

async function startOn(simulator: SlackSimulator, port: number): Promise<string> {
  try {
    return await simulator.start(port);
  } catch (error) {
    throw new Error(`SLACK_SIMULATOR_PORT ${port} cannot be listened on (${reason(error)}); choose a free port, or 0`, { cause: error });
  }
}

async function secret(env: Readonly<Record<string, string | undefined>>, name: string): Promise<string | undefined> {
  const file = env[`${name}_FILE`];
  if (env[name] !== undefined || file === undefined) return env[name];
  return (await readNamed(`${name}_FILE`, file)).trim();
}

async function peopleOf(file: string): Promise<SimulatedPerson[]> {
  const parsed = directory.safeParse(yaml(file, await readNamed('GATEHOUSE_DIRECTORY', file)));
  if (!parsed.success) {
    throw new Error(`GATEHOUSE_DIRECTORY ${file} is no directory: ${oneLine(z.prettifyError(parsed.error))}`);
  }
  const now = new Date().toISOString();
  return parsed.data.people.flatMap(({ id, name, email, slack_user_id, roles, left_on }) =>
    slack_user_id === undefined || hasLeft({ left_on }, now) ? [] : [{ slack_user_id, name: id, real_name: name, roles, ...(email !== undefined && { email }) }],
  );
}

function yaml(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`GATEHOUSE_DIRECTORY ${file} is no YAML: ${oneLine(reason(error))}`, { cause: error });
  }
}

async function readNamed(variable: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Error(`${variable} names a file that cannot be read: ${reason(error)}`, { cause: error });
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
