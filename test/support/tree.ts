import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Environment, packageRoot } from '../../config.ts';
import { signalProcess } from '../../cli/start/process.ts';
import type { RunningPart } from '../../cli/start/run-file.ts';
import type { DeploymentView } from '../../contracts/deployment-view.ts';
import { type DrivenRecord, workflowIdOf } from '../../contracts/workflow.ts';
import { CLI, type House, startHouse } from '../../scripts/demo/house.ts';
import type { DeliveryListed } from '../../store/queries/case-events.ts';
import { createTemporal } from '../../store/temporal-client.ts';
import { type Answer, type As, type Body, caller } from './api.ts';
import { CAST, ok, requestFor, type SeedTier, seedSystem } from './seed.ts';

const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 60_000;

/** Looks until there is something to see. @throws Error that names what did not happen, and what was seen last */
export async function until<T>(what: string, look: () => Promise<T | undefined | null | false>, withinMs = PATIENCE_MS): Promise<T> {
  const giveUp = Date.now() + withinMs;
  let problem: unknown = 'nothing was seen';
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== null && found !== false) return found;
    } catch (error) {
      problem = error;
    }
    if (Date.now() > giveUp) throw new Error(`${what}: did not happen within ${withinMs / 1000} s (last: ${String(problem)})`);
    await pause(LOOK_EVERY_MS);
  }
}

/** Resolves when the wall clock shows the instant (milliseconds since 1970): a ladder runs by the wall. */
export const reached = (instant: number): Promise<boolean> => until(`the clock shows ${new Date(instant).toISOString()}`, async () => Date.now() >= instant, Math.max(0, instant - Date.now()) + PATIENCE_MS);

/** An event as the API lists it. */
export interface Recorded {
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A case that a test opened, with its lanes open. */
export interface Opened {
  readonly id: string;
  readonly view: DeploymentView;
}

/** The parts of `gatehouse start` that can be killed. */
export type PartName = 'postgresql' | 'temporal' | 'worker' | 'api' | 'slack' | 'mail';

/**
 * The real `gatehouse start` with its process tree, in a data folder of its own, as a test drives it from outside.
 * Every call goes on trying through an outage, each write under one Idempotency-Key, for a minute.
 */
export class Tree {
  readonly folder = mkdtempSync(join(tmpdir(), 'gh-tree-'));
  readonly home = join(this.folder, 'data');
  /** What the supervisor said. */
  readonly lines: string[] = [];
  #house: House | undefined;

  constructor() {
    // as root, PostgreSQL runs as a user of its own, which has to pass through
    chmodSync(this.folder, 0o711);
  }

  /** Starts it, again or for the first time, with the policy of a folder, and with `more` in its environment. */
  async start(policy = join(packageRoot(), 'examples', 'policy-fast'), more: Environment = {}): Promise<void> {
    this.#house = await startHouse(this.home, policy, (line) => this.lines.push(line), more);
  }

  /** Stops it in order; the data stay. */
  async halt(): Promise<void> {
    await this.#house?.stop();
    this.#house = undefined;
  }

  /** Stops it and removes its folder. */
  async remove(): Promise<void> {
    await this.halt();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #running(): House {
    if (this.#house === undefined) throw new Error('the tree is not running');
    return this.#house;
  }

  /** Where the API and the console listen, and the page of the Slack stand-in. */
  get addresses(): Pick<House, 'api' | 'slack'> {
    return this.#running;
  }

  /** The process that is this part now. */
  pid(part: PartName): number {
    const { parts } = JSON.parse(readFileSync(join(this.home, 'run.json'), 'utf8')) as { parts: RunningPart[] };
    const found = parts.find(({ name }) => name === part);
    if (found === undefined) throw new Error(`${part} does not run; these do: ${parts.map(({ name }) => name).join(', ')}`);
    return found.pid;
  }

  signal(part: PartName, name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    signalProcess(this.pid(part), name);
  }

  /** SIGKILL; resolves when the supervisor has the part ready again. */
  async killed(part: PartName): Promise<void> {
    const before = this.pid(part);
    const said = this.lines.length;
    process.kill(before, 'SIGKILL');
    await until(`${part} is ready again`, async () => this.lines.slice(said).some((line) => line.startsWith(`${part} is ready again`)));
    await until('the API is ready', async () => (await fetch(`${this.#running.api}/readyz`)).ok);
  }

  /** This person over real HTTP; a call that nothing answers is made again. */
  as(person: string): As {
    const once = (): As => {
      const tokens = JSON.parse(readFileSync(join(this.home, 'dev-tokens.json'), 'utf8')) as Record<string, string>;
      return caller(this.#running.api, tokens[person] ?? null);
    };
    const answered = (what: string, call: () => Promise<Answer>): Promise<Answer> =>
      until(`an answer to ${what}`, async () => {
        const answer = await call();
        return answer.status < 500 && answer;
      });
    return {
      get: (path) => answered(path, () => once().get(path)),
      post: (path, body, headers) => {
        const keyed = { 'Idempotency-Key': randomUUID(), ...headers };
        return answered(path, () => once().post(path, body, keyed));
      },
      patch: (path, body) => answered(path, () => once().patch(path, body)),
      upload: (path, bytes) => answered(path, () => once().upload(path, bytes)),
      send: (method, path, init) => once().send(method, path, init),
    };
  }

  /** `gatehouse … --json`; its exit code and answer. */
  gatehouse(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
    const env = { ...this.#running.env };
    return new Promise((resolve) => {
      execFile(process.execPath, [CLI, ...args, '--json'], { env, maxBuffer: 64_000_000 }, (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, err });
      });
    });
  }

  /** A new system of the tier, and a request for it whose lanes are open. */
  async open(tier: SeedTier): Promise<Opened> {
    const id = await this.ask(tier);
    return { id, view: await this.inReview(id) };
  }

  /** A new system of the tier, and a request for it; answers the case's id. */
  async ask(tier: SeedTier): Promise<string> {
    const system = await seedSystem(this, { tier });
    return String(ok(await this.as(CAST.requester).post('/v1/deployments', requestFor(system)))['id']);
  }

  inReview(id: string): Promise<DeploymentView> {
    return until(`${id} in review`, async () => {
      const view = await this.view(id);
      return view.state === 'in_review' && view;
    });
  }

  async view(id: string): Promise<DeploymentView> {
    return ok(await this.as('maya').get(`/v1/deployments/${id}`)) as unknown as DeploymentView;
  }

  /** A vote as this person; the API's answer, whatever it is. */
  vote(person: string, { view }: Opened, lane: string, verdict = 'approve'): Promise<Answer> {
    const owed = view.lanes.find((each) => each.lane === lane)?.obligation_id;
    return this.as(person).post(`/v1/obligations/${String(owed)}/votes`, { verdict, package_digest: view.package_digest, reason: 'Reviewed the package.' });
  }

  /** A list to its end. */
  async all(path: string): Promise<readonly Body[]> {
    const items: Body[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Body = ok(await this.as('maya').get(`${path}${path.includes('?') ? '&' : '?'}limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`));
      items.push(...(page['items'] as readonly Body[]));
      cursor = page['next_cursor'] as string | null;
    }
    return items;
  }

  events(id: string): Promise<readonly Recorded[]> {
    return this.all(`/v1/cases/${id}/events`) as unknown as Promise<readonly Recorded[]>;
  }

  async eventsOf(id: string, type: string): Promise<readonly Recorded[]> {
    return (await this.events(id)).filter((event) => event.type === type);
  }

  deliveries(id: string): Promise<readonly DeliveryListed[]> {
    return this.all(`/v1/cases/${id}/deliveries`) as unknown as Promise<readonly DeliveryListed[]>;
  }

  /** Resolves when every message of the case went out or is not needed any more; those messages. */
  told(id: string, withinMs = PATIENCE_MS): Promise<readonly DeliveryListed[]> {
    return until(`everybody is told of ${id}`, async () => {
      const all = await this.deliveries(id);
      const waiting = all.filter(({ state }) => state !== 'sent' && state !== 'superseded');
      if (waiting.length > 0) throw new Error(`waiting: ${waiting.slice(0, 5).map(({ key, channel, state, last_error: error }) => `${key} ${channel} ${state} ${String(error)}`).join(', ')}`);
      return all;
    }, withinMs);
  }

  /** The messages that the stand-in for Slack shows to this person, of this key. */
  async slack(person: string, key: string): Promise<readonly { readonly words: string; readonly actions: readonly object[] }[]> {
    const query = new URLSearchParams({ user: `U0${person.toUpperCase()}`, key });
    const { messages } = (await (await fetch(`${this.#running.slack}/sim/messages?${query.toString()}`)).json()) as { messages: { words: string; actions: object[] }[] };
    return messages;
  }

  /** The state of the record's workflow, e.g. `RUNNING`; `NOT_FOUND` when Temporal knows none. */
  async workflow(record: DrivenRecord): Promise<string> {
    const temporal = createTemporal({ address: `127.0.0.1:${this.#running.env['TEMPORAL_PORT'] ?? ''}`, namespace: 'default' });
    try {
      return await temporal.bounded(async (client) => (await client.workflow.getHandle(workflowIdOf(record)).describe()).status.name);
    } catch (error) {
      if (error instanceof Error && error.name === 'WorkflowNotFoundError') return 'NOT_FOUND';
      throw error;
    } finally {
      await temporal.close();
    }
  }
}
