import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvidenceS3Config } from '../../config.ts';

interface S3rver {
  configureBuckets(): Promise<unknown>;
  callback(): RequestListener;
  readonly logger: { readonly exceptions: { unhandle(): void }; close(): void };
}
type S3rverClass = new (options: { readonly silent: boolean; readonly directory: string; readonly vhostBuckets: boolean; readonly configureBuckets: readonly { readonly name: string }[] }) => S3rver;

/** It brings no types of its own. */
const Server = createRequire(import.meta.url)('@20minutes/s3rver') as S3rverClass;

/** The only key that it knows. */
const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
export const BUCKET = 'evidence-test';

/** A small S3 server with one bucket. */
export interface TestS3 {
  readonly config: EvidenceS3Config;
  /** Its objects lie under here. */
  readonly directory: string;
  /** What it was asked, e.g. `PUT /bucket/key`. */
  readonly heard: string[];
  /** Headers of the newest upload. */
  readonly newest: () => IncomingMessage['headers'];
  /** The next requests of this method are answered with these statuses. */
  fail(method: string, ...statuses: number[]): void;
  stop(): Promise<void>;
}

const xml = (response: ServerResponse, status: number, code: string): void =>
  void response.writeHead(status, { 'Content-Type': 'application/xml' }).end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>spoilt</Message></Error>`);

/** Starts it. The part itself knows no conditional writes; what stands in front of it does, as Amazon's S3 and most others do. */
export async function startS3(): Promise<TestS3> {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-s3-'));
  const s3 = new Server({ silent: true, directory, vhostBuckets: false, configureBuckets: [{ name: BUCKET }] });
  await s3.configureBuckets();
  const answer = s3.callback();
  const heard: string[] = [];
  const faults: { readonly method: string; readonly status: number }[] = [];
  const written = new Set<string>();
  let newest: IncomingMessage['headers'] = {};
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request;
    heard.push(`${method} ${url.split('?')[0] ?? ''}`);
    const fault = faults.findIndex((each) => each.method === method);
    if (fault >= 0) return xml(request.resume() && response, faults.splice(fault, 1)[0]!.status, 'Spoilt');
    const path = url.split('?')[0] ?? '';
    if (method === 'DELETE') written.delete(path);
    if (method === 'PUT') {
      newest = request.headers;
      if (request.headers['if-none-match'] === '*' && written.has(path)) return xml(request.resume() && response, 412, 'PreconditionFailed');
      written.add(path);
    }
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    config: { bucket: BUCKET, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, region: 'us-east-1', credentials: CREDENTIALS, forcePathStyle: true },
    directory: join(directory, BUCKET),
    heard,
    newest: () => newest,
    fail: (method, ...statuses) => void faults.push(...statuses.map((status) => ({ method, status }))),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      s3.logger.exceptions.unhandle();
      s3.logger.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
