import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { slackId, startHouse, type House } from './fixture.ts';

let house: House;
beforeAll(async () => void (house = await startHouse()));
afterAll(() => house.stop());
beforeEach(() => house.slack.reset());

const modalOf = async (person: string) => {
  await house.listeners.idle();
  const [modal] = house.slack.modals(slackId(person));
  if (!modal) throw new Error(`${person} has no dialog; told: ${await house.told(person)}`);
  return modal;
};
const voteOf = async (id: string, person: string) => (await house.state(id)).votes.find((vote) => vote.person === person);

describe('a click on Approve', () => {
  it('§1.20 is a vote through the door slack with the assurance of a chat', async () => {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'theo');
    const answer = await house.slack.click(slackId('theo'), ref, 'gatehouse:approve');
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(await house.told('theo')).toBe('');
    const [cast] = (await house.events(id)).filter(({ type }) => type === 'vote.cast');
    expect(cast).toMatchObject({ actor: { kind: 'person', id: 'theo' }, body: { lane: 'technical', verdict: 'approve', door: 'slack', assurance: 'chat', reason: null } });
  });

  it('§1.20 works on a message that was sent before a restart', async () => {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'ruth');
    const restarted = await house.another();
    house.slack.pointAt(restarted.url);
    await house.slack.click(slackId('ruth'), ref, 'gatehouse:approve');
    await restarted.listeners.idle();
    house.slack.pointAt(`${house.api.url}/slack/events`);
    expect(await voteOf(id, 'ruth')).toMatchObject({ verdict: 'approve', lane: 'risk' });
  });

  it('§1.20 counts once when clicked twice, and the second gets a friendly answer', async () => {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'theo');
    const answers = await Promise.all([1, 2].map(() => house.slack.click(slackId('theo'), ref, 'gatehouse:approve')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await house.told('theo')).toMatch(/^You decided this already, at <!date\^\d+.*>. Nothing more is needed\.$/);
    expect((await house.events(id)).filter(({ type }) => type === 'vote.cast')).toHaveLength(1);
  });
});

describe('a verdict that needs a reason', () => {
  it.each([
    ['reject', 'reject'],
    ['request_changes', 'request_changes'],
  ])('%s asks for it in a dialog and is then cast with it', async (action, verdict) => {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'bela');
    await house.slack.click(slackId('bela'), ref, `gatehouse:${action}`);
    const modal = await modalOf('bela');
    expect(modal.words).toContain('Claims triage');
    const answer = await house.slack.submitModal(slackId('bela'), modal.id, { reason: '  Too few claims from <retail>  ' });
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(await house.told('bela')).toBe('');
    expect(await voteOf(id, 'bela')).toMatchObject({ verdict, reason: 'Too few claims from <retail>', door: 'slack' });
    expect(house.slack.modals(slackId('bela'))).toEqual([]);
  });

  it('shows what is missing beside the field, and takes the dialog when it is mended', async () => {
    const { id } = await house.inReview();
    await house.slack.click(slackId('bela'), await house.card(id, 'bela'), 'gatehouse:reject');
    const modal = await modalOf('bela');
    await house.slack.submitModal(slackId('bela'), modal.id, { reason: ' \n ' });
    expect((await modalOf('bela')).errors).toEqual({ reason: 'Say why in your own words.' });
    await house.slack.submitModal(slackId('bela'), modal.id, { reason: 'Not yet' });
    await house.listeners.idle();
    expect(await voteOf(id, 'bela')).toMatchObject({ verdict: 'reject', reason: 'Not yet' });
  });

  it('is marked as done in a stand-in, where one is anybody, and counts as a click all the same', async () => {
    const { id } = await house.inReview();
    await house.slack.click(slackId('bela'), await house.card(id, 'bela'), 'gatehouse:reject');
    await house.slack.submitModal(slackId('bela'), (await modalOf('bela')).id, { reason: 'Not yet' });
    await house.listeners.idle();
    expect(await voteOf(id, 'bela')).toMatchObject({ assurance: 'chat', development: true });
    expect((await house.events(id)).find(({ type }) => type === 'vote.cast')!.body).toMatchObject({ assurance: 'chat', development: true });
  });

  it('counts once when the same dialog is delivered twice', async () => {
    const { id } = await house.inReview();
    await house.slack.click(slackId('bela'), await house.card(id, 'bela'), 'gatehouse:request_changes');
    const modal = await modalOf('bela');
    await house.slack.submitModal(slackId('bela'), modal.id, { reason: 'Once' });
    const body = house.slack.sent().at(-1)!.body;
    // delivered again by Slack, so with a signature of its own
    await house.slack.rawPost({ body, timestamp: String(Math.floor(Date.now() / 1000) + 1) });
    expect(await house.told('bela')).toBe('');
    expect((await house.events(id)).filter(({ type }) => type === 'vote.cast')).toHaveLength(1);
  });
});

describe('a conditional approval', () => {
  const condition = { reason: 'Fine, once it is watched', condition_title: 'Watch drift', condition_criteria: 'A dashboard', condition_owner: slackId('dana'), condition_type: 'within', condition_days: '30' };

  async function dialog() {
    const { id } = await house.inReview();
    await house.slack.click(slackId('ruth'), await house.card(id, 'ruth'), 'gatehouse:approve_with_conditions');
    return { id, modal: await modalOf('ruth') };
  }

  it('§1.08 carries one typed condition with its owner', async () => {
    const { id, modal } = await dialog();
    await house.slack.submitModal(slackId('ruth'), modal.id, condition);
    expect(await house.told('ruth')).toBe('');
    expect((await house.state(id)).conditions).toMatchObject([{ title: 'Watch drift', criteria: 'A dashboard', owner: 'dana', type: 'within', within: 'P30D', lane: 'risk' }]);
  });

  it.each([
    ['no days for one that runs', { ...condition, condition_days: '' }, { condition_days: 'Say after how many days.' }],
    ['days that are no number', { ...condition, condition_days: '1.5' }, { condition_days: 'Give a whole number of days, 1 to 3650.' }],
    ['an owner whom the directory does not know', { ...condition, condition_owner: 'U0NOBODY' }, { condition_owner: 'This account is bound to nobody in the directory. Choose somebody who works here.' }],
    ['several faults at once', { ...condition, reason: ' ', condition_title: ' ' }, { reason: 'Say why in your own words.', condition_title: 'Say what has to be done, in one line.' }],
  ])('is shown beside the field what is wrong with %s', async (_what, typed, errors) => {
    const { id, modal } = await dialog();
    await house.slack.submitModal(slackId('ruth'), modal.id, typed);
    expect((await modalOf('ruth')).errors).toEqual(errors);
    expect((await house.state(id)).votes).toEqual([]);
  });
});

describe('other things to do', () => {
  it('acknowledges what an escalation told, once', async () => {
    const { id } = await house.inReview();
    const withdrawn = await house.api.as('theo').post(`/v1/obligations/${(await house.state(id)).lanes.find(({ lane }) => lane === 'technical')!.obligation_id!}/votes`, { verdict: 'request_changes', package_digest: (await house.state(id)).revisions[0]!.package_digest, reason: 'More tests' });
    expect(withdrawn.status).toBe(200);
    const revision = (await house.state(id)).obligations.find(({ kind }) => kind === 'revision')!;
    const ref = await house.card(id, 'mira', (row) => row.obligation_id === revision.id);
    await house.slack.click(slackId('mira'), ref, 'gatehouse:acknowledge');
    expect(await house.told('mira')).toBe('');
    expect((await house.state(id)).obligations.find((one) => one.id === revision.id)?.acknowledged_by).toEqual(['mira']);
    await house.slack.click(slackId('mira'), ref, 'gatehouse:acknowledge');
    expect(await house.told('mira')).toBe('You acknowledged this already. Nothing more is needed.');
  });

  it('lists with /gatehouse what the caller owes, and says with help what it is', async () => {
    const { id } = await house.inReview('high_novel', { title: 'Deploy <now> & here' });
    const answer = await house.slack.slashCommand(slackId('paula'), '/gatehouse', '', 'C0GATES');
    expect(answer).toMatchObject({ status: 200, body: '' });
    const told = await house.told('paula');
    expect(told).toContain(`You owe one thing:\n• *Privacy sign-off*: <${house.api.url}/cases/${id}|Deploy &lt;now&gt; &amp; here> · due <!date^`);
    await house.slack.slashCommand(slackId('paula'), '/gatehouse', 'help', 'C0GATES');
    expect(await house.told('paula')).toContain('`/gatehouse` lists what you owe now');
    await house.slack.slashCommand(slackId('helena'), '/gatehouse', '', 'C0GATES');
    expect(await house.told('helena')).toBe('You owe nothing at the moment. `/gatehouse help` says what this is.');
    await house.slack.slashCommand(slackId('bela'), '/gatehouse', '', 'C0GATES');
    expect(await house.told('bela')).toMatch(/^You owe \d\d things:\n(• .*\n){10}… and \d+ more: `gatehouse inbox`$/);
  });
});
