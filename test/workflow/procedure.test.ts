import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/case-workflow.ts';
import { driven, HOUR } from '../support/driven.ts';
import { calledFor, fakeRecord } from '../support/fake-record.ts';

const cases = driven();
const CHECK = { name: 'check-package', key: 'revision-1' };

describe('the procedure', () => {
  it('carries out the step that the agenda owes, once, with its key', async () => {
    const record = fakeRecord(cases.server.now, { stage: 'checking', step: CHECK });
    await cases.drive(record);
    await eventually('the package was checked', () => record.ledger.includes('checked'));
    await cases.signal(record.commit('vote'));
    expect(calledFor(record, 'check').map(({ key }) => key)).toEqual(['revision-1']);
  });

  it('carries out each step of a stage, and again when the stage comes back', async () => {
    const record = fakeRecord(cases.server.now, { stage: 'checking', step: CHECK });
    await cases.drive(record);
    await eventually('the package was checked', () => record.ledger.includes('checked'));
    await cases.signal(record.commit('revised', { stage: 'checking', step: { ...CHECK, key: 'revision-2' } }));
    await eventually('the new revision was checked', () => record.ledger.filter((entry) => entry === 'checked').length === 2);
    expect(calledFor(record, 'check').map(({ key }) => key)).toEqual(['revision-1', 'revision-2']);
  });

  it('tries a step again, as a command of its own, while the agenda still owes it', async () => {
    const record = fakeRecord(cases.server.now, { stage: 'checking', step: CHECK, checked: { step: CHECK } });
    await cases.drive(record);
    await eventually('it was tried', () => calledFor(record, 'check').length === 1);
    await cases.server.sleep(10_000);
    await eventually('it was tried again', () => calledFor(record, 'check').length > 1);
    expect(new Set(calledFor(record, 'check').map(({ key }) => key)).size).toBe(calledFor(record, 'check').length);
  });

  it.each([
    ['a stage that is newer than this code', { stage: 'shadow', step: null }],
    ['a step of a newer stage', { stage: 'canary', step: { name: 'widen', key: 'canary/1' } }],
    ['a new step of a known stage', { stage: 'checking', step: { name: 'scan', key: 'scan/1' } }],
  ])('waits in %s for the agenda to move, while silence climbs on', async (_, stage) => {
    const due = await cases.inHours(5);
    const record = fakeRecord(cases.server.now, { ...stage, rungs: [due] });
    const handle = await cases.drive(record);
    await cases.server.sleep(6 * HOUR);
    await eventually('the rung fired', () => record.ledger.includes(`rung ${due}`));
    expect(record.calls.map(({ what }) => what)).toEqual(['escalate']);
    await cases.signal(record.commit('moved on', { stage: 'checking', step: CHECK }));
    await eventually('the known step was carried out', () => record.ledger.includes('checked'));
    expect((await handle.describe()).status.name).toBe('RUNNING');
  });

  it('shows in the Temporal UI where the case stands and what it waits for', async () => {
    const due = await cases.inHours(5);
    const record = fakeRecord(cases.server.now, { stage: 'canary', step: { name: 'widen', key: 'canary/1' }, rungs: [due] });
    const handle = await cases.drive(record);
    await eventually('the step was seen', async () => (await details(handle)).includes('not known'));
    expect(await details(handle)).toContain('**canary** canary: Credit scoring 4.2 to production');
    expect(await details(handle)).toContain(`next rung: ${due}`);
  });
});

/** What the UI shows under "Current Details". */
async function details(handle: { query: (type: string) => Promise<unknown> }): Promise<string> {
  const metadata = await handle.query('__temporal_workflow_metadata');
  return (metadata as { currentDetails?: string }).currentDetails ?? '';
}
