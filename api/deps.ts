import type { Express } from 'express';
import type { EvidenceFiles } from '../store/evidence-files.ts';
import type { Store } from '../store/store.ts';
import type { Strategy } from './auth/caller.ts';
import type { HouseReader } from '../store/house.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { PublicJwks } from './permit-token.ts';

/** What permits are signed and checked with. */
export interface PermitKeys {
  /** Ed25519 private key, PKCS 8 PEM. */
  readonly privatePem: string;
  readonly jwks: PublicJwks;
}

/** Everything that the API stands on; made by a composition root. */
export interface ApiDeps {
  readonly store: Store;
  readonly house: HouseReader;
  readonly evidence: EvidenceFiles;
  readonly permits: PermitKeys;
  /** `GATEHOUSE_URL`: the issuer in permits, and the server named in OpenAPI. */
  readonly url: string;
  readonly log: Log;
  readonly metrics: Metrics;
  /** What the command line needs to sign somebody in; null without an identity provider. */
  readonly signIn: { readonly issuer: string; readonly client_id: string } | null;
  /** Asked in order. */
  readonly strategies: readonly Strategy[];
  /** False once shutting down: `/readyz` says so, and the balancer looks elsewhere. */
  readonly accepting: () => boolean;
  /** Requests per minute and caller. */
  readonly requestsPerMinute: number;
  /** Proxies in front whose word on a caller's address is believed; none by default. */
  readonly trustProxy?: number;
  /** Further routes with bodies of their own, e.g. Slack's; mounted before the API reads any body. */
  readonly mounts: readonly ((app: Express) => void)[];
}
