import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { caseOfMessage } from '../../../api/slack/raise.ts';
import { DAY, NonconformityHouse, raisedBy } from './nonconformity-house.ts';

const it_ = new NonconformityHouse();
beforeAll(() => it_.start());
afterAll(() => it_.house.stop());
beforeEach(() => it_.house.slack.reset());

const { slash } = it_;
const FINDING = { raise_title: 'Approvals are given on the phone', raise_description: 'Twice in May' };

describe('§3.S a finding from outside, raised in Slack', () => {
  it('takes the deadline from outside, the requirement and the vendor, so that the deadline of the body wins (§3)', async () => {
    const day = new Date(Date.now() + DAY).toISOString().slice(0, 10);
    await slash('devon', 'nc');
    await it_.submit('devon', { ...FINDING, raise_title: 'The certificate lapses over a missing record', raise_source: 'certification_body', raise_requirement: 'contract', raise_vendor: 'Larch Data', raise_deadline: day });
    const id = raisedBy(await it_.house.told('devon'));
    await it_.does('noor', id, 'classify', { class: 'major', owner: 'mira', reason: 'By the table' });
    expect(await it_.view(id)).toMatchObject({ source: 'certification_body', requirement: 'contract', vendor: 'Larch Data', deadline: `${day}T23:59:59.999Z`, source_case: null });
    expect((await it_.owed(id, 'root_cause')).due_at).toBe(`${day}T23:59:59.999Z`);
  });

  it('shows a deadline that is over beside its field', async () => {
    await slash('devon', 'nc');
    await it_.submit('devon', { ...FINDING, raise_deadline: '2020-01-01' });
    expect(it_.dialog('devon').errors).toEqual({ raise_deadline: expect.stringContaining('a deadline comes after the finding') });
  });
});

describe('the case that a message is about', () => {
  const URL = 'https://gates.example';
  const page = (id: string) => [{ type: 'section', text: { text: `<${URL}/cases/${id}?decide=obl_1|Open>` } }];
  it.each([
    ['of ours about one case', 'A1', [...page('nc_1'), ...page('nc_1')], 'nc_1'],
    ['of ours about several, as a digest is', 'A1', [...page('nc_1'), ...page('dep_2')], null],
    ['of ours about none', 'A1', [], null],
    ['that another app wrote', 'A2', page('nc_1'), null],
    ['that a person wrote', undefined, page('nc_1'), null],
  ])('a message %s (app %s) names its case only where it is sure', (_what, app_id, blocks, expected) => {
    expect(caseOfMessage(URL, { api_app_id: 'A1', message: { ts: '1.1', text: 'Words', blocks, ...(app_id === undefined ? {} : { app_id }) } })).toBe(expected);
  });
});
