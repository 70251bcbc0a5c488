import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ok, requestFor, seedSystem } from '../../support/seed.ts';
import { slackId, startHouse, type House } from './fixture.ts';

let house: House;
beforeAll(async () => void (house = await startHouse()));
afterAll(() => house.stop());
beforeEach(() => house.slack.reset());

/** Types `/gatehouse …`, and answers what the person is told. */
async function types(person: string, text: string): Promise<string> {
  house.slack.reset();
  const answer = await house.slack.slashCommand(slackId(person), '/gatehouse', text, 'C0GATES');
  expect(answer).toMatchObject({ status: 200, body: '' });
  return house.told(person);
}
const dialogOf = (person: string) => house.slack.modals(slackId(person))[0];
const lane = async (id: string, name: string) => (await house.state(id)).lanes.find((each) => each.lane === name)!;
const votesOf = async (id: string, person: string) => (await house.state(id)).votes.filter((vote) => vote.person === person);

describe('a word that /gatehouse does not know', () => {
  it.each([
    ['stauts', 'did you mean "status"? allowed: inbox, status, vote, request, delegate, nc, help'],
    ['<!channel>', 'allowed: inbox, status, vote, request, delegate, nc, help'],
  ])('%s is answered with those that it knows', async (word, hint) => {
    const told = await types('theo', word);
    expect(told).toContain(hint);
    expect(told).not.toContain('<!channel>');
  });
});

describe('/gatehouse status', () => {
  it('says where a request stands: lanes, who has signed, what is due', async () => {
    const { id, system } = await house.inReview('medium', { title: 'Deploy <now>' });
    await types('ruth', `vote ${id} approve`);
    const told = await types('mira', `status ${id.toUpperCase()}`);
    expect(told).toContain(`|Deploy &lt;now&gt;>* \`${id}\``);
    expect(told).toMatch(/In review · Claims triage \w+ v-\w+ → production · tier medium, revision 1 · package `sha256:\w{12}…` · requested by /);
    expect(told).toMatch(/• \*Risk\*: passed, 1 of 1 · [^\n]* approved <!date\^\d+/);
    expect(told).toMatch(/• \*Technical\*: open, 0 of 1 · due <!date\^\d+.* · waits for .* · `obl_\w+`/);
    expect(told).toMatch(/If nobody acts, .* it next, <!date/);
    expect(system.id).toMatch(/^sys_/);
  });

  it.each([
    ['nothing', '', 'Say which case.'],
    ['an id that is none', 'dep_nowhere', 'There is no case, and nothing owed in one, that is called "dep_nowhere".'],
  ])('with %s says how it is written', async (_what, id, answer) => {
    const told = await types('mira', `status ${id}`);
    expect(told).toContain(answer);
    expect(told).toContain('`/gatehouse status CASE`');
  });
});

describe('/gatehouse vote', () => {
  it('§1.20 is a vote through the door slack with the assurance of a chat, on the package as it is', async () => {
    const { id } = await house.inReview();
    const told = await types('theo', `vote ${id} approve tests &lt; 1 % off`);
    expect(told).toMatch(/^Technical: you approved · <.*\|Deploy the claims triage model>, package `sha256:\w{12}…`\. Take it back with `\/gatehouse vote obl_\w+ withdraw`\.$/);
    expect(await votesOf(id, 'theo')).toMatchObject([{ lane: 'technical', verdict: 'approve', door: 'slack', assurance: 'chat', reason: 'tests < 1 % off' }]);
  });

  it('takes the id of the sign-off too, and takes a vote back', async () => {
    const { id } = await house.inReview();
    const { obligation_id } = await lane(id, 'risk');
    await types('ruth', `vote ${obligation_id!} approve`);
    expect(await types('ruth', `vote ${id} withdraw`)).toMatch(/^Your vote for Risk is taken back/);
    expect((await votesOf(id, 'ruth')).map(({ weight }) => weight)).toEqual(['withdrawn']);
  });

  it('§0.05 asks in a dialog for the reason that a verdict needs', async () => {
    const { id } = await house.inReview();
    expect(await types('bela', `vote ${id} request-changes`)).toBe('');
    await house.slack.submitModal(slackId('bela'), dialogOf('bela')!.id, { reason: 'More data' });
    await house.listeners.idle();
    expect(await votesOf(id, 'bela')).toMatchObject([{ verdict: 'request_changes', reason: 'More data' }]);
  });

  it('§1.08 asks in a dialog for the condition of a conditional approval, the reason being there', async () => {
    const { id } = await house.inReview();
    await types('ruth', `vote ${id} approve-with-conditions fine for now`);
    expect(JSON.stringify(dialogOf('ruth')!.content)).toContain('"initial_value":"fine for now"');
  });

  it('§1.20 is refused privately where a chat is too weak, with the command that signs and what was typed', async () => {
    const { id } = await house.inReview('high_novel');
    const told = await types('lena', `vote ${id} reject it discriminates`);
    const { obligation_id } = await lane(id, 'legal');
    expect(told).toContain('A click in a chat is not enough for this.');
    expect(told).toContain(`gatehouse vote ${obligation_id!} reject`);
    expect(told).toContain('> it discriminates');
    expect((await house.state(id)).votes).toEqual([]);
  });

  it('§1.20 of somebody who may not sign says why and who may', async () => {
    const { id } = await house.inReview();
    expect(await types('mira', `vote ${id} approve`)).toMatch(/Who may: /);
    expect((await house.events(id)).filter(({ type }) => type === 'command.refused')).toHaveLength(1);
  });

  it.each([
    ['without a case', 'vote', 'Say on what, and your verdict.'],
    ['with a verdict that is none', 'vote CASE aprove', '"aprove" is no verdict; did you mean "approve"?'],
    ['on what is nothing', 'vote obl_nothing approve', 'There is no deployment, and nothing owed in one, that is called "obl_nothing".'],
  ])('%s says how it is written', async (_what, text, answer) => {
    const { id } = await house.inReview();
    const told = await types('theo', text.replace('CASE', id));
    expect(told).toContain(answer);
    expect(told).toContain('`/gatehouse vote CASE|OBLIGATION ');
  });

  it('counts once when Slack delivers it twice', async () => {
    const { id } = await house.inReview();
    await types('theo', `vote ${id} approve`);
    await house.slack.rawPost({ body: house.slack.sent().at(-1)!.body, timestamp: String(Math.floor(Date.now() / 1000) + 1) });
    await house.listeners.idle();
    expect(await votesOf(id, 'theo')).toHaveLength(1);
  });
});

describe('/gatehouse delegate', () => {
  const granted = async () => ok(await house.api.as('maya').get('/v1/delegations?limit=200'))['items']! as unknown as { from: string; to: string; lane: string; until: string }[];

  it('§1.01 lets somebody else sign until the end of a day', async () => {
    const told = await types('theo', `delegate <@${slackId('tilda')}|tilda> technical until 2099-01-31`);
    expect(told).toMatch(/signs for you in the lane `technical` until <!date\^\d+/);
    expect(await granted()).toContainEqual(expect.objectContaining({ from: 'theo', to: 'tilda', lane: 'technical', until: '2099-01-31T23:59:59.999Z' }));
  });

  it('without more words asks in a dialog, and shows beside the field why it is refused', async () => {
    await types('ruth', 'delegate');
    const { id, content } = dialogOf('ruth')!;
    expect(JSON.stringify(content)).toContain('"value":"risk"');
    await house.slack.submitModal(slackId('ruth'), id, { delegate_to: slackId('ruth'), delegate_lane: 'risk', delegate_until: '2099-02-01' });
    expect(dialogOf('ruth')!.errors).toEqual({ delegate_to: 'nobody delegates to themselves; name another person.' });
    await house.slack.submitModal(slackId('ruth'), id, { delegate_to: slackId('tilda'), delegate_lane: 'risk', delegate_until: '2001-02-01' });
    expect(Object.keys(dialogOf('ruth')!.errors)).toEqual(['delegate_until']);
    await house.slack.submitModal(slackId('ruth'), id, { delegate_to: slackId('tilda'), delegate_lane: 'risk', delegate_until: '2099-02-01' });
    expect(await house.told('ruth')).toMatch(/signs for you in the lane `risk`/);
    expect(dialogOf('ruth')).toBeUndefined();
    expect(await granted()).toContainEqual(expect.objectContaining({ from: 'ruth', to: 'tilda', lane: 'risk' }));
  });

  it.each([
    ['nobody', 'nobody technical until 2099-01-01', '"nobody" is nobody who works here'],
    ['no day', 'tilda technical', 'Say until which day'],
    ['a day that is none', 'tilda technical until soon', 'Say until which day'],
    ['a lane that is none', 'tilda cooking until 2099-01-01', '"cooking" is no lane'],
    ['a reason, which no delegation records', 'tilda technical until 2099-01-01 holidays', 'leave out what stands behind the day'],
  ])('with %s is refused privately', async (_what, text, answer) => {
    expect(await types('theo', `delegate ${text}`)).toContain(answer);
  });

  it('for one without a lane says that there is nothing to delegate', async () => {
    expect(await types('devon', 'delegate')).toBe('You sign in no lane in your own right, so there is nothing that you could delegate.');
  });
});

describe('/gatehouse request', () => {
  async function dialog(person = 'mira') {
    const system = await seedSystem(house.api, { tier: 'medium' });
    expect(await types(person, `request ${system.id}`)).toBe('');
    const { documents } = requestFor(system) as { documents: Record<string, string> };
    const filled = {
      request_title: 'From Slack',
      request_change_type: 'retrain',
      request_rationale: 'It is better',
      request_documents: Object.entries(documents).map(([name, digest], at) => `${name}${at % 2 === 0 ? ': ' : ' '}${digest}`).join('\n'),
      request_validated_by: [slackId('tariq')],
      request_options: 'Wait\nBuy one',
    };
    return { system, filled, id: dialogOf(person)!.id };
  }

  it('opens a dialog, and what is sent is a deployment request by the sender', async () => {
    const { system, filled, id } = await dialog();
    await house.slack.submitModal(slackId('mira'), id, filled);
    const told = await house.told('mira');
    expect(dialogOf('mira')?.errors).toBeUndefined();
    expect(told).toMatch(/^Requested: <.*\|From Slack>\. The checks begin now; `\/gatehouse status dep_\w+` says where it stands\.$/);
    const state = await house.state(/dep_\w+/.exec(told)![0]);
    expect(state).toMatchObject({ title: 'From Slack', requester: 'mira', options: ['Wait', 'Buy one'] });
    expect(state.revisions[0]!.manifest).toMatchObject({ system_id: system.id, environment: 'production', change_type: 'retrain', documents: system.documents, validated_by: ['tariq'] });
  });

  it('makes one request when the dialog is delivered twice', async () => {
    const { system, filled, id } = await dialog();
    await house.slack.submitModal(slackId('mira'), id, filled);
    await house.slack.rawPost({ body: house.slack.sent().at(-1)!.body, timestamp: String(Math.floor(Date.now() / 1000) + 1) });
    await house.listeners.idle();
    expect((ok(await house.api.as('mira').get(`/v1/cases?kind=deployment&system=${system.id}`))['items']! as unknown as object[])).toHaveLength(1);
  });

  it.each([
    ['a document that is none', { request_documents: 'rolback_plan sha256:00' }, { request_documents: expect.stringMatching(/^"rolback_plan" is no document of a package; did you mean "rollback_plan"\?/) }],
    ['a document without its digest', { request_documents: 'rollback_plan here' }, { request_documents: 'Behind "rollback_plan" stands its digest: sha256: and 64 hex digits.' }],
    ['an environment that cannot be one', { request_environment: 'Prod 1' }, { request_environment: expect.stringContaining('must be lower-case letters') }],
    ['somebody whom the directory does not know', { request_validated_by: ['U0NOBODY'] }, { request_validated_by: 'This account is bound to nobody in the directory. Choose somebody who works here.' }],
    ['a window that ends before it begins', { request_from: '4070908800', request_until: '4070905200' }, { request_until: 'Not as it should be: the window ends after it begins.' }],
    ['half a window', { request_from: '4070908800' }, { request_until: 'A window has a beginning and an end: give both, or neither.' }],
    ['a case that is none', { request_fixes: 'that one' }, { request_fixes: expect.stringContaining('must be the id of') }],
    ['too few documents for the tier, as the rules say', { request_documents: '' }, expect.objectContaining({ request_documents: expect.any(String) })],
  ])('shows beside the field what is wrong with %s', async (_what, change, errors) => {
    const { filled, id } = await dialog();
    await house.slack.submitModal(slackId('mira'), id, { ...filled, ...change });
    expect(dialogOf('mira')!.errors).toEqual(errors);
    await house.slack.submitModal(slackId('mira'), id, filled);
    expect(await house.told('mira')).toMatch(/^Requested: /);
  });

  it('for a system that nobody registered says so', async () => {
    expect(await types('mira', 'request Time machine')).toContain('No system with a version is called "Time machine".');
  });
});
