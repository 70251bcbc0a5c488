import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FetchFunction } from '@slack/web-api';
import { createSlackChat } from '../../../activities/chat/slack.ts';
import { actionBlock, actionId, SLACK_VERDICTS } from '../../../contracts/slack-actions.ts';
import { checked, slackId, startHouse, type House } from './fixture.ts';
import { newVersion, ok } from '../../support/seed.ts';

/** Slack says of this one user that they are a guest; everything else is the stand-in's answer. */
const withGuest: FetchFunction = async (input, init) => {
  const asked = await new Response(init?.body ?? null).text();
  const answer = await fetch(input, init);
  if (!new Request(input).url.endsWith('/users.info') || !asked.includes('U0GUEST')) return answer;
  const said = (await answer.json()) as { user: object };
  return Response.json({ ...said, user: { ...said.user, is_restricted: true } });
};

let house: House;
beforeAll(async () => {
  // the guest stands in the directory all the same, as one who may sign
  house = await startHouse({
    fetch: withGuest,
    directory: (directory) => ({ ...directory, people: directory.people.map((person) => (person.id === 'tess' ? { ...person, slack_user_id: 'U0GUEST' } : person)) }),
  });
});
afterAll(() => house.stop());
beforeEach(() => house.slack.reset());

/** A card of theo's in a channel where everybody can click it. */
async function shared(id: string, person = 'theo'): Promise<{ readonly ref: string; readonly block: string }> {
  const ref = await house.card(id, person);
  const { text, blocks } = house.slack.messages({ user: slackId(person) }).at(-1)!;
  const posted = await createSlackChat({ token: 'xoxb-test', apiUrl: house.slack.apiUrl() }).post('C0GATES', { text, blocks: blocks as never }, `shared/${ref}`);
  return { ref: posted.ref, block: ref };
}

/** Clicks, and answers what was told privately and what the click added to the ledger. */
async function clicking(user: string, ref: string, action: string, person = user) {
  const before = await house.rows();
  const answer = await house.slack.click(user, ref, action);
  const told = await house.told(person);
  return { status: answer.status, told, added: (await house.rows()) - before };
}

describe('§1.20 a click by somebody who may not', () => {
  it.each([
    ['an outsider', 'yann', /^Yann Le Goff may not sign for Technical\.\nWho may: Theo Papadakis, .+\.$/],
    ['the requester', 'mira', /^Mira Jansen made the request and can't approve it\.\nWho may: Theo Papadakis, .+\.$/],
  ])('is told privately why and who may: %s', async (_who, person, text) => {
    const { id } = await house.inReview();
    const { ref } = await shared(id);
    const result = await clicking(slackId(person), ref, 'gatehouse:approve', person);
    expect(result).toMatchObject({ status: 200, told: expect.stringMatching(text), added: 1 });
    const last = (await house.events(id)).at(-1);
    expect(last).toMatchObject({ type: 'command.refused', actor: { kind: 'person', id: person } });
  });

  it('is told so before anything has to be typed', async () => {
    const { id } = await house.inReview();
    const { ref } = await shared(id);
    const { told } = await clicking(slackId('mira'), ref, 'gatehouse:reject', 'mira');
    expect(told).toContain("can't approve it");
    expect(house.slack.modals()).toEqual([]);
  });

  it.each([
    ['somebody whom the directory does not know', 'U0NOBODY', 'bound to nobody in the directory'],
    ['a guest whom the directory knows', 'U0GUEST', 'Guests and people of other workspaces'],
  ])('is told privately and leaves no trace in the ledger: %s', async (_who, user, text) => {
    const { id } = await house.inReview();
    const { ref } = await shared(id);
    const result = await clicking(user, ref, 'gatehouse:approve');
    expect(result).toMatchObject({ status: 200, told: expect.stringContaining(text), added: 0 });
  });
});

describe('§1.20 a click that comes too late', () => {
  it('says who decided, and when, once the lane has passed', async () => {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'tariq');
    await house.slack.click(slackId('theo'), await house.card(id, 'theo'), 'gatehouse:approve');
    await house.listeners.idle();
    const { told, added } = await clicking(slackId('tariq'), ref, 'gatehouse:approve', 'tariq');
    expect(told).toMatch(/^This was already decided by Theo Papadakis at <!date\^\d+/);
    expect(added).toBe(1);
    expect((await house.state(id)).votes).toHaveLength(1);
  });

  it('says what became of the case once it is closed, and opens no dialog', async () => {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'theo');
    ok(await house.api.as('mira').post(`/v1/deployments/${id}/withdraw`, { reason: 'Not now' }));
    const { told } = await clicking(slackId('theo'), ref, 'gatehouse:request_changes', 'theo');
    expect(told).toMatch(/^Nothing is open here any more: already withdrawn by Mira Jansen at <!date\^\d+\^.*>\.$/);
    expect(house.slack.modals()).toEqual([]);
  });

  it('§1.10 on a package that changed says what changed', async () => {
    const { id, system } = await house.inReview();
    const ref = await house.card(id, 'theo');
    const { version_id } = ok(await house.api.as('bruno').post(`/v1/systems/${system.id}/versions`, newVersion(system.key)));
    ok(await house.api.as('mira').post(`/v1/deployments/${id}/revise`, { version_id, reason: 'Retrained' }));
    await checked(house.api, id, 2);
    const { told } = await clicking(slackId('theo'), ref, 'gatehouse:approve', 'theo');
    expect(told).toMatch(/^The package changed since this message was drawn, so nothing was recorded\.\n(• .*\n)*• weights: sha256:[0-9a-f]{12}… → sha256:[0-9a-f]{12}…\n/);
    expect((await house.state(id)).votes).toEqual([]);
  });

  it('after the case moved on under an open dialog is refused in it, and what was typed stays', async () => {
    const { id } = await house.inReview();
    await house.slack.click(slackId('theo'), await house.card(id, 'theo'), 'gatehouse:reject');
    await house.listeners.idle();
    ok(await house.api.as('mira').post(`/v1/deployments/${id}/withdraw`, { reason: 'Not now' }));
    await house.slack.submitModal(slackId('theo'), house.slack.modals(slackId('theo'))[0]!.id, { reason: 'The *tests*\nfail & burn' });
    expect(house.slack.modals(slackId('theo'))[0]!.errors).toEqual({ reason: expect.stringMatching(/^already withdrawn by Mira Jansen at \d{4}-\d\d-\d\d \d\d:\d\d UTC\.$/) });
    expect(await house.told('theo')).toBe('');
  });
});

describe('§1.20 where a click is too weak for the tier', () => {
  /** A card from before the rule: with the buttons that the message no longer has. */
  async function oldCard(id: string, person: string): Promise<string> {
    const { lanes, revisions } = await house.state(id);
    const obligation = lanes.find(({ lane }) => lane === 'legal')!.obligation_id!;
    const value = JSON.stringify({ case: id, obligation, digest: revisions[0]!.package_digest, ask: true });
    const elements = SLACK_VERDICTS.map((verdict) => ({ type: 'button', action_id: actionId(verdict), text: { type: 'plain_text', text: verdict }, value }));
    const blocks = [{ type: 'actions', block_id: actionBlock(obligation), elements }];
    return (await createSlackChat({ token: 'xoxb-test', apiUrl: house.slack.apiUrl() }).post(slackId(person), { text: 'Legal sign-off needed', blocks: blocks as never }, `old/${id}`)).ref;
  }

  it('the message has no button that signs but one that leads to the page, and names the command', async () => {
    const { id } = await house.inReview('high_novel');
    await house.card(id, 'lena');
    const drawn = JSON.stringify(house.slack.messages({ user: slackId('lena') }).at(-1)!.blocks);
    const obligation = (await house.state(id)).lanes.find(({ lane }) => lane === 'legal')!.obligation_id!;
    expect([...drawn.matchAll(/"action_id":"([^"]+)"/g)].map(([, action]) => action)).toEqual(['gatehouse:more', 'gatehouse:open', 'gatehouse:acknowledge']);
    // stepping aside is a vote too: its click leads to the form
    expect(drawn).toContain('"value":"recuse"');
    expect(drawn).toContain(`gatehouse vote ${obligation} approve|`);
    expect(drawn).toContain(`"url":"${house.api.url}/oidc/step-up?return_to=${encodeURIComponent(`/cases/${id}?decide=${obligation}`)}"`);
  });

  it('the click on the button that leads to the page is heard and nothing follows', async () => {
    const { id } = await house.inReview('high_novel');
    const ref = await house.card(id, 'lena');
    expect(await clicking(slackId('lena'), ref, 'gatehouse:open', 'lena')).toEqual({ status: 200, told: '', added: 0 });
  });

  it('its reader can acknowledge it', async () => {
    const { id } = await house.inReview('high_novel');
    const ref = await house.card(id, 'lena');
    const { told, status } = await clicking(slackId('lena'), ref, 'gatehouse:acknowledge', 'lena');
    expect([status, told]).toEqual([200, '']);
    const { lanes, obligations } = await house.state(id);
    expect(obligations.find((owed) => owed.id === lanes.find(({ lane }) => lane === 'legal')!.obligation_id)?.acknowledged_by).toEqual(['lena']);
  });

  it.each([
    ['gatehouse:approve', 'approve'],
    ['gatehouse:reject', 'reject'],
  ])('%s on an older message is refused privately with the command that signs', async (action, verdict) => {
    const { id } = await house.inReview('high_novel');
    const ref = await oldCard(id, 'lena');
    const { told, added } = await clicking(slackId('lena'), ref, action, 'lena');
    const obligation = (await house.state(id)).lanes.find(({ lane }) => lane === 'legal')!.obligation_id!;
    expect(told).toContain('A click in a chat is not enough for this.');
    expect(told).toContain(`\`gatehouse vote ${obligation} ${verdict} --reason "…"\``);
    expect(added).toBe(1);
    expect(house.slack.modals()).toEqual([]);
    expect((await house.state(id)).votes).toEqual([]);
  });
});

describe('§1.20 a click on what nobody knows', () => {
  /** The click on a card's button, changed before it is sent and signed anew. */
  async function changed(change: (payload: { actions: { action_id: string; block_id: string; value?: string }[] } & Record<string, unknown>) => unknown) {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'theo');
    const elsewhere = await house.another();
    house.slack.pointAt(elsewhere.url.replace('/slack/events', '/nowhere'));
    await house.slack.click(slackId('theo'), ref, 'gatehouse:approve');
    house.slack.pointAt(`${house.api.url}/slack/events`);
    const payload = JSON.parse(new URLSearchParams(house.slack.sent().at(-1)!.body).get('payload')!) as Parameters<typeof change>[0];
    change(payload);
    const before = await house.rows();
    const { status } = await house.slack.rawPost({ payload });
    return { status, told: await house.told('theo'), added: (await house.rows()) - before, votes: (await house.state(id)).votes.length };
  }
  const unknown = { status: 200, told: expect.stringContaining('not (any longer) something Gatehouse knows'), added: 0, votes: 0 };

  it.each([
    ['an action id that is none of ours', (p) => void (p.actions[0]!.action_id = 'approve')],
    ['an action that there no longer is', (p) => void (p.actions[0]!.action_id = 'gatehouse:auto_approve')],
    ['a block of something else', (p) => void (p.actions[0]!.block_id = 'owed:obl_other')],
    ['a button without a value', (p) => delete p.actions[0]!.value],
    ['a value that is no JSON', (p) => void (p.actions[0]!.value = '{')],
    ['a value that names no record', (p) => void (p.actions[0]!.value = p.actions[0]!.value!.replace(/"dep_[^"]+"/, '"evd_1"'))],
    ['a vote without a package', (p) => void (p.actions[0]!.value = p.actions[0]!.value!.replace(/"sha256:[^"]+"/, '""'))],
  ] as readonly (readonly [string, Parameters<typeof changed>[0]])[])('is answered privately: %s', async (_what, change) => {
    expect(await changed(change)).toEqual(unknown);
  });

  it.each([
    ['another workspace', (p) => void (p['team'] = { id: 'T0OTHER', domain: 'other' }), 'does not come from the workspace'],
    ['another app', (p) => void (p['api_app_id'] = 'A0OTHER'), 'does not come from the workspace'],
    ['somebody of another workspace in a shared channel', (p) => void ((p['user'] as { team_id: string }).team_id = 'T0OTHER'), 'Guests and people of other workspaces'],
  ] as readonly (readonly [string, Parameters<typeof changed>[0], string])[])('is answered privately: %s', async (_what, change, text) => {
    expect(await changed(change)).toEqual({ ...unknown, told: expect.stringContaining(text) });
  });

  it('a case that is not there is refused on the record', async () => {
    const result = await changed((p) => void (p.actions[0]!.value = p.actions[0]!.value!.replace(/"dep_[^"]+"/, '"dep_01m81yd09xeg5a09w2y2m4jg9e"')));
    expect(result).toMatchObject({ status: 200, told: expect.stringContaining('there is no deployment case'), votes: 0 });
  });

  it('a dialog that nobody knows is replaced by a word about it', async () => {
    const { status, body } = await house.slack.rawPost({
      payload: { type: 'view_submission', team: { id: 'T0GATEHOUSE' }, user: { id: slackId('theo') }, api_app_id: 'A0GATEHOUSE', view: { id: 'V1', callback_id: 'gatehouse:old', private_metadata: '', state: { values: {} } } },
    });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ response_action: 'update', view: { type: 'modal', blocks: [{ text: { text: expect.stringContaining('not (any longer)') } }] } });
  });
});

describe('when Slack does not say who somebody is', () => {
  it('nothing is recorded, and the person is asked to try again', async () => {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'theo');
    const fresh = await house.another();
    house.slack.pointAt(fresh.url);
    house.slack.mode({ mode: 'down', method: 'auth.test' });
    const before = await house.rows();
    await house.slack.click(slackId('theo'), ref, 'gatehouse:approve');
    await fresh.listeners.idle();
    expect(await house.told('theo')).toContain('could not ask Slack who you are');
    expect(await house.rows()).toBe(before);
    house.slack.mode({ mode: 'ok' });
    await house.slack.click(slackId('theo'), ref, 'gatehouse:approve');
    await fresh.listeners.idle();
    house.slack.pointAt(`${house.api.url}/slack/events`);
    expect((await house.state(id)).votes).toHaveLength(1);
  });
});
