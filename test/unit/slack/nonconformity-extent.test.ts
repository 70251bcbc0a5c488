import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readRaise } from '../../../api/slack/raise-fields.ts';
import { readStep } from '../../../api/slack/step-fields.ts';
import type { Reader } from '../../../api/slack/form-fields.ts';
import type { SubmissionPayload } from '../../../api/slack/payloads.ts';
import { seedSystem } from '../../support/seed.ts';
import { slackId } from './fixture.ts';
import { NonconformityHouse, raisedBy } from './nonconformity-house.ts';

const it_ = new NonconformityHouse();
beforeAll(() => it_.start());
afterAll(() => it_.house.stop());
beforeEach(() => it_.house.slack.reset());

const { slash } = it_;
const FINDING = { raise_description: 'Twice in May' };

describe('§3.S the extent of what is raised in Slack', () => {
  it('takes several systems, the one that it is about first', async () => {
    const [about, further] = [await seedSystem(it_.house.api, { tier: 'medium' }), await seedSystem(it_.house.api, { tier: 'low' })];
    await slash('devon', 'nc');
    await it_.submit('devon', { ...FINDING, raise_title: 'Two systems share a key', raise_system: about.id, raise_systems: [about.id, further.id] });
    expect(await it_.view(raisedBy(await it_.house.told('devon')))).toMatchObject({ system_id: about.id, systems: [about.id, further.id], wide: null });
  });

  it('is about a unit, or about the whole organisation where nothing is chosen', async () => {
    await slash('devon', 'nc');
    await it_.submit('devon', { ...FINDING, raise_title: 'The unit keeps no minutes', raise_unit: 'claims' });
    expect(await it_.view(raisedBy(await it_.house.told('devon')))).toMatchObject({ system_id: null, systems: [], wide: { scope: 'unit', id: 'claims' } });
    it_.house.slack.reset();
    await slash('devon', 'nc');
    await it_.submit('devon', { ...FINDING, raise_title: 'There is no register of suppliers' });
    const id = raisedBy(await it_.house.told('devon'));
    expect(await it_.view(id)).toMatchObject({ system_id: null, systems: [], wide: { scope: 'organisation' } });
    it_.house.slack.reset();
    expect(await slash('devon', `status ${id}`)).toContain('\nExtent: the whole organisation\n');
  });

  it('is about a system or about a unit, never both: said beside the unit', async () => {
    const { id } = await seedSystem(it_.house.api, { tier: 'medium' });
    await slash('devon', 'nc');
    await it_.submit('devon', { ...FINDING, raise_title: 'Both', raise_system: id, raise_unit: 'claims' });
    expect(it_.dialog('devon').errors).toEqual({ raise_unit: expect.stringContaining('about a system or about a unit') });
  });
});

describe('§3.S the extent of what is classified in Slack', () => {
  it('names who answers for it, how far it reaches and what weighs: as the page does', async () => {
    const [about, further] = [await seedSystem(it_.house.api, { tier: 'medium' }), await seedSystem(it_.house.api, { tier: 'low' })];
    const id = await it_.raised({ system_id: about.id });
    await it_.click('noor', await it_.card(id, 'noor', 'classification'), 'classify');
    await it_.submit('noor', { step_class: 'major', step_owner: slackId('mira'), step_accountable: 'U0NOBODY', step_systems: [about.id, further.id], step_reason: 'By the table' });
    expect(it_.dialog('noor').errors).toEqual({ step_accountable: expect.stringContaining('bound to nobody') });
    await it_.submit('noor', { step_class: 'major', step_owner: slackId('mira'), step_accountable: slackId('tilda'), step_requirement: 'control', step_systems: [about.id, further.id], step_reassess_risk: ['yes'], step_reason: 'By the table' });
    expect(await it_.view(id)).toMatchObject({ class: 'major', owner: 'mira', accountable: 'tilda', requirement: 'control', systems: [about.id, further.id], reassessments: [{ done_at: null }] });
  });

  it('with no system chosen leaves a finding about the organisation as wide as it is', async () => {
    const id = await it_.raised({ title: 'There is no register of vendors' });
    await it_.click('noor', await it_.card(id, 'noor', 'classification'), 'classify');
    await it_.submit('noor', { step_class: 'minor', step_owner: slackId('mira'), step_reason: 'By the table' });
    expect(await it_.view(id)).toMatchObject({ accountable: 'bruno', systems: [], wide: { scope: 'organisation' } });
  });
});

describe('§3.S systems that are typed, since the menu has no room for them', () => {
  const chosen = (value: string) => ({ text: { selected_option: { value } } });
  const several = (...values: string[]) => ({ text: { selected_options: values.map((value) => ({ value })) } });
  const line = (value: string) => ({ text: { value } });
  const RAISE = { raise_title: line('No minutes'), raise_description: line('Since May'), raise_source: chosen('audit'), raise_severity: chosen('high'), raise_systems: several('sys_1') };
  const STEP = { step_class: chosen('minor'), step_owner: { text: { selected_user: slackId('mira') } }, step_reason: line('Why'), step_systems: several('sys_1') };
  const PLACE = { channel: null, answer_at: null };
  const NOTE = { ...PLACE, case: 'nc_00000000000000000000000001', obligation: 'obl_00000000000000000000000001', step: 'classify', action: null };

  async function read(reader: Reader, values: SubmissionPayload['view']['state']['values'], note: object) {
    const payload: SubmissionPayload = { user: { id: slackId('noor') }, view: { id: 'V1', callback_id: 'x', private_metadata: JSON.stringify(note), state: { values } } };
    const found = reader(payload, await it_.house.api.house.get(), { url: 'https://gatehouse.example', freshId: () => 'nc_1', titlesOf: async () => new Map() });
    if (found === null) throw new Error('the form was not read');
    return found;
  }

  // each row: the dialog, and the field below its menu
  it.each([
    ['raised', readRaise, RAISE, PLACE, 'raise_more_systems', 'raise_systems', 'raise_title'],
    ['classified', readStep, STEP, NOTE, 'step_more_systems', 'step_systems', 'step_reason'],
  ] as const)('are added to those that are chosen when one is %s, and what is none is said beside the field', async (_what, reader, values, note, byHand, menu, fallback) => {
    const filled = await read(reader, { ...values, [byHand]: line('sys_2\n sys_1, sys_3') }, note);
    if (!('command' in filled)) throw new Error(JSON.stringify(filled));
    expect(filled.command.body['systems']).toEqual(['sys_1', 'sys_2', 'sys_3']);
    expect(filled.blockOf('/systems/1')).toBe(byHand);
    expect(await read(reader, { ...values, [byHand]: line('the claims one') }, note)).toEqual({ errors: { [byHand]: expect.stringContaining('ids of registered systems') } });
    const plain = await read(reader, values, note);
    if (!('command' in plain)) throw new Error(JSON.stringify(plain));
    expect([plain.blockOf('/systems/0'), plain.blockOf('/unit'), plain.blockOf(undefined)]).toEqual([menu, fallback, fallback]);
  });

  it('leaves the extent as it is where the dialog asked for none', async () => {
    const { step_systems: _menu, ...without } = STEP;
    const filled = await read(readStep, without, NOTE);
    expect('command' in filled && Object.hasOwn(filled.command.body, 'systems')).toBe(false);
  });
});
