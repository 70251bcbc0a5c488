import type { SlackSimulator } from '../../api/simulator/simulator.ts';
import type { DeploymentView, LaneView } from '../../contracts/deployment-view.ts';
import type { Duration, Instant } from '../../contracts/primitives.ts';
import { addDuration } from '../../domain/time/calendar.ts';
import type { LedgerEntry } from '../../store/ledger.ts';
import type { DeliveryListed } from '../../store/queries/case-events.ts';
import type { ObligationListed } from '../../store/queries/obligations.ts';
import type { Store } from '../../store/store.ts';
import type { Temporal } from '../../store/temporal-client.ts';
import type { Answer, As } from './api.ts';
import { approve, approvedOnce, sign } from './approve.ts';
import type { Parts } from './gatehouse.ts';
import { nextWake, pauseWall, quiet, until, beginAnew } from './quiet.ts';
import { CAST, ok, requestFor, type Seeded, seedSystem, type SeedWish } from './seed.ts';
import type { MailCatcher } from './smtp.ts';
import type { TestWorkers } from './worker.ts';

/** What a test may ask of the house and do in it. Everything acts through the API, Slack or mail; reads are the API's. */
export interface Gatehouse {
  readonly url: string;
  /** The data folder, with the development tokens. */
  readonly home: string;
  readonly store: Store;
  /** A client of the test server. Moves no clock. */
  readonly temporal: Temporal;
  readonly slack: SlackSimulator;
  readonly mail: MailCatcher;
  /** A person, signed in with the assurance `development`. */
  as(person: string): As;
  /** A machine's token, or `null` for nobody. */
  with(token: string | null): As;
  /** A registered system with a version and the documents of its package. For tier `high` it was approved once before. */
  seedSystem(wish?: SeedWish): Promise<Seeded>;
  /** Asks to deploy it, as the requester of the cast; the id of the case, once it has been checked. */
  request(system: Seeded, overrides?: object, requester?: string): Promise<string>;
  /** One vote in a lane; by the cast's first signer and an approval unless told otherwise. */
  sign(deployment: string, lane: string, vote?: { readonly by?: string; readonly verdict?: string; readonly [member: string]: unknown }): Promise<Answer>;
  /** Signs every lane that is open until the case is approved, by the cast's signers. */
  approve(deployment: string): Promise<DeploymentView>;
  /** The case as the API shows it. */
  view(deployment: string): Promise<DeploymentView & { readonly rev: number }>;
  lane(deployment: string, lane: string): Promise<LaneView>;
  /** The whole record of a case, `sys_…` or `house`, oldest first. */
  events(id: string): Promise<LedgerEntry[]>;
  eventTypes(id: string): Promise<string[]>;
  eventsOf(id: string, type: string): Promise<LedgerEntry[]>;
  deliveries(id: string): Promise<DeliveryListed[]>;
  obligations(query: Readonly<Record<string, string>>): Promise<ObligationListed[]>;
  /** The clock of rules and workflows. */
  now(): Promise<Instant>;
  /** An instant so far from now, by the wall, e.g. `await house.in('P2D')`. */
  in(duration: Duration): Promise<Instant>;
  /**
   * Moves the clock by a duration or to an instant, stopping at every instant at which a case looks, and lets everything
   * that is due there happen. Business durations are counted on a calendar in UTC: for exact ones give the instant that
   * the API names.
   */
  advance(to: Duration | Instant): Promise<void>;
  /** Moves the clock without waiting for anybody, as an outage does; for use with `stopWorkers`. */
  leap(to: Duration | Instant): Promise<void>;
  /** Waits until nothing is to be done now and every message that can be sent was sent. */
  quiet(): Promise<void>;
  /** Looks after every commit until `look` yields something; expectations in it may fail until then. */
  until<T>(what: string, look: () => Promise<T | null | undefined | false>, limitMs?: number): Promise<T>;
  stopWorkers(): Promise<void>;
  startWorkers(): Promise<void>;
  stop(): Promise<void>;
}

const UTC = { zone: 'UTC', hours: { from: '09:00', to: '17:00' }, workdays: [1, 2, 3, 4, 5], holidays: [] } as const;
const INSTANT = /^\d{4}-\d\d-\d\dT.*Z$/;

/** Every page of a list. */
async function all<T>(as: As, path: string): Promise<T[]> {
  const items: T[] = [];
  const separator = path.includes('?') ? '&' : '?';
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page = ok(await as.get(`${path}${separator}limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`)) as unknown as { items: T[]; next_cursor: string | null };
    items.push(...page.items);
    cursor = page.next_cursor;
  }
  return items;
}

/** The clock of the house, and what moves it. */
class Clock {
  readonly #parts: Parts;
  workers: TestWorkers | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  now = (): Promise<Instant> => (this.#parts.clock === 'skipping' ? this.#parts.server.now() : Promise.resolve(new Date().toISOString()));

  #sleep = async (ms: number): Promise<void> => {
    if (ms <= 0) return;
    if (this.#parts.clock === 'skipping') await this.#parts.server.sleep(ms);
    else await pauseWall(ms);
  };

  quiet = (): Promise<void> => quiet({ store: this.#parts.api.store, relay: this.#parts.relay, slackIdle: this.#parts.slackIdle, now: this.now, sleep: this.#sleep });

  async #target(to: Duration | Instant): Promise<Instant> {
    return typeof to === 'string' && INSTANT.test(to) ? to : addDuration(await this.now(), to, UTC);
  }

  async leap(to: Duration | Instant): Promise<void> {
    await this.#sleep(Date.parse(await this.#target(to)) - Date.parse(await this.now()));
  }

  async advance(to: Duration | Instant): Promise<void> {
    const target = await this.#target(to);
    if (this.workers === null) return this.leap(target);
    await this.quiet();
    for (;;) {
      const now = await this.now();
      if (now >= target) break;
      const wake = await nextWake(this.#parts.api.store);
      const stop = wake !== null && wake > now && wake < target ? wake : target;
      await this.#sleep(Date.parse(stop) - Date.parse(now));
      await this.quiet();
    }
  }
}

/** Puts the helpers around the running parts. */
export async function createHouse(parts: Parts): Promise<Gatehouse> {
  const { api, slack, mail, server, temporal, relay } = parts;
  const clock = new Clock(parts);
  clock.workers = await parts.work();
  const reader = api.as(CAST.governance);
  const house: Gatehouse = {
    url: api.url,
    home: api.home,
    store: api.store,
    temporal,
    slack,
    mail,
    as: (person) => api.as(person),
    with: (token) => api.with(token),
    seedSystem: async (wish = {}) => (wish.tier === 'high' ? approvedOnce(house, api, wish) : seedSystem(api, wish)),
    async request(system, overrides = {}, requester = CAST.requester) {
      const { id } = ok(await api.as(requester).post('/v1/deployments', requestFor(system, overrides)));
      await house.quiet();
      return String(id);
    },
    sign: (deployment, lane, vote) => sign(house, deployment, lane, vote),
    approve: (deployment) => approve(house, deployment),
    view: async (id) => ok(await reader.get(`/v1/deployments/${id}`)) as unknown as DeploymentView & { rev: number },
    async lane(id, lane) {
      const found = (await house.view(id)).lanes.find((each) => each.lane === lane);
      if (!found) throw new Error(`case ${id} has no lane ${lane}`);
      return found;
    },
    events: (id) => all(reader, `/v1/cases/${id}/events`),
    eventTypes: async (id) => (await house.events(id)).map(({ type }) => type),
    eventsOf: async (id, type) => (await house.events(id)).filter((event) => event.type === type),
    deliveries: (id) => all(reader, `/v1/cases/${id}/deliveries`),
    obligations: (query) => all(reader, `/v1/obligations?${new URLSearchParams(query).toString()}`),
    now: clock.now,
    in: async (duration) => addDuration(await clock.now(), duration, UTC),
    advance: (to) => clock.advance(to),
    leap: (to) => clock.leap(to),
    quiet: () => clock.quiet(),
    until: (what, look, limitMs = 15_000) => until(api.store, what, look, limitMs),
    async stopWorkers() {
      await clock.workers?.stop();
      clock.workers = null;
    },
    async startWorkers() {
      if (clock.workers !== null) return;
      await beginAnew(temporal, api.store);
      clock.workers = await parts.work();
    },
    async stop() {
      await house.stopWorkers();
      await relay.stop();
      await temporal.close();
      await Promise.all([slack.stop(), mail.stop()]);
      await api.stop();
      await server.teardown();
    },
  };
  return house;
}
