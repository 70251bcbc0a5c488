import { describe, expect, it } from '@jest/globals';
import type { KnownBlock, ModalView } from '@slack/types';
import { viewContent } from '../../../api/simulator/views.ts';
import { NC_SOURCES } from '../../../contracts/nonconformity-closure.ts';
import { SLACK_STEPS, type SlackStep } from '../../../contracts/slack-actions.ts';
import { STEP_FORMS, stepBlock } from '../../../contracts/slack-steps.ts';
import { nonconformityMessageView } from '../../../domain/nonconformity-closure/message-view.ts';
import { nonconformityView } from '../../../domain/nonconformity-closure/view.ts';
import { cardOf } from '../../../render/card-of.ts';
import { causeText } from '../../../render/cause.ts';
import { raisedText } from '../../../render/nonconformity-answers.ts';
import { nonconformityStatusText } from '../../../render/nonconformity-status.ts';
import { foundIn, raiseDialog } from '../../../render/raise-form.ts';
import { stepDialog, type StepChoices } from '../../../render/step-forms.ts';
import { typedIn } from '../../../render/typed-back.ts';
import { otherNc, Story } from '../../support/nonconformity.ts';
import { DAY, later } from '../obligations/world.ts';
import { golden, shownBlocks, shownText } from './golden.ts';

const URL = 'https://gatehouse.example';
const ROUSING = 'Released <!channel> without <script> validation';
const EARLIER = otherNc('nc_00000000000000000000000009', { title: ROUSING });
const raised = (): Story => new Story().raised({ title: ROUSING, description: 'See <https://evil.example|Approve>' });

function extended(): Story {
  const it = raised().implementing();
  it.now = later(it.now, 20 * DAY);
  const { id, due_at } = it.owed('corrective_action');
  return it.does('dana', 'extend', { obligation_id: id, until: later(due_at ?? '', 20 * DAY), reason: 'The vendor is <late>', interim_control: 'By <hand>' });
}
const proposed = (what: 'reject' | 'cancel') => (): Story => raised().does('noor', what, { reason: 'A <misunderstanding>' });

/** What is owed where the step is taken, and by whom. */
const MOMENTS: Readonly<Record<SlackStep, readonly [story: () => Story, kind: string, person: string]>> = {
  classify: [raised, 'classification', 'noor'],
  accept_evidence: [() => raised().handedIn(), 'evidence_verification', 'bela'],
  return_evidence: [() => raised().handedIn(), 'evidence_verification', 'bela'],
  check_effect: [() => raised().waited(), 'effectiveness_check', 'rohan'],
  grant_extension: [extended, 'extension_decision', 'bruno'],
  refuse_extension: [extended, 'extension_decision', 'bruno'],
  confirm_recurrence: [() => new Story({ nonconformities: [EARLIER] }).raised({ title: ROUSING }), 'recurrence_decision', 'noor'],
  deny_recurrence: [() => new Story({ nonconformities: [EARLIER] }).raised({ title: ROUSING }), 'recurrence_decision', 'noor'],
  agree_reject: [proposed('reject'), 'second_person', 'maya'],
  agree_cancel: [proposed('cancel'), 'second_person', 'maya'],
  extend: [() => raised().implementing(), 'corrective_action', 'dana'],
};

const SYSTEM = { value: 'sys_1', text: 'Claims triage' };
const UNIT = { value: 'claims', text: 'Claims' };
/** One more than a menu holds. */
const MANY = Array.from({ length: 101 }, (_, i) => ({ value: `sys_${i}`, text: `System ${i}` }));
const KNOWN: StepChoices = { class: 'minor', severity: 'medium', requirement: 'control', owner: null, accountable: 'U0BRUNO', systems: [SYSTEM, { value: 'sys_2', text: 'Fraud score' }], extent: ['sys_1'], earlier: [{ value: EARLIER.id, text: EARLIER.title }] };
const inputsOf = (view: ModalView): string[] => view.blocks.flatMap((block) => (block.type === 'input' ? [block.block_id ?? ''] : []));
const inputOf = (view: ModalView, id: string) => (view.blocks as KnownBlock[]).flatMap((block) => (block.type === 'input' && block.block_id === id ? [block.element] : []))[0];

function dialogOf(step: SlackStep, change: Partial<StepChoices> = {}) {
  const [story, kind, person] = MOMENTS[step];
  const { state, facts, now, ...it } = storyOf(story);
  const owed = it.owed(kind);
  const message = { kind: 'task' as const, recipient: person, obligation_id: owed.id, about: { ...owed.subject, obligation: kind }, late: false };
  const card = cardOf(nonconformityMessageView(message, state, { ...facts, now }, URL), { nameOf: (id) => `<${id}>`, words: null });
  const note = { case: state.id, obligation: owed.id, step, action: owed.subject['action'] ?? null, channel: 'C0GATES', answer_at: null };
  return stepDialog(note, card, { ...KNOWN, ...change });
}
const storyOf = (make: () => Story) => {
  const story = make();
  return { state: story.state, facts: story.facts, now: story.now, owed: (kind: string) => story.owed(kind) };
};

/** Every text in Slack's markup: in angle brackets only what we write ourselves. */
const strange = (shown: string): string[] => (shown.match(/<[^>]*>/g) ?? []).filter((each) => !/^<(!date\^|https:\/\/gatehouse\.example\/)/.test(each));
const marked = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as { type?: unknown; text?: unknown };
  return [...(type === 'mrkdwn' && typeof text === 'string' ? [text] : []), ...Object.values(value).flatMap(marked)];
};

describe('the dialog of a step', () => {
  it.each(SLACK_STEPS)('%s reads as its golden file does, Slack takes it, and it asks for what the command needs', (step) => {
    const view = dialogOf(step);
    expect(() => viewContent(JSON.parse(JSON.stringify(view)), 'modal')).not.toThrow();
    expect(marked(view.blocks).flatMap(strange)).toEqual([]);
    expect(inputsOf(view)).toEqual(STEP_FORMS[step].fields.filter((field) => field !== 'more_systems').map(stepBlock));
    expect(shownBlocks(view.blocks)).toBe(golden(`view-step-${step.replaceAll('_', '-')}.txt`, shownBlocks(view.blocks)));
  });
});

describe('§3.S the extent in the dialog that classifies', () => {
  it('has the systems in it chosen already, and whoever answers for it', () => {
    const view = dialogOf('classify');
    expect(inputOf(view, 'step_systems')).toMatchObject({ type: 'multi_static_select', initial_options: [{ value: 'sys_1' }] });
    expect(inputOf(view, 'step_accountable')).toMatchObject({ initial_user: 'U0BRUNO' });
  });

  it('takes by their ids those that the menu has no room for, so that none falls out of it', () => {
    const view = dialogOf('classify', { systems: MANY, extent: MANY.map(({ value }) => value) });
    expect(() => viewContent(JSON.parse(JSON.stringify(view)), 'modal')).not.toThrow();
    expect(inputOf(view, 'step_systems')).toMatchObject({ options: { length: 100 }, initial_options: { length: 100 } });
    expect(inputOf(view, 'step_more_systems')).toMatchObject({ initial_value: 'sys_100' });
  });

  it('is not asked for where no system is registered, which Slack would not take', () => {
    const view = dialogOf('classify', { systems: [], extent: [] });
    expect(() => viewContent(JSON.parse(JSON.stringify(view)), 'modal')).not.toThrow();
    expect(inputsOf(view)).toEqual(['step_class', 'step_severity', 'step_owner', 'step_accountable', 'step_requirement', 'step_reassess_risk', 'step_reason']);
  });

  it('of a finding about the organisation is said above its fields', () => {
    const story = new Story({ system: null }).raised({ system_id: undefined });
    const { id, subject } = story.owed('classification');
    const message = { kind: 'task' as const, recipient: 'noor', obligation_id: id, about: { ...subject, obligation: 'classification' }, late: false };
    const card = cardOf(nonconformityMessageView(message, story.state, { ...story.facts, now: story.now }, URL), { nameOf: (each) => each, words: null });
    const note = { case: story.state.id, obligation: id, step: 'classify' as const, action: null, channel: null, answer_at: null };
    expect(marked(stepDialog(note, card, KNOWN).blocks).join('\n')).toContain('*Extent* the whole organisation, until the coordinator names its systems');
  });
});

describe('the form that raises a nonconformity', () => {
  const place = { channel: null, answer_at: null };

  it('reads as its golden file does, and Slack takes it', () => {
    const view = raiseDialog(place, foundIn('The <!channel> alert\nwas off', 'https://acme.slack.com/archives/C1/p1'), { systems: [SYSTEM], units: [UNIT] });
    expect(() => viewContent(JSON.parse(JSON.stringify(view)), 'modal')).not.toThrow();
    expect(shownBlocks(view.blocks)).toBe(golden('view-raise-nonconformity.txt', shownBlocks(view.blocks)));
  });

  it('has no choice of systems where none is registered, which Slack would not take', () => {
    const view = raiseDialog(place, { title: null, description: null }, { systems: [], units: [] });
    expect(() => viewContent(JSON.parse(JSON.stringify(view)), 'modal')).not.toThrow();
    expect(inputsOf(view).filter((block) => /system|unit/.test(block))).toEqual([]);
  });

  it('offers every source that the contract knows, several systems and the units', () => {
    const view = raiseDialog(place, { title: null, description: null }, { systems: MANY, units: [UNIT] });
    expect(() => viewContent(JSON.parse(JSON.stringify(view)), 'modal')).not.toThrow();
    expect(inputsOf(view)).toEqual(expect.arrayContaining(['raise_system', 'raise_systems', 'raise_more_systems', 'raise_unit']));
    expect(inputOf(view, 'raise_source')).toMatchObject({ options: NC_SOURCES.map((value) => expect.objectContaining({ value })) });
  });

  it('keeps the address of a long message whole', () => {
    const { title, description } = foundIn('👩‍🔬'.repeat(2_000), URL);
    expect([title!.length <= 200, description!.length <= 3_000, description!.endsWith(`\n\n${URL}`)]).toEqual([true, true, true]);
  });

  it('comes back whole when it was refused too late', () => {
    const values = { raise_title: { text: { value: 'The <alert>' } }, raise_near_miss: { text: { selected_options: [{ value: 'near_miss', text: { text: 'Nothing happened this time' } }] } }, raise_class: { text: { selected_option: null } } };
    expect(typedIn(values)).toEqual([{ label: 'Title', text: '> The &lt;alert&gt;' }, { label: 'Near miss', text: '> Nothing happened this time' }]);
  });
});

describe('what is answered about a nonconformity', () => {
  const alike = [{ id: 'nc_1', title: ROUSING, url: `${URL}/cases/nc_1`, by: ['text', 'system'] }];
  const text = raisedText({ id: 'nc_2', title: ROUSING, url: `${URL}/cases/nc_2`, near_miss: false, alike });

  it('raised, it names its id and page and what it may be a duplicate of', () => {
    expect(strange(text)).toEqual([]);
    expect(shownText(text)).toBe(golden('answer-raised.txt', shownText(text)));
  });

  it('its status has its steps, its cause as text, its actions and what it holds', () => {
    const { state, facts, now } = storyOf(() => raised().handedIn());
    const status = nonconformityStatusText(nonconformityView(state, { ...facts, now }), `${URL}/cases/${state.id}`, (id) => `<${id}>`, (id) => `<${id}>`);
    expect(strange(status)).toEqual([]);
    expect(status.length).toBeLessThan(3_000);
    expect(shownText(status)).toBe(golden('answer-status-nonconformity.txt', shownText(status)));
  });

  // each row: what it is about, and how far it reaches in words
  it.each([
    ['a finding about a unit reaches all of it', { unit: 'claims' }, 'Extent: the unit <claims>'],
    ['a finding about nothing named reaches the organisation', {}, 'Extent: the whole organisation'],
  ])('%s', (_why, about, words) => {
    const story = new Story({ system: null }).raised({ system_id: undefined, ...about });
    expect(nonconformityStatusText(nonconformityView(story.state, { ...story.facts, now: story.now }), URL, (id) => id, (unit) => `<${unit}>`).split('\n')).toContain(words.replace(/[<>]/g, (c) => (c === '<' ? '&lt;' : '&gt;')));
  });
});

describe('§3.04 a cause as text', () => {
  it('has the chain link by link, the branches that hold something and the escape, and leaves out what is empty', () => {
    const cause = { cause: 'No owner is asked for', cause_class: 'missing_control', whys: [{ because: 'the script disabled it', assumption: false }, { because: 'nobody owned it', assumption: true }], fishbone: [{ branch: 'code_infra' as const, cause: 'The script', weight: 'contributing' as const }], escape: 'Nobody looks' };
    expect(causeText(cause)).toBe(
      ['Root cause:', '  No owner is asked for (missing control)', '5-Whys:', '  1. because the script disabled it', '  2. because nobody owned it (assumption)', 'Fishbone:', '  Code and infrastructure: The script (contributing)', 'Why not caught:', '  Nobody looks'].join('\n'),
    );
    expect(causeText({ ...cause, whys: [], fishbone: [], escape: null })).toBe('Root cause:\n  No owner is asked for (missing control)');
  });
});
