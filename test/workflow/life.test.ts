import { describe, expect, it } from '@jest/globals';
import { temporal } from '@temporalio/proto';
import { dropWorkflow, eventually, startBare } from '../support/case-workflow.ts';
import { CASE, driven, HOUR } from '../support/driven.ts';
import { calledFor, fakeRecord, type FakeRecord } from '../support/fake-record.ts';

const cases = driven();
const settled = (record: FakeRecord) => () => record.agenda().tell.length === 0 && record.agenda().step === null;

describe('the life of a case workflow', () => {
  it('ends when the record says closed', async () => {
    const record = fakeRecord(cases.server.now);
    const handle = await cases.drive(record);
    await cases.signal(record.commit('closed', { open: false }));
    await handle.result();
    expect((await handle.describe()).status.name).toBe('COMPLETED');
  });

  it('tells everybody before it ends', async () => {
    const record = fakeRecord(cases.server.now, { open: false, owed: [{ channel: 'chat', key: 'ann' }, { channel: 'email', key: 'bob' }] });
    await (await cases.drive(record)).result();
    expect([...record.ledger].sort()).toEqual(['told ann', 'told bob']);
  });

  it('reads its agenda from the record when it is started without one', async () => {
    const record = fakeRecord(cases.server.now, { owed: [{ channel: 'chat', key: 'ann' }] });
    await cases.drive(record, { bare: true });
    await eventually('ann was told', () => record.ledger.includes('told ann'));
    expect(record.calls.map(({ what }) => what)).toEqual(['look', 'tell']);
  });

  it('does not look when the first agenda came with its start', async () => {
    const record = fakeRecord(cases.server.now, { owed: [{ channel: 'chat', key: 'ann' }] });
    await cases.drive(record);
    await eventually('ann was told', () => record.ledger.includes('told ann'));
    expect(calledFor(record, 'look')).toEqual([]);
  });

  it('drives a house without a procedure', async () => {
    const due = await cases.inHours(5);
    const record = fakeRecord(cases.server.now, { rungs: [due], step: { name: 'check-package', key: 'k' }, owed: [{ channel: 'email', key: 'ann' }] });
    await cases.drive(record, { record: { kind: 'house', id: 'house' } });
    await cases.server.sleep(6 * HOUR);
    await eventually('the rung fired', () => record.ledger.includes(`rung ${due}`));
    expect(record.ledger).toEqual(['told ann', `rung ${due}`]);
  });

  it('ends up with the same ledger when it is thrown away in the middle and started afresh', async () => {
    const rungs = [await cases.inHours(2), await cases.inHours(4), await cases.inHours(6)];
    const record = fakeRecord(cases.server.now, { rungs, owed: [{ channel: 'chat', key: 'ann' }] });
    const handle = await cases.drive(record);
    await cases.server.sleep(3 * HOUR);
    await eventually('the first rung fired', () => record.ledger.length === 2);
    await dropWorkflow(handle);
    await cases.server.sleep(2 * HOUR);
    await startBare(cases.server.client, CASE);
    await cases.server.sleep(2 * HOUR);
    await eventually('the last rung fired', () => record.ledger.length === 4);
    expect(record.ledger).toEqual(['told ann', ...rungs.map((at) => `rung ${at}`)]);
  });

  it('starts afresh with a new run before its history is long, carrying nothing but the id', async () => {
    const due = await cases.inHours(1);
    const record = fakeRecord(cases.server.now, { rungs: [due] });
    const handle = await cases.drive(record);
    const firstRun = (await handle.describe()).runId;
    const isFirst = async () => (await handle.describe()).runId === firstRun;
    for (let round = 0; await isFirst(); round += 1) {
      if (round === 20) throw new Error('no new run after 200 messages');
      for (let message = 0; message < 10; message += 1) {
        await cases.signal(record.owe('chat', `${round}/${message}`));
        await eventually('it was told', settled(record));
      }
    }
    await eventually('the new run looked', () => calledFor(record, 'look').length === 1);
    const old = await cases.server.client.workflow.getHandle(handle.workflowId, firstRun).fetchHistory();
    expect(old.events!.length).toBeGreaterThanOrEqual(1_500);
    expect(old.events!.length).toBeLessThan(1_700);
    await cases.server.sleep(2 * HOUR);
    await eventually('the rung fired', () => record.ledger.includes(`rung ${due}`));
  });

  it('ignores signals that carry no agenda, and fields that it does not know', async () => {
    const record = fakeRecord(cases.server.now);
    const handle = await cases.drive(record);
    for (const garbage of [[], [null], ['agenda'], [{ rev: 'high' }], [42, 'x']]) await handle.signal('agenda', ...garbage);
    await handle.signal('agenda', { ...record.owe('chat', 'ann'), mood: 'good', tell: ['chat', 'pigeon'], wake_at: 'soon' });
    await eventually('ann was told', () => record.ledger.includes('told ann'));
    expect((await handle.describe()).status.name).toBe('RUNNING');
  });

  it('lets the highest revision win over a signal that comes late', async () => {
    const record = fakeRecord(cases.server.now);
    await cases.drive(record);
    const late = record.owe('chat', 'ann');
    await cases.signal(record.commit('nobody need be told', { owed: [] }));
    await cases.signal(late);
    await cases.signal(record.owe('email', 'bob'));
    await eventually('bob was told', settled(record));
    expect(calledFor(record, 'tell').map(({ key }) => key)).toEqual(['email']);
  });
});

describe('the history of an approval with four votes, everybody told', () => {
  it('has at most 60 events and 9 kB', async () => {
    const opened = { stage: 'in_review', step: null, rungs: [await cases.inHours(60)], owed: [{ channel: 'chat', key: 'four people' }] } as const;
    const record = fakeRecord(cases.server.now, { stage: 'checking', step: { name: 'check-package', key: 'dep_01/1' }, checked: opened });
    const handle = await cases.drive(record, { record: { kind: 'deployment', id: 'dep_06gq1jvk8n2xh5w9c3zrt7m4ya' } });
    for (const vote of ['legal', 'risk', 'technical', 'business']) {
      await eventually('everybody was told', settled(record));
      await cases.server.sleep(HOUR);
      const last = vote === 'business' ? { open: false, rungs: [] } : {};
      await cases.signal(record.commit(`vote ${vote}`, { owed: [{ channel: 'chat', key: vote }], ...last }));
    }
    await handle.result();
    const history = await handle.fetchHistory();
    const bytes = temporal.api.history.v1.History.encode(history).finish().length;
    process.stderr.write(`history of four votes: ${history.events!.length} events, ${bytes} bytes\n`);
    expect(history.events!.length).toBeLessThanOrEqual(60);
    expect(bytes).toBeLessThanOrEqual(9_000);
  });
});
