import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import type { Express } from 'express';
import { compose } from '../../../api/start/compose.ts';
import { createLog } from '../../../api/log.ts';
import { listen } from '../../../api/start/listen.ts';
import { HouseReader } from '../../../store/house.ts';
import type { Bench, Undo } from './context.ts';
import type { BenchHouse } from './house.ts';

export interface BenchApi {
  readonly url: string;
  /** The text at a path, asked for by maya. @throws Error for any other answer than a good one */
  readonly get: (path: string) => Promise<string>;
}

/** What else the app serves; it is told where the app is reached. */
export type Mount = (url: string, house: HouseReader) => (app: Express) => void;

/** The API over HTTP on that house, without its jobs. */
export async function serveApi(bench: Bench, { store }: BenchHouse, undo: Undo, mount?: Mount): Promise<BenchApi> {
  const home = mkdtempSync(join(bench.folder, 'api-'));
  const permitKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  let handler: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = await listen((request, response) => handler(request, response), '127.0.0.1', 0);
  undo.add('the API', () => server.close(0));
  const { url } = server;
  const house = new HouseReader(store);
  const config = { home, url, host: '127.0.0.1', embedded: true, requestsPerMinute: 1_000_000 };
  const composed = await compose({ config, store, house, permitKey, log: createLog('silent'), mounts: mount ? [mount(url, house)] : [] });
  handler = await composed.app();
  const tokens = JSON.parse(readFileSync(join(home, 'dev-tokens.json'), 'utf8')) as Record<string, string>;
  return {
    url,
    async get(path) {
      const response = await fetch(`${url}${path}`, { headers: { Authorization: `Bearer ${tokens['maya'] ?? ''}` } });
      const text = await response.text();
      if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${text.slice(0, 300)}`);
      return text;
    },
  };
}
