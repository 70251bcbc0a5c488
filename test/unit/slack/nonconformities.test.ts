import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { permalinkOf } from '../../../api/slack/raise.ts';
import { RAISE_SHORTCUT } from '../../../contracts/slack-forms.ts';
import { parkedAct } from '../../../store/parked-acts.ts';
import { ok, seedSystem } from '../../support/seed.ts';
import { slackId } from './fixture.ts';
import { DAY, NonconformityHouse, raisedBy } from './nonconformity-house.ts';

const it_ = new NonconformityHouse();
beforeAll(() => it_.start());
afterAll(() => it_.house.stop());
beforeEach(() => it_.house.slack.reset());

const { slash } = it_;
const initial = (person: string, block: string) => {
  const { content } = it_.dialog(person);
  return content.blocks.flatMap((each) => (each.type === 'input' && each.block_id === block && 'initial_value' in each.element ? [each.element.initial_value] : []))[0];
};
const FINDING = { raise_title: 'Approvals are given on the phone', raise_description: 'Twice in May' };

describe('§3.S raised by /gatehouse nc', () => {
  it('asks in a dialog with the words behind it as the title, and answers privately with id and page', async () => {
    const system = await seedSystem(it_.house.api, { tier: 'medium' });
    await slash('devon', 'nc Logs of &lt;claims&gt; are lost');
    expect(initial('devon', 'raise_title')).toBe('Logs of <claims> are lost');
    await it_.submit('devon', { raise_description: 'Since <Monday>', raise_source: 'monitoring', raise_severity: 'high', raise_class: 'minor', raise_clauses: '8.2, 9.1', raise_controls: 'A.6.2.8', raise_system: system.id });
    const told = await it_.house.told('devon');
    expect(told).toMatch(/^Raised: <http[^|]+\/cases\/nc_\w+\|Logs of &lt;claims&gt; are lost> `nc_\w+`\. The coordinator says what it is and whose\./);
    expect(await it_.view(raisedBy(told))).toMatchObject({ state: 'raised', title: 'Logs of <claims> are lost', description: 'Since <Monday>', source: 'monitoring', severity: 'high', proposed_class: 'minor', clauses: ['8.2', '9.1'], controls: ['A.6.2.8'], system_id: system.id, raised_by: 'devon' });
  });

  it('names the likely duplicates, and lets nobody be roused by a title', async () => {
    await slash('devon', 'nc');
    await it_.submit('devon', { ...FINDING, raise_title: 'The <!channel> datasheet was never reviewed' });
    const first = raisedBy(await it_.house.told('devon'));
    it_.house.slack.reset();
    await slash('bela', 'nc');
    await it_.submit('bela', { ...FINDING, raise_title: 'The <!channel> datasheet was never reviewed' });
    const told = await it_.house.told('bela');
    expect(told).toMatch(new RegExp(`It may be the same as[^\\n]*:\\n• <http[^|]+/cases/${first}\\|The &lt;!channel&gt; datasheet was never reviewed> \`${first}\`: similar words`));
    expect(told).not.toContain('<!channel>');
  });

  it('records a near-miss without owing anything', async () => {
    await slash('devon', 'nc');
    await it_.submit('devon', { ...FINDING, raise_title: 'A rollback was tried on the wrong host', raise_near_miss: ['near_miss'] });
    const told = await it_.house.told('devon');
    expect(told).toMatch(/^Recorded as a near-miss: /);
    expect(await it_.view(raisedBy(told))).toMatchObject({ state: 'near_miss', obligations: [] });
  });

  it('shows what is wrong beside its field, and keeps what was typed', async () => {
    await slash('devon', 'nc');
    await it_.submit('devon', { ...FINDING, raise_description: '  ', raise_controls: 'A.6.2.4, the third one!' });
    expect(it_.dialog('devon').errors).toEqual({ raise_description: 'Say what was found.', raise_controls: 'Give numbers of controls with commas, e.g. A.6.2.4, A.7.4.' });
  });
});

describe('§3.S raised by the shortcut of a message', () => {
  const message = () => it_.house.slack.message({ user: slackId('noor'), containing: 'datasheet' }).ref;

  it('is filled in with what the message says and where it stands', async () => {
    const id = await it_.raised({ title: 'A datasheet <names> no approver' });
    await it_.card(id, 'noor', 'classification');
    const ref = message();
    await it_.house.slack.shortcut(slackId('noor'), ref, RAISE_SHORTCUT);
    await it_.house.listeners.idle();
    const [channel, ts] = ref.split('/');
    expect(initial('noor', 'raise_title')).toMatch(/^Classification needed from you/);
    expect(initial('noor', 'raise_description')).toMatch(new RegExp(`^Classification needed[^]*\\n\\nhttps://[a-z-]+\\.slack\\.com/archives/${channel!}/p${ts!.replace('.', '')}$`));
    // the message is about that case: the new one follows from it
    expect(initial('noor', 'raise_source_case')).toBe(id);
    await it_.submit('noor', { raise_description: 'It came too late' });
    expect(await it_.view(raisedBy(await it_.house.told('noor')))).toMatchObject({ raised_by: 'noor', source: 'self_report', description: 'It came too late', source_case: id });
  });

  // each row: what the payload says, and where the message stands
  it.each([
    ['a reply stands in its thread', { team: { id: 'T', domain: 'acme' }, message: { ts: '1.000002', thread_ts: '1.000001' } }, 'https://acme.slack.com/archives/C1/p1000002?thread_ts=1.000001&cid=C1'],
    ['a team without a name has no address', { team: { id: 'T' }, message: { ts: '1.000002' } }, null],
    ['a name that is none makes none either', { team: { id: 'T', domain: 'evil.example/' }, message: { ts: '1.000002' } }, null],
  ] as const)('%s', (_why, payload, link) => expect(permalinkOf({ ...payload, channel: { id: 'C1' } })).toBe(link));

  it('is refused to somebody whom the directory does not know', async () => {
    const id = await it_.raised();
    await it_.card(id, 'noor', 'classification');
    await it_.house.slack.shortcut(slackId('noor'), message(), RAISE_SHORTCUT);
    await it_.house.listeners.idle();
    const sent = JSON.parse(new URLSearchParams(it_.house.slack.sent().at(-1)!.body).get('payload')!) as { user: object };
    await it_.house.slack.rawPost({ payload: { ...sent, user: { ...sent.user, id: 'U0NOBODY' }, trigger_id: it_.house.slack.issueTrigger('U0NOBODY') } });
    await it_.house.listeners.idle();
    expect(it_.house.slack.modals('U0NOBODY')).toEqual([]);
  });

  it('that nobody knows is said to be unknown', async () => {
    const id = await it_.raised();
    await it_.card(id, 'noor', 'classification');
    await it_.house.slack.shortcut(slackId('noor'), message(), 'gatehouse:other');
    expect(await it_.house.told('noor')).toContain('nothing was recorded');
    expect(it_.house.slack.modals(slackId('noor'))).toEqual([]);
  });
});

describe('§3.S classified in Slack', () => {
  it('a dialog asks for class, severity, owner and reason; a fault shows beside its field', async () => {
    const id = await it_.raised({ class: 'minor' });
    const ref = await it_.card(id, 'noor', 'classification');
    expect(it_.offered('noor')).toEqual(['more', 'classify', 'acknowledge']);
    await it_.click('noor', ref, 'classify');
    expect(it_.dialog('noor').words).toContain('Agreed on the &lt;phone&gt;');
    await it_.submit('noor', { step_owner: 'U0NOBODY', step_reason: ' ' });
    expect(it_.dialog('noor').errors).toEqual({ step_owner: expect.stringContaining('bound to nobody'), step_reason: 'Say why in your own words.' });
    await it_.submit('noor', { step_owner: slackId('mira'), step_severity: 'high', step_reason: 'By the table' });
    expect(await it_.house.told('noor')).toContain('It is classified');
    expect(await it_.view(id)).toMatchObject({ state: 'classified', class: 'minor', severity: 'high', owner: 'mira', classified: { by: 'noor' } });
  });

  it('once it is done is refused before anything is typed', async () => {
    const id = await it_.raised();
    const ref = await it_.card(id, 'noor', 'classification');
    await it_.does('noor', id, 'classify', { class: 'minor', owner: 'mira', reason: 'By the table' });
    await it_.click('noor', ref, 'classify');
    expect(await it_.house.told('noor')).toContain('This is no longer open');
    expect(it_.house.slack.modals(slackId('noor'))).toEqual([]);
  });
});

describe('§3.S verify_evidence in Slack', () => {
  it('Accept and Return ask for a comment, and what is returned has its words', async () => {
    const id = await it_.handedIn();
    const ref = await it_.card(id, 'theo', 'evidence_verification');
    await it_.click('theo', ref, 'return_evidence');
    await it_.submit('theo', { step_comment: 'It shows <three> only' });
    expect((await it_.view(id))['actions']).toMatchObject([{ state: 'open', returned_reason: 'It shows <three> only' }, { state: 'waiting' }]);
    const again = await it_.owed(id, 'corrective_action');
    ok(await it_.house.api.as('devon').post(`/v1/obligations/${again.id}/complete`, { evidence: [it_.proof], comment: 'Now all' }));
    await it_.click('theo', ref, 'accept_evidence');
    expect(await it_.house.told('theo')).toContain('This is no longer open');
    const { id: open } = await it_.owed(id, 'evidence_verification');
    const next = await it_.house.card(id, 'theo', (row) => row.obligation_id === open);
    await it_.click('theo', next, 'accept_evidence');
    await it_.submit('theo', { step_comment: 'All of them' });
    expect((await it_.view(id))['actions']).toMatchObject([{ state: 'verified', verified_by: 'theo' }, { state: 'open' }]);
  });

  it('of one that holds a gate needs more than a click: the card has Sign, and an older copy leads there with what was chosen', async () => {
    const id = await it_.handedIn('minor');
    const older = await it_.card(id, 'theo', 'evidence_verification');
    await it_.does('noor', id, 'classify', { class: 'major', owner: 'mira', reason: 'Graver than thought' });
    await it_.card(id, 'theo', 'evidence_verification');
    expect(it_.offered('theo')).not.toContain('accept_evidence');
    expect(it_.offered('theo')).toEqual(expect.arrayContaining(['open', 'return_evidence']));
    await it_.click('theo', older, 'accept_evidence');
    const told = await it_.house.told('theo');
    const [, link = ''] = /<(\S+)\|Sign in the browser>/.exec(told) ?? [];
    const page = new URL(link).searchParams.get('return_to') ?? '';
    const { actions } = (await it_.view(id)) as unknown as { actions: { action_id: string }[] };
    expect(await parkedAct(it_.house.api.store, page.split('/').at(-1)!, null, 'theo')).toEqual({ act: 'verifyAction', about: id, fields: { action_id: actions[0]!.action_id, accepted: 'yes' }, person: 'theo' });
    await it_.click('theo', older, 'return_evidence');
    await it_.submit('theo', { step_comment: 'Not enough' });
    expect((await it_.view(id))['actions']).toMatchObject([{ state: 'open', returned_reason: 'Not enough' }, {}]);
  });
});

describe('§3.07 more time in Slack', () => {
  it('is asked for with what protects meanwhile, and granted by the manager', async () => {
    const id = await it_.implementing();
    const owed = await it_.owed(id, 'corrective_action');
    const ref = await it_.card(id, 'devon', 'corrective_action');
    expect(it_.offered('devon')).toEqual(expect.arrayContaining(['open', 'extend']));
    await it_.click('devon', ref, 'extend');
    const at = (iso: string, days: number) => String(Math.floor(Date.parse(iso) / 1000) + days * 86_400);
    await it_.submit('devon', { step_until: at(owed.due_at, -30), step_reason: 'The vendor is late', step_interim_control: 'By hand' });
    expect(it_.dialog('devon').errors).toEqual({ step_until: expect.stringContaining('more time ends after') });
    await it_.submit('devon', { step_until: at(owed.due_at, 10), step_reason: 'The vendor is <late>', step_interim_control: 'By hand' });
    expect(await it_.house.told('devon')).toContain('More time is asked for');
    const decision = await it_.owed(id, 'extension_decision');
    const [decider] = decision.to;
    const card = await it_.card(id, decider!, 'extension_decision');
    await it_.click(decider!, card, 'grant_extension');
    expect(it_.dialog(decider!).words).toContain('The vendor is &lt;late&gt;');
    await it_.submit(decider!, { step_reason: 'Agreed' });
    expect(Date.parse((await it_.owed(id, 'corrective_action')).due_at) - Date.parse(owed.due_at)).toBeGreaterThan(9 * DAY);
  });

  it('is refused with a reason', async () => {
    const id = await it_.implementing();
    const owed = await it_.owed(id, 'corrective_action');
    ok(await it_.house.api.as('devon').post(`/v1/nonconformities/${id}/extend`, { obligation_id: owed.id, until: new Date(Date.parse(owed.due_at) + 5 * DAY).toISOString(), reason: 'Late', interim_control: 'By hand' }));
    const decision = await it_.owed(id, 'extension_decision');
    const [decider] = decision.to;
    await it_.click(decider!, await it_.card(id, decider!, 'extension_decision'), 'refuse_extension');
    await it_.submit(decider!, { step_reason: 'Not again' });
    expect((await it_.view(id))['extensions']).toMatchObject([{ state: 'refused', decided_by: decider }]);
    expect((await it_.owed(id, 'corrective_action')).due_at).toBe(owed.due_at);
  });
});

describe('§3.S rejected_as_nc in Slack', () => {
  it('the second person agrees in a dialog, and the first one cannot', async () => {
    const id = await it_.raised();
    await it_.does('noor', id, 'reject', { reason: 'A misunderstanding' });
    const { to } = await it_.owed(id, 'second_person');
    expect(to).not.toContain('noor');
    await it_.click(to[0]!, await it_.card(id, to[0]!, 'second_person'), 'agree_reject');
    expect(it_.dialog(to[0]!).words).toContain('A misunderstanding');
    await it_.submit(to[0]!, { step_reason: 'So it is' });
    expect(await it_.view(id)).toMatchObject({ state: 'rejected_as_nc' });
  });
});

describe('§3.12 a recurrence in Slack', () => {
  it('asks which earlier one, and records that this repeats it', async () => {
    const title = 'The retraining ran without an approval';
    const earlier = await it_.classified('minor', { title });
    const id = await it_.classified('minor', { title });
    await it_.click('noor', await it_.card(id, 'noor', 'recurrence_decision'), 'confirm_recurrence');
    await it_.submit('noor', { step_of: earlier, step_reason: 'The same again' });
    expect((await it_.view(id))['recurrence']).toEqual(expect.arrayContaining([expect.objectContaining({ id: earlier, confirmed: true, decided_by: 'noor' })]));
  });
});

describe('§3.S effectiveness_check in Slack', () => {
  async function checkable(cls = 'minor'): Promise<string> {
    const id = await it_.handedIn(cls);
    for (const person of ['devon', 'mira']) {
      const open = await it_.owed(id, 'corrective_action');
      if (person === 'mira') ok(await it_.house.api.as('mira').post(`/v1/obligations/${open.id}/complete`, { evidence: [it_.proof], comment: 'Done' }));
      const { actions } = (await it_.view(id)) as unknown as { actions: { action_id: string; state: string }[] };
      await it_.does('theo', id, 'verify', { action_id: actions.find(({ state }) => state === 'handed_in')!.action_id, accepted: true, comment: 'Seen' });
    }
    await it_.later(id, 100);
    return id;
  }

  it('the verdict is given in a dialog; what the plan fixed and is missing shows beside its field', async () => {
    const id = await checkable();
    const ref = await it_.card(id, 'rohan', 'effectiveness_check');
    await it_.click('rohan', ref, 'check_effect');
    const said = { step_verdict: 'effective', step_measured: 'None in 90 days', step_comment: 'As planned' };
    await it_.submit('rohan', { ...said, step_sample_size: 'some', step_evidence: 'a file' });
    expect(it_.dialog('rohan').errors).toEqual({ step_sample_size: expect.stringContaining('whole number'), step_evidence: expect.stringContaining('digest') });
    await it_.submit('rohan', said);
    expect(it_.dialog('rohan').errors).toEqual({ step_evidence: expect.stringContaining('needs the evidence') });
    await it_.submit('rohan', { ...said, step_evidence: it_.proof });
    expect(it_.dialog('rohan').errors).toEqual({ step_sample_size: expect.stringContaining('at least 30') });
    await it_.submit('rohan', { ...said, step_evidence: it_.proof, step_sample_size: '30' });
    expect(await it_.view(id)).toMatchObject({ last_verdict: 'effective', checks: [{ person: 'rohan', measured: 'None in 90 days', sample_size: 30 }] });
  });

  it('of a major one closes only with more proof: all that was typed comes back with the link', async () => {
    const id = await checkable('major');
    await it_.click('rohan', await it_.card(id, 'rohan', 'effectiveness_check'), 'check_effect');
    await it_.submit('rohan', { step_verdict: 'effective', step_measured: 'None <!channel>', step_comment: 'As planned', step_evidence: it_.proof, step_sample_size: '30' });
    const told = await it_.house.told('rohan');
    expect(told).toContain('|Sign in the browser>');
    expect(told).toContain('*What was measured*\n> None &lt;!channel&gt;');
    expect(await it_.view(id)).toMatchObject({ state: 'effectiveness_check', last_verdict: null });
  });
});

describe('what must I do today', () => {
  it('/gatehouse inbox and the Home tab list what is owed in nonconformities, with title and class', async () => {
    const id = await it_.classified('minor', { title: 'Drift <alerts> were off' });
    const told = await slash('mira', 'inbox');
    expect(told).toMatch(new RegExp(`\\*Correction\\*: <http[^|]+/cases/${id}\\|Drift &lt;alerts&gt; were off> · due <!date`));
    await it_.house.slack.openHome(slackId('mira'));
    await it_.house.listeners.idle();
    const { words, blocks } = it_.house.slack.home(slackId('mira'))!;
    expect(words).toContain('|Drift &lt;alerts&gt; were off>');
    expect(words).toContain('*Class* minor, severity medium');
    expect(blocks.length).toBeLessThanOrEqual(100);
  });

  it('/gatehouse status says where a nonconformity stands, its cause as text', async () => {
    const id = await it_.handedIn();
    const told = await slash('bela', `status ${id.toUpperCase()}`);
    expect(told).toContain(`\`${id}\``);
    expect(told).toContain('> 5-Whys:');
    expect(told).toContain('>   Process and policy: No owner is asked for when a rule is made. (root)');
    expect(told).toMatch(/• Ask for an owner whenever an alert rule is made: handed in/);
  });
});
