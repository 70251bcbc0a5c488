import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { findTemporalCli } from '../../cli/start/temporal-binary.ts';
import { packageRoot } from '../../config.ts';
import type { Answer, As } from '../support/api.ts';
import { CAST, ok, requestFor, seedSystem } from '../support/seed.ts';
import { type Bench, Lines, makeBench } from '../unit/start/bench.ts';

// Real processes, as `npm start` runs them: API, worker, PostgreSQL, Temporal and the stand-in for Slack.
const shown = z.object({ ref: z.string(), text: z.string(), words: z.string(), edits: z.number(), actions: z.array(z.object({ action_id: z.string() })) });
type Shown = z.infer<typeof shown>;
const WAIT_MS = 30_000;

describe('§1.20 people act in Slack, over real processes', () => {
  let bench: Bench;
  let child: ChildProcess;
  let lines: Lines;
  let slackUrl: string;
  let apiUrl: string;
  let deployment: string;

  beforeAll(async () => {
    bench = makeBench();
    chmodSync(bench.home, 0o711);
    const home = join(bench.home, 'data');
    const temporal = await findTemporalCli({ env: process.env, home: join(packageRoot(), '.gatehouse'), progress: () => undefined });
    const env = { PATH: process.env['PATH'], HOME: bench.home, GATEHOUSE_HOME: home, TEMPORAL_CLI_PATH: temporal };
    child = spawn(process.execPath, [join(packageRoot(), 'dist/cli/main.js'), 'start'], { stdio: ['ignore', 'pipe', 'pipe'], env });
    lines = new Lines();
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (data: Buffer) => lines.add(data.toString().trimEnd()));
    await Promise.race([lines.seen(/^ {2}Data /), once(child, 'exit').then(() => Promise.reject(new Error(`it ended before it was ready:\n${lines.all.join('\n')}`)))]);
    slackUrl = /(http\S+)/.exec(await lines.seen(/^ {2}Slack stand-in /))![1]!;
    apiUrl = /(http\S+)/.exec(await lines.seen(/^ {2}Console +http/))![1]!;
    const system = await seedSystem({ as }, { tier: 'medium' });
    deployment = String(ok(await as(CAST.requester).post('/v1/deployments', requestFor(system)))['id']);
  }, 300_000);
  afterAll(async () => {
    const exited = child.exitCode === null ? once(child, 'exit') : null;
    child.kill('SIGTERM');
    await exited;
    bench.remove();
  });

  const tokens = (): Record<string, string> => JSON.parse(readFileSync(join(bench.home, 'data/dev-tokens.json'), 'utf8')) as Record<string, string>;

  async function send(token: string, method: string, path: string, body?: string, type = 'application/json'): Promise<Answer> {
    const response = await fetch(`${apiUrl}${path}`, { method, headers: { Authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'Content-Type': type }) }, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: (text === '' ? {} : JSON.parse(text)) as Answer['body'] };
  }
  const as = (person: string): As => {
    const token = tokens()[person] ?? '';
    return {
      send: (method, path) => send(token, method, path),
      get: (path) => send(token, 'GET', path),
      post: (path, body = {}) => send(token, 'POST', path, JSON.stringify(body)),
      patch: (path, body) => send(token, 'PATCH', path, JSON.stringify(body)),
      upload: (path, bytes) => send(token, 'POST', path, bytes as string, 'application/octet-stream'),
    };
  };
  const sim = async (path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${slackUrl}/sim/${path}`, body === undefined ? {} : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    return answer.json();
  };
  const messages = async (query: Record<string, string>) => {
    const answer = await sim(`messages?${new URLSearchParams({ wait_ms: String(WAIT_MS), ...query }).toString()}`);
    return z.object({ messages: z.array(shown) }).parse(answer).messages;
  };
  /** The person's card, once it says so. */
  const card = async (person: string, containing: string): Promise<Shown> => {
    const [first] = await messages({ user: `U0${person.toUpperCase()}`, containing });
    if (!first) throw new Error(`${person} saw no card that says "${containing}"`);
    return first;
  };
  const click = (person: string, { ref }: Shown, action: string) => sim('click', { user: `U0${person.toUpperCase()}`, ref, action_id: `gatehouse:${action}` });

  it('every member of a lane gets a card with buttons below what is needed to decide', async () => {
    for (const person of ['theo', 'tess', 'tariq']) {
      const { words, actions } = await card(person, 'Technical sign-off needed');
      expect(words).toMatch(/System\* Claims triage .* → production/);
      expect(actions.map(({ action_id }) => action_id)).toEqual(['gatehouse:more', 'gatehouse:approve', 'gatehouse:approve_with_conditions', 'gatehouse:request_changes', 'gatehouse:reject']);
    }
  });

  it('a click decides, and the buttons vanish from every copy', async () => {
    expect(await click('theo', await card('theo', 'Technical sign-off needed'), 'approve')).toMatchObject({ status: 200 });
    for (const person of ['theo', 'tess', 'tariq']) {
      const { words, actions } = await card(person, 'Technical sign-off: approved');
      expect(words).toMatch(/\*Approved by Theo Papadakis <!date/);
      expect(actions).toEqual([]);
    }
  });

  it('a card from before the API was killed still works, and its dialog decides', async () => {
    const before = await card('ruth', 'Risk sign-off needed');
    const { parts } = JSON.parse(readFileSync(join(bench.home, 'data/run.json'), 'utf8')) as { parts: { name: string; pid: number }[] };
    process.kill(parts.find(({ name }) => name === 'api')!.pid, 'SIGKILL');
    await lines.seen(/^api is ready again/);
    expect(await click('ruth', before, 'request_changes')).toMatchObject({ status: 200 });
    const modal = await openModal('U0RUTH');
    expect(await sim('submit', { user: 'U0RUTH', view_id: modal, values: { reason: 'Test it on the islands too' } })).toMatchObject({ status: 200 });
    const { words } = await card('mira', 'Revision needed from you');
    expect(words).toContain('> Test it on the islands too');
    const view = ok(await as(CAST.governance).get(`/v1/deployments/${deployment}`));
    expect(view['state']).toBe('changes_requested');
  });

  /** The dialog arrives after the click was acknowledged; the calls to Slack say when. */
  async function openModal(user: string): Promise<string> {
    for (const until = Date.now() + WAIT_MS; Date.now() < until; ) {
      const { modals } = z.object({ modals: z.array(z.object({ id: z.string() })) }).parse(await sim(`modals?user=${user}`));
      if (modals[0]) return modals[0].id;
      await messages({ user, containing: 'nobody says this', wait_ms: '100' });
    }
    throw new Error(`${user} got no dialog`);
  }
});
