import { join } from 'node:path';
import type { Express } from 'express';
import type { Config } from '../../config.ts';
import { isLoopback } from '../../domain/authority/this-machine.ts';
import { casesGauge } from '../../store/case-gauge.ts';
import type { EvidenceFiles } from '../../store/evidence-files.ts';
import { evidenceFilesOf } from '../../store/evidence-place.ts';
import type { Store } from '../../store/store.ts';
import type { Strategy } from '../auth/caller.ts';
import { developmentSignIn, developmentTokens } from '../auth/development-tokens.ts';
import { machineTokens } from '../auth/machine-tokens.ts';
import type { SignInDoor } from '../auth/sign-in.ts';
import { createApp } from '../app.ts';
import type { ApiDeps } from '../deps.ts';
import { HouseReader } from '../../store/house.ts';
import type { Log } from '../log.ts';
import { createMetrics } from '../metrics.ts';
import { publicJwks } from '../permit-token.ts';

export interface ComposeWish {
  readonly config: Pick<Config, 'home' | 'url' | 'host' | 'embedded' | 'requestsPerMinute'> & Partial<Pick<Config, 'trustProxy' | 'evidenceS3'>>;
  readonly store: Store;
  /** Shared with other parts of the process; one of its own when left out. */
  readonly house?: HouseReader;
  readonly permitKey: string;
  readonly log: Log;
  readonly accepting?: () => boolean;
  readonly mounts?: ApiDeps['mounts'];
  /** How people sign in; left out: by development tokens only. */
  readonly signIn?: SignInDoor;
}

/** The API put together, and what else of it other parts of the process use. */
export interface Composed {
  readonly deps: ApiDeps;
  readonly house: HouseReader;
  /** The application, once the house is open and so the people are known. */
  app(): Promise<Express>;
}

/** Personal tokens exist only in the embedded start, on loopback (design §7). */
async function developmentStrategies({ config, log }: ComposeWish, house: HouseReader): Promise<Strategy[]> {
  if (!config.embedded) return [];
  if (!isLoopback(config.host) || !isLoopback(new URL(config.url).host)) {
    log.warn(`no development tokens: HOST is ${config.host} and GATEHOUSE_URL is ${config.url}, and they are for loopback only`);
    return [];
  }
  const { directory } = await house.get();
  const tokens = developmentTokens(join(config.home, 'dev-tokens.json'), directory.people.map(({ id }) => id));
  return [developmentSignIn(tokens, config.url)];
}

/** An upload that nobody wrote to for so long has no process any more. Milliseconds. */
const ABANDONED_MS = 3_600_000;

/** The evidence store, without what killed processes left behind in it. Not being able to tidy up is no reason not to start. */
async function tidied({ config, log }: ComposeWish): Promise<EvidenceFiles> {
  const evidence = evidenceFilesOf(config);
  try {
    const removed = await evidence.tidy(ABANDONED_MS);
    if (removed > 0) log.info(`removed ${removed} uploads that were never finished`);
  } catch (error) {
    log.warn({ err: error }, 'unfinished uploads could not be removed');
  }
  return evidence;
}

/** Puts the API together from its parts; nothing listens yet. @throws TypeError for a permit key that is not Ed25519. */
export async function compose(wish: ComposeWish): Promise<Composed> {
  const evidence = await tidied(wish);
  const { config, store, permitKey, log, house = new HouseReader(store) } = wish;
  const metrics = createMetrics();
  casesGauge(store, metrics.registry);
  const deps: ApiDeps = {
    store,
    house,
    evidence,
    permits: { privatePem: permitKey, jwks: await publicJwks(permitKey) },
    url: config.url,
    log,
    metrics,
    strategies: [machineTokens(store), ...(wish.signIn?.strategy ? [wish.signIn.strategy] : [])],
    signIn: wish.signIn?.offer ?? null,
    accepting: wish.accepting ?? (() => true),
    requestsPerMinute: config.requestsPerMinute,
    trustProxy: config.trustProxy ?? 0,
    mounts: [...(wish.signIn ? [wish.signIn.mount] : []), ...(wish.mounts ?? [])],
  };
  return { deps, house, app: async () => createApp({ ...deps, strategies: [...deps.strategies, ...(await developmentStrategies(wish, house))] }) };
}
