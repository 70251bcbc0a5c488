import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execute } from '../../../store/execute.ts';
import { readEvents } from '../../../store/ledger.ts';
import { beat } from '../../../store/pulse.ts';
import type { Store } from '../../../store/store.ts';
import { shippedPolicy } from '../../support/world.ts';
import { emptyProduct, HOUSE, type ToyStore } from '../../support/toy-store.ts';

let toys: ToyStore;
let store: Store;
beforeAll(async () => {
  ({ toys, store } = await emptyProduct());
  const machine = { kind: 'machine', id: 'start', on_behalf_of: null } as const;
  await execute(store, HOUSE, { name: 'bootstrap-policy', body: { policy: shippedPolicy(), source: 'disk' } }, { command_id: 'first', actor: machine, door: 'system', assurance: 'session' });
});
afterAll(() => toys.end());
beforeEach(async () => {
  await toys.owner.query('DELETE FROM gate_pulse');
});

const outages = async () => (await readEvents(store, 'house')).filter(({ type }) => type === 'gate.outage_ended').map(({ at, body }) => ({ at, ...body }));
const beatAt = (now: string) => {
  toys.now = now;
  return beat(store);
};

describe('the pulse of the gate', () => {
  it('§1.17 records an outage when it is over: from the last beat before it to the first one after', async () => {
    expect(await beatAt('2026-11-23T09:00:00.000Z')).toBeNull();
    expect(await beatAt('2026-11-23T09:01:00.000Z')).toBeNull();
    expect(await outages()).toEqual([]);
    expect(await beatAt('2026-11-23T11:30:00.000Z')).toBe('2026-11-23T09:01:00.000Z');
    expect(await beatAt('2026-11-23T11:30:10.000Z')).toBeNull();
    expect(await outages()).toEqual([{ at: '2026-11-23T11:30:00.000Z', from_at: '2026-11-23T09:01:00.000Z', to_at: '2026-11-23T11:30:00.000Z' }]);
  });

  it('leaves a silence within the policy’s time alone, and one before there was a policy', async () => {
    const before = (await outages()).length;
    await beatAt('2026-11-23T12:00:00.000Z');
    expect(await beatAt('2026-11-23T12:00:45.000Z')).toBeNull();
    const { toys: others, store: empty } = await emptyProduct();
    await beat(empty);
    others.now = '2026-11-24T09:00:00.000Z';
    expect(await beat(empty)).toBeNull();
    await others.end();
    expect(await outages()).toHaveLength(before);
  });

  it('records one outage once, also when it was cut off between the record and the beat', async () => {
    const before = (await outages()).length;
    await beatAt('2026-11-24T09:00:00.000Z');
    await beatAt('2026-11-24T10:00:00.000Z');
    await toys.owner.query("UPDATE gate_pulse SET at = '2026-11-24T09:00:00.000Z'");
    await beatAt('2026-11-24T10:00:10.000Z');
    expect(await outages()).toHaveLength(before + 1);
  });

  it('is believed by the gate itself only', async () => {
    const meta = { command_id: 'forged', actor: { kind: 'person', id: 'ada' }, door: 'api', assurance: 'mfa' } as const;
    expect(await execute(store, HOUSE, { name: 'record-outage', body: { from_at: '2026-11-20T09:00:00.000Z' } }, meta)).toMatchObject({ ok: false, refusal: { refused: 'not_permitted' } });
  });
});
