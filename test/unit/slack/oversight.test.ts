import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '../../../store/new-id.ts';
import { execute } from '../../../store/execute.ts';
import { ok } from '../../support/seed.ts';
import { slackId, startHouse, type House } from './fixture.ts';

let house: House;
beforeAll(async () => void (house = await startHouse()));
afterAll(() => house.stop());
beforeEach(() => house.slack.reset());

/** The time goes by and nobody does anything: every rung that is due by then fires. */
async function later(id: string, days: number): Promise<void> {
  const now = new Date(Date.now() + days * 86_400_000).toISOString();
  const outcome = await execute({ ...house.api.store, clock: async () => now }, { kind: 'deployment', id }, { name: 'escalate', body: { woke_for: now } }, { command_id: newId('cmd', Date.now()), actor: { kind: 'workflow', id: `deployment/${id}` }, door: 'workflow', assurance: 'session' });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
}

/** A case whose requester owes a revision. */
async function changesAsked() {
  const { id } = await house.inReview();
  const { lanes, revisions } = await house.state(id);
  const obligation = lanes.find(({ lane }) => lane === 'technical')!.obligation_id!;
  ok(await house.api.as('theo').post(`/v1/obligations/${obligation}/votes`, { verdict: 'request_changes', package_digest: revisions[0]!.package_digest, reason: 'More tests' }));
  const revision = (await house.state(id)).obligations.find(({ kind }) => kind === 'revision')!.id;
  return { id, revision };
}
const owed = async (id: string, obligation: string) => (await house.state(id)).obligations.find((one) => one.id === obligation)!;
const dialog = (person: string) => house.slack.modals(slackId(person))[0]!;
const drawn = (person: string) => JSON.stringify(house.slack.messages({ user: slackId(person) }).at(-1)!.blocks);

async function choose(person: string, ref: string, item: string) {
  await house.slack.click(slackId(person), ref, 'gatehouse:more', { chosen: [item] });
  await house.listeners.idle();
}

/** Whom the ladder told first above the assignee, and the card they have. */
async function escalated(id: string, revision: string) {
  const told = (await owed(id, revision)).fired.find(({ level, to }) => level !== 'L0' && to.length > 0)!;
  const person = told.to[0]!;
  return { person, ref: await house.card(id, person, (row) => row.kind === 'escalation' && row.obligation_id === revision) };
}

describe('§0.07 the card of an escalation', () => {
  it('offers to nudge and to give it to somebody else, and no vote', async () => {
    const { id, revision } = await changesAsked();
    await later(id, 30);
    const { person } = await escalated(id, revision);
    expect([...drawn(person).matchAll(/"value":"(nudge|reassign|snooze|approve)"/g)].map(([, item]) => item)).toEqual(['nudge', 'reassign']);
  });

  it('Nudge reminds whoever owes it, with what they should do', async () => {
    const { id, revision } = await changesAsked();
    await later(id, 30);
    const { person, ref } = await escalated(id, revision);
    await choose(person, ref, 'nudge');
    await house.slack.submitModal(slackId(person), dialog(person).id, { nudge_instruction: 'Send it <today>' });
    expect(await house.told(person)).toMatch(/^Reminded: Mira /);
    expect((await owed(id, revision)).instruction).toBe('Send it <today>');
    await house.card(id, 'mira', (row) => row.about['nudged_by'] === person);
    expect(drawn('mira')).toContain('Send it &lt;today&gt;');
  });

  it('Give it to somebody else makes them owe it, due when it was', async () => {
    const { id, revision } = await changesAsked();
    await later(id, 30);
    const { person, ref } = await escalated(id, revision);
    const before = await owed(id, revision);
    await choose(person, ref, 'reassign');
    await house.slack.submitModal(slackId(person), dialog(person).id, { reassign_to: slackId('bruno'), reassign_reason: ' ' });
    expect(dialog(person).errors).toEqual({ reassign_reason: 'Say why in your own words.' });
    await house.slack.submitModal(slackId(person), dialog(person).id, { reassign_to: slackId('mira'), reassign_reason: 'She is away' });
    expect(dialog(person).errors).toEqual({ reassign_to: 'Mira Jansen owes it already.' });
    await house.slack.submitModal(slackId(person), dialog(person).id, { reassign_to: slackId('bruno'), reassign_reason: 'She is away' });
    expect(await house.told(person)).toMatch(/^Bruno .* owes it from now on/);
    expect(await owed(id, revision)).toMatchObject({ owed_by: { person: 'bruno' }, due_at: before.due_at });
  });

  it('once it is over is refused before anything is typed', async () => {
    const { id, revision } = await changesAsked();
    await later(id, 30);
    const { person, ref } = await escalated(id, revision);
    ok(await house.api.as('mira').post(`/v1/deployments/${id}/withdraw`, { reason: 'Not now' }));
    await choose(person, ref, 'nudge');
    expect(await house.told(person)).toContain('This is no longer open');
    expect(house.slack.modals(slackId(person))).toEqual([]);
  });
});

describe('§0.03 Snooze', () => {
  it('moves the next rung once, with a reason; too long is refused beside the field', async () => {
    const { id, revision } = await changesAsked();
    const ref = await house.card(id, 'mira', (row) => row.obligation_id === revision);
    const next = (await owed(id, revision)).rungs[0]!.at;
    await choose('mira', ref, 'snooze');
    await house.slack.submitModal(slackId('mira'), dialog('mira').id, { snooze_for: 'P7D', snooze_reason: 'The data comes on Friday' });
    expect(dialog('mira').errors).toEqual({ snooze_for: expect.stringMatching(/^(at most \d+ % of the time given|not past rung)/) });
    await house.slack.submitModal(slackId('mira'), dialog('mira').id, { snooze_for: 'PT1H', snooze_reason: 'The data comes on Friday' });
    expect(await house.told('mira')).toMatch(/^The next reminder comes <!date\^\d+/);
    expect((await owed(id, revision)).rungs[0]!.at > next).toBe(true);
    expect((await owed(id, revision)).snoozed).toHaveLength(1);
    await house.card(id, 'mira', (row) => row.obligation_id === revision);
    expect(drawn('mira')).not.toContain('"value":"snooze"');
    await choose('mira', ref, 'snooze');
    expect(await house.told('mira')).toContain('was snoozed before; each rung only once');
  });
});

describe('§0.06 Answer', () => {
  async function asked() {
    const { id } = await house.inReview();
    const obligation = (await house.state(id)).lanes.find(({ lane }) => lane === 'technical')!.obligation_id!;
    ok(await house.api.as('theo').post(`/v1/obligations/${obligation}/ask`, { question: 'Which <regions>?' }));
    return { id, ref: await house.card(id, 'mira', (row) => row.kind === 'question') };
  }

  it('opens a dialog with the question, and what is sent answers it', async () => {
    const { id, ref } = await asked();
    await house.slack.click(slackId('mira'), ref, 'gatehouse:answer');
    await house.listeners.idle();
    expect(dialog('mira').words).toContain('Which &lt;regions&gt;?');
    await house.slack.submitModal(slackId('mira'), dialog('mira').id, { word: '  ' });
    expect(dialog('mira').errors).toEqual({ word: 'Say it in your own words.' });
    await house.slack.submitModal(slackId('mira'), dialog('mira').id, { word: 'All but the islands' });
    expect(await house.told('mira')).toContain('Your answer is recorded');
    const { questions, obligations } = await house.state(id);
    expect(questions).toMatchObject([{ answer: 'All but the islands' }]);
    expect(obligations.find(({ kind }) => kind === 'answer')!.state).toBe('met');
    expect((await house.events(id)).find(({ type }) => type === 'question.answered')).toMatchObject({ actor: { kind: 'person', id: 'mira' } });
    await house.card(id, 'mira', (row) => row.kind === 'question');
    expect(drawn('mira')).not.toContain('gatehouse:answer');
  });

  it('that comes too late is refused beside the field, and what was typed stays', async () => {
    const { id, ref } = await asked();
    await house.slack.click(slackId('mira'), ref, 'gatehouse:answer');
    await house.listeners.idle();
    ok(await house.api.as('mira').post(`/v1/deployments/${id}/withdraw`, { reason: 'Not now' }));
    await house.slack.submitModal(slackId('mira'), dialog('mira').id, { word: 'All of them' });
    expect(dialog('mira').errors).toEqual({ word: expect.stringContaining('already withdrawn by Mira Jansen') });
    expect((await house.state(id)).questions).toMatchObject([{ answer: null }]);
  });

  it('of a question that has its answer is refused before anything is typed', async () => {
    const { id, ref } = await asked();
    const owes = (await house.state(id)).questions[0]!.answer_obligation_id!;
    ok(await house.api.as('mira').post(`/v1/obligations/${owes}/answer`, { answer: 'All' }));
    await house.slack.click(slackId('mira'), ref, 'gatehouse:answer');
    expect(await house.told('mira')).toContain('This is no longer open');
    expect(house.slack.modals(slackId('mira'))).toEqual([]);
  });

  it('by somebody else who sees the card is refused with who may', async () => {
    const { ref } = await asked();
    const before = await house.rows();
    await house.slack.click(slackId('theo'), ref, 'gatehouse:answer').catch(() => undefined);
    await house.listeners.idle();
    expect(house.slack.modals(slackId('theo'))).toEqual([]);
    expect(await house.rows()).toBe(before);
  });
});
