import { createServer, type Server } from 'node:http';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runCli } from '../../../cli/run.ts';
import type { Tools } from '../../../cli/shell.ts';
import type { Environment } from '../../../config.ts';

/** What a command line came to. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

class Kept extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}

const NO_TOOLS: Tools = { verifyToken: async () => ({ ok: false, detail: 'no permit here' }) };

/** Runs a command line in this process. */
export async function runHere(argv: readonly string[], env: Environment = {}, tools: Tools = NO_TOOLS): Promise<Ran> {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const code = await runCli(argv, { env, stdout, stderr }, '0.0.0', tools);
  return { code, out: stdout.text, err: stderr.text };
}

/** A request as the fake API got it. */
export interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}
/** What it answers: JSON, with a status of 200 unless told. */
export type Answers = (got: Got) => { readonly status?: number; readonly type?: string; readonly body: unknown };

/** An API that answers what a test tells it to, and a folder for request files. */
export interface Bench {
  readonly url: string;
  readonly folder: string;
  readonly got: Got[];
  answer: Answers;
  /** Writes a file into the folder and answers its path. */
  file(name: string, text: string): string;
  run(...argv: readonly string[]): Promise<Ran>;
  stop(): Promise<void>;
}

/** A problem as the API puts it. */
export const problem = (status: number, code: string, more: object = {}): { readonly status: number; readonly body: unknown } => ({
  status,
  body: { type: `/docs#problem-${code}`, title: code, status, detail: `because of ${code}`, code, ...more },
});

export async function makeBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'gh-cli-'));
  const got: Got[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      got.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      const answer = bench.answer(got.at(-1)!);
      response.writeHead(answer.status ?? 200, { 'content-type': answer.type ?? 'application/json' });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const bench: Bench = {
    url,
    folder,
    got,
    answer: () => problem(404, 'not_found'),
    file: (name, text) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    run: (...argv) => runHere(argv, { GATEHOUSE_API: url, GATEHOUSE_TOKEN: 'ghs_test', GATEHOUSE_HOME: folder }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return bench;
}
