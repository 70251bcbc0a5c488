import { createLog } from '../../../api/log.ts';
import { createConsole } from '../../../console/console.ts';
import { IDENTITY_PATHS } from '../../../console/from-config.ts';
import type { Session } from '../../../contracts/session.ts';
import { evidenceOnDisk } from '../../../store/evidence-on-disk.ts';
import { serveApi } from './api.ts';
import type { Bench, Undo } from './context.ts';
import type { BenchHouse } from './house.ts';

/** The header that stands in for a session's cookie: who is signed in. */
const SIGNED_IN = 'x-bench-signed-in';

/** As the embedded start has it: the front page then shows the example's people. */
const EMBEDDED = { mailUrl: null, slackUrl: null, temporalUrl: null };

const HOUR_MS = 3_600_000;

function sessionOf(person: string): Session {
  const proof = { acr: null, amr: ['pwd', 'otp', 'mfa'], auth_time: new Date().toISOString() };
  return { id: `ses_${person}`, person, proof, development: true, csrf: 'c'.repeat(43), expires_at: new Date(Date.now() + HOUR_MS).toISOString() };
}

/** What a browser got: how many bytes it was sent, and what they say unpacked. */
export interface Fetched {
  readonly bytes: number;
  readonly text: string;
}

export interface BenchConsole {
  /** The page or file at a path as this person sees it; null: nobody is signed in. @throws Error for any other answer than a good one */
  readonly fetched: (person: string | null, path: string) => Promise<Fetched>;
}

/** The console and the API over HTTP on that house; who is signed in is only said. */
export async function serveConsole(bench: Bench, house: BenchHouse, undo: Undo): Promise<BenchConsole> {
  const { url } = await serveApi(bench, house, undo, (url, reader) => {
    const session = (request: { get(name: string): string | undefined }): Promise<Session | null> => {
      const person = request.get(SIGNED_IN);
      return Promise.resolve(person === undefined ? null : sessionOf(person));
    };
    const proven = ({ proof }: Session) => ({ assurance: 'mfa', proof }) as const;
    return createConsole({ store: house.store, house: reader, url, log: createLog('silent'), evidence: evidenceOnDisk(house.home), session, proven, paths: IDENTITY_PATHS, embedded: () => EMBEDDED, setup: { version: 'bench', channels: [], issuer: null, temporal: null } }).mount;
  });
  return {
    async fetched(person, path) {
      const response = await fetch(`${url}${path}`, { redirect: 'error', headers: { 'Accept-Encoding': 'gzip', ...(person === null ? {} : { [SIGNED_IN]: person }) } });
      const text = await response.text();
      if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${text.slice(0, 300)}`);
      return { bytes: Number(response.headers.get('Content-Length')), text };
    },
  };
}
