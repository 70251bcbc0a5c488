import { describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { eventually } from '../support/case-workflow.ts';
import { driven, HOUR } from '../support/driven.ts';
import { calledFor, fakeRecord } from '../support/fake-record.ts';

const cases = driven();

describe('telling', () => {
  it('tells all that came while it was telling in one go', async () => {
    const record = fakeRecord(cases.server.now, { owed: [{ channel: 'chat', key: 'first' }] });
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    record.onEffect(() => held);
    await cases.drive(record);
    await eventually('it is telling', () => calledFor(record, 'tell').length === 1);
    const keys = Array.from({ length: 200 }, (_, i) => `message ${i}`);
    await Promise.all(keys.map((key) => cases.signal(record.owe('chat', key))));
    go();
    await eventually('all were told', () => record.agenda().tell.length === 0);
    expect(calledFor(record, 'tell')).toHaveLength(2);
    expect(keys.every((key) => record.ledger.includes(`told ${key}`))).toBe(true);
  });

  it('has one activity in flight per channel, and a slow channel does not hold up the other', async () => {
    const record = fakeRecord(cases.server.now, { owed: [{ channel: 'chat', key: 'ann' }] });
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    record.onEffect(async (what) => (what === 'tell' && record.calls.length === 1 ? held : undefined));
    await cases.drive(record);
    await eventually('the chat hangs', () => calledFor(record, 'tell').length === 1);
    await cases.signal(record.owe('chat', 'bob'));
    await cases.signal(record.owe('email', 'cid'));
    await eventually('cid was told', () => record.ledger.includes('told cid'));
    expect(calledFor(record, 'tell').map(({ key }) => key)).toEqual(['chat', 'email']);
    go();
    await eventually('bob was told', () => record.ledger.includes('told bob'));
  });

  it('never stands in the way of an escalation', async () => {
    const due = new Date(Date.parse(await cases.server.now()) + 200).toISOString();
    const record = fakeRecord(cases.server.now, { rungs: [due], owed: [{ channel: 'chat', key: 'ann' }] });
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    record.onEffect(async (what) => (what === 'tell' ? held : undefined));
    await cases.drive(record);
    await eventually('the rung fired', () => record.ledger.includes(`rung ${due}`));
    go();
  });

  it('goes on after an activity was failed by hand', async () => {
    const record = fakeRecord(cases.server.now, { owed: [{ channel: 'chat', key: 'ann' }] });
    const tell = record.activities.effects.tell;
    let failures = 2;
    record.activities.effects.tell = async (input) => {
      if (failures === 0) return tell(input);
      failures -= 1;
      throw ApplicationFailure.nonRetryable('ended by an operator');
    };
    const handle = await cases.drive(record);
    await cases.server.sleep(HOUR);
    await eventually('ann was told', () => record.ledger.includes('told ann'));
    expect((await handle.describe()).status.name).toBe('RUNNING');
  });
});
