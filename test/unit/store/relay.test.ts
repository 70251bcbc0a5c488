import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import type { Agenda } from '../../../contracts/agenda.ts';
import type { DrivenRecord } from '../../../contracts/workflow.ts';
import { lateCases, lateCounts } from '../../../store/late.ts';
import { ifLeader } from '../../../store/leader.ts';
import { reconcile } from '../../../store/reconcile.ts';
import { type Relay, startRelay } from '../../../store/relay.ts';
import type { Store } from '../../../store/store.ts';
import { sweepOnce } from '../../../store/sweep.ts';
import { lateGauge, watchOnce } from '../../../store/watch.ts';
import { asWorkflow, HOUSE, toyStore, type ToyStore } from '../../support/toy-store.ts';

interface Call {
  readonly record: DrivenRecord;
  readonly agenda: Agenda;
  readonly wake: boolean;
}

/** Temporal as the relay sees it: it takes what it is given, refuses, or keeps everybody waiting. */
class FakeTemporal {
  readonly calls: Call[] = [];
  mode: 'up' | 'down' | 'hanging' = 'up';
  #release: (() => void)[] = [];
  #told: (() => void)[] = [];

  readonly handOver = async (record: DrivenRecord, agenda: Agenda, wake: boolean): Promise<void> => {
    this.calls.push({ record, agenda, wake });
    for (const tell of this.#told.splice(0)) tell();
    if (this.mode === 'down') throw new Error('Temporal is away');
    if (this.mode === 'hanging') await new Promise<void>((resolve) => this.#release.push(resolve));
  };

  release(): void {
    this.mode = 'up';
    for (const resolve of this.#release.splice(0)) resolve();
  }

  /** Resolves when a call came. */
  async called(): Promise<void> {
    if (this.calls.length === 0) await new Promise<void>((resolve) => this.#told.push(resolve));
  }

  of = (id: string): Call[] => this.calls.filter((call) => call.record.id === id);
}

let toys: ToyStore;
let store: Store;
let temporal: FakeTemporal;
let relay: Relay | null = null;
beforeAll(async () => {
  toys = await toyStore();
  store = toys.store;
});
afterAll(() => toys.end());
beforeEach(async () => {
  toys.now = '2026-11-23T09:00:00.000Z';
  temporal = new FakeTemporal();
  await toys.owner.query('DELETE FROM relay_queue; DELETE FROM wakes; UPDATE cases SET open = false');
});
afterEach(async () => {
  temporal.release();
  await relay?.stop();
  relay = null;
});

const queued = async (): Promise<string[]> => (await toys.owner.query<{ case_id: string }>('SELECT case_id FROM relay_queue ORDER BY case_id')).rows.map((row) => row.case_id);

describe('the relay', () => {
  it('hands the agenda over after the commit and clears the queue', async () => {
    relay = startRelay(store, temporal);
    const target = await toys.open();
    await relay.idle();
    expect(temporal.calls).toMatchObject([{ record: { kind: 'deployment', id: target.id }, agenda: { rev: 1, open: true }, wake: false }]);
    expect(await queued()).toEqual([]);
  });

  it('carries the newest agenda of a case once when many commits wait', async () => {
    temporal.mode = 'hanging';
    relay = startRelay(store, { ...temporal, handOver: temporal.handOver, width: 1 });
    const target = await toys.open();
    await temporal.called();
    for (const text of ['a', 'b', 'c']) await toys.run(target, 'note', { text });
    temporal.release();
    await relay.idle();
    expect(temporal.calls.map((call) => call.agenda.rev)).toEqual([1, 4]);
    expect(await queued()).toEqual([]);
  });

  it('leaves decisions alone while Temporal keeps it waiting or refuses', async () => {
    temporal.mode = 'hanging';
    relay = startRelay(store, temporal);
    const target = await toys.open();
    expect(await toys.run(target, 'vote', { reason: 'x' })).toMatchObject({ ok: true });
    expect(await queued()).toEqual([target.id]);
    temporal.release();
    temporal.mode = 'down';
    expect(await toys.run(target, 'note', { text: 'x' })).toMatchObject({ ok: true });
    expect(await queued()).toEqual([target.id]);
  });

  it('tries again until Temporal is back', async () => {
    temporal.mode = 'down';
    relay = startRelay(store, { handOver: temporal.handOver, onError: () => (temporal.mode = 'up') });
    const target = await toys.open();
    await relay.idle();
    expect(temporal.of(target.id)).toHaveLength(2);
    expect(await queued()).toEqual([]);
  });

  it('does not tell a workflow what the workflow itself did', async () => {
    relay = startRelay(store, temporal);
    const target = await toys.open({ wake_at: '2026-11-23T09:00:00.000Z' });
    await relay.idle();
    await toys.run(target, 'escalate', {}, asWorkflow('w'));
    await relay.idle();
    expect(temporal.of(target.id)).toHaveLength(1);
    expect(await queued()).toEqual([]);
  });

  it('wakes the cases that a blocker reaches', async () => {
    const target = await toys.open();
    relay = startRelay(store, temporal);
    await toys.run(HOUSE, 'raise', { title: 'freeze', extent: { scope: 'organisation' } });
    await relay.idle();
    expect(temporal.of(target.id)).toMatchObject([{ wake: true, agenda: { wake_at: toys.now } }]);
  });

  it('takes no more than it can hold; the queue in the database keeps the rest', async () => {
    temporal.mode = 'hanging';
    relay = startRelay(store, { handOver: temporal.handOver, width: 1, capacity: 1 });
    const targets = [await toys.open(), await toys.open(), await toys.open()];
    expect(relay.waiting).toBe(1);
    temporal.release();
    await relay.idle();
    expect(await queued()).toEqual([targets[2]!.id]);
  });
});

describe('what is late', () => {
  const late = async () => (await lateCases(store, 30_000)).map(({ case_id, what, since }) => ({ case_id, what, since }));

  it('is an agenda that was not handed over, a message, an instant passed and a wake not answered, each with its since', async () => {
    const since = toys.now;
    const target = await toys.open({ wake_at: '2026-11-23T09:00:05.000Z' });
    await toys.owner.query('INSERT INTO wakes (case_id, at) VALUES ($1, $2)', [target.id, '2026-11-23T09:00:06.000Z']);
    toys.now = '2026-11-23T09:00:30.000Z';
    expect(await late()).toEqual([{ case_id: target.id, what: 'message', since }, { case_id: target.id, what: 'relay', since }]);
    toys.now = '2026-11-23T09:00:36.000Z';
    expect((await late()).map((one) => [one.what, one.since])).toEqual([
      ['message', since],
      ['relay', since],
      ['wake', '2026-11-23T09:00:05.000Z'],
      ['wake', '2026-11-23T09:00:06.000Z'],
    ]);
    expect(await lateCounts(store, 30_000)).toEqual({ relay: 1, message: 1, wake: 2, step: 0 });
  });

  it('is nothing of a case that ended', async () => {
    const target = await toys.open({ wake_at: '2026-11-23T09:00:05.000Z' });
    await toys.owner.query('UPDATE cases SET open = false WHERE id = $1', [target.id]);
    await toys.owner.query('DELETE FROM relay_queue');
    toys.now = '2026-11-23T10:00:00.000Z';
    expect(await late()).toEqual([]);
  });
});

describe('the sweep, when the store of Temporal was emptied', () => {
  const known = async (): Promise<boolean> => true;
  const unknown = async ({ id }: DrivenRecord): Promise<boolean> => temporal.of(id).length > 0;
  const IDLE = { wake_at: '2026-12-24T09:00:00.000Z' };

  /** A case in which nothing is owed and nothing is due for weeks. */
  const waiting = async (): Promise<string> => {
    const { id } = await toys.open({ to: [] });
    await toys.owner.query('UPDATE cases SET open = true, wake_at = $2, tell = $3, tell_since = NULL WHERE id = $1', [id, IDLE.wake_at, []]);
    await toys.owner.query('DELETE FROM relay_queue');
    return id;
  };

  it('starts the workflow of every open case, also of one that waits for an instant far ahead, and of no closed one', async () => {
    await toys.owner.query("UPDATE cases SET open = true WHERE id = 'house'");
    const closed = await waiting();
    const id = await waiting();
    await toys.owner.query('UPDATE cases SET open = false WHERE id = $1', [closed]);
    const seen = new Map([[id, Date.now()]]);
    await sweepOnce(store, { handOver: temporal.handOver, knows: unknown }, seen);
    expect(temporal.of('house')).toHaveLength(1);
    toys.now = '2026-11-23T09:00:31.000Z';
    await sweepOnce(store, { handOver: temporal.handOver, knows: unknown }, seen);
    expect(temporal.of(id)).toMatchObject([{ agenda: { open: true }, wake: true }]);
    expect(temporal.of(closed)).toEqual([]);
  });

  it('is noticed too when a commit on the house started the workflow of the house anew', async () => {
    await toys.owner.query("UPDATE cases SET open = true WHERE id = 'house'");
    const id = await waiting();
    const all = async (record: DrivenRecord): Promise<boolean> => record.id === 'house' || temporal.of(record.id).length > 0;
    await sweepOnce(store, { handOver: temporal.handOver, knows: all }, new Map());
    expect((await toys.owner.query('SELECT 1 FROM relay_queue WHERE case_id = $1', [id])).rowCount).toBe(1);
  });

  it('is not mistaken for one that is whole, or that does not answer', async () => {
    await toys.owner.query("UPDATE cases SET open = true WHERE id = 'house'");
    await waiting();
    const away = async (): Promise<boolean> => {
      throw new Error('Temporal is away');
    };
    expect(await sweepOnce(store, { handOver: temporal.handOver, knows: known }, new Map())).toBe(0);
    await expect(sweepOnce(store, { handOver: temporal.handOver, knows: away }, new Map())).rejects.toThrow('Temporal is away');
    expect((await toys.owner.query('SELECT 1 FROM relay_queue')).rowCount).toBe(0);
    expect(temporal.calls).toEqual([]);
  });
});

describe('the sweep', () => {
  it('hands over with a wake what is 30 s late, and leaves the rest', async () => {
    const target = await toys.open();
    const seen = new Map<string, number>();
    toys.now = '2026-11-23T09:00:29.000Z';
    expect(await sweepOnce(store, temporal, seen)).toBe(0);
    toys.now = '2026-11-23T09:00:30.000Z';
    expect(await sweepOnce(store, temporal, seen)).toBe(1);
    expect(temporal.calls).toMatchObject([{ record: { id: target.id }, wake: true }]);
    expect(await queued()).toEqual([]);
  });

  it('takes the earliest first, and gives a case that stays late no second turn before the others', async () => {
    const [first, second] = [await toys.open(), await toys.open()];
    await toys.owner.query("UPDATE cases SET tell_since = tell_since - interval '1 hour' WHERE id = $1", [second.id]);
    toys.now = '2026-11-23T09:01:00.000Z';
    const seen = new Map<string, number>();
    await sweepOnce(store, temporal, seen);
    await sweepOnce(store, temporal, seen);
    expect(temporal.calls.map((call) => call.record.id)).toEqual([second.id, first.id]);
  });

  it('runs in one process at a time', async () => {
    const ran: string[] = [];
    await ifLeader(store.pool, 'sweep', async () => {
      ran.push('first');
      expect(await ifLeader(toys.another().pool, 'sweep', async () => void ran.push('second'))).toBe(false);
    });
    expect(await ifLeader(store.pool, 'sweep', async () => void ran.push('third'))).toBe(true);
    expect(ran).toEqual(['first', 'third']);
  });
});

describe('the watch', () => {
  it('raises one alarm for what became 5 minutes late, and none twice', async () => {
    const target = await toys.open();
    const alarms: string[] = [];
    const alarm = async (subject: string, text: string) => void alarms.push(`${subject}\n${text}`);
    const told = new Set<string>();
    toys.now = '2026-11-23T09:04:59.000Z';
    await watchOnce(store, alarm, told);
    expect(alarms).toEqual([]);
    toys.now = '2026-11-23T09:05:00.000Z';
    await watchOnce(store, alarm, told);
    await watchOnce(store, alarm, told);
    expect(alarms).toHaveLength(1);
    expect(alarms[0]).toContain(`${target.id}: message since 2026-11-23T09:00:00.000Z`);
  });

  it('tries again when the alarm could not be raised', async () => {
    await toys.open();
    toys.now = '2026-11-23T09:06:00.000Z';
    const told = new Set<string>();
    await expect(watchOnce(store, () => Promise.reject(new Error('no SMTP')), told)).rejects.toThrow('no SMTP');
    expect(await watchOnce(store, async () => undefined, told)).toHaveLength(2);
  });

  it('counts what is late in a metric', async () => {
    await toys.open();
    toys.now = '2026-11-23T09:06:00.000Z';
    const registry = new Registry();
    lateGauge(store, registry);
    expect(await registry.metrics()).toContain('gatehouse_late{what="relay"} 1');
  });
});

describe('reconciling a restored database', () => {
  it('raises every open case far above what a workflow can know, and hands it out anew', async () => {
    const [target, closed] = [await toys.open(), await toys.open()];
    await toys.owner.query('DELETE FROM relay_queue');
    await toys.owner.query('UPDATE cases SET open = false WHERE id = $1', [closed.id]);
    expect(await reconcile(store)).toBe(1);
    expect(await queued()).toEqual([target.id]);
    expect((await toys.run(target, 'note', { text: 'x' })).agenda?.rev).toBe(1_000_002);
  });
});
