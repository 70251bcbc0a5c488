import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sessionCookie } from '../../../contracts/session.ts';
import { createSession, endSession } from '../../../store/sessions.ts';
import { CAST, ok, seedSystem } from '../../support/seed.ts';
import { type Browser, type Got, startConsole, type TestConsole } from '../../support/console.ts';

let house: TestConsole;
beforeAll(async () => void (house = await startConsole()));
afterAll(() => house.stop());

const h1 = (html: string): string => /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? '';
const view = async (id: string) => ok(await house.api.as('maya').get(`/v1/deployments/${id}`));
const owed = async (id: string, lane: string): Promise<string> => (await view(id))['lanes']!.find((each) => each['lane'] === lane)!['obligation_id']!;
const votes = async (id: string, lane: string) => (await view(id))['lanes']!.find((each) => each['lane'] === lane)!['votes']!;
const cookieIn = (got: Got): string => (got.headers.get('set-cookie') ?? '').split(';')[0]!;

/** A medium-tier request, the browser of its technical signer, and the decision form filled in. */
async function deciding(person = 'theo', wish: Parameters<TestConsole['inReview']>[0] = { tier: 'medium' }, strong = false): Promise<{ id: string; obligation: string; browser: Browser; action: string; fields: Record<string, string> }> {
  const id = await house.inReview(wish);
  const obligation = await owed(id, 'technical');
  const browser = house.browser(person, { strong });
  const action = `/act/castVote/${obligation}`;
  const fields = { ...(await browser.get(`/cases/${id}`)).form(action), verdict: 'approve', reason: 'Read and agreed' };
  return { id, obligation, browser, action, fields };
}

describe('a decision by the form', () => {
  it('is recorded through the console, with what was proven, and leads back to where the form was', async () => {
    const { id, browser, action, fields } = await deciding();
    const answer = await browser.post(action, fields);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/cases/${id}?done=castVote`]);
    expect(await votes(id, 'technical')).toMatchObject([{ person: 'theo', verdict: 'approve', door: 'console', assurance: 'session', reason: 'Read and agreed' }]);
    expect((await browser.get(`/cases/${id}?done=castVote`)).html).toContain('Your decision is recorded.');
  });

  it('takes one click from My work', async () => {
    const { id, obligation, browser } = await deciding();
    const fields = (await browser.get('/work?sort=newest')).form(`/act/castVote/${obligation}`);
    const answer = await browser.post(`/act/castVote/${obligation}`, fields);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/work?done=castVote']);
    expect(await votes(id, 'technical')).toMatchObject([{ verdict: 'approve' }]);
  });

  it('sent twice has one effect and the same answer', async () => {
    const { id, browser, action, fields } = await deciding();
    const [first, second] = await Promise.all([browser.post(action, fields), browser.post(action, fields)]);
    expect([first.status, second.status]).toEqual([303, 303]);
    expect(await votes(id, 'technical')).toHaveLength(1);
  });

  it('sent again with other content says so and keeps what was typed', async () => {
    const { browser, action, fields } = await deciding();
    await browser.post(action, fields);
    const again = await browser.post(action, { ...fields, verdict: 'reject', reason: 'Second thought' });
    expect(again.status).toBe(409);
    expect(again.form(action)).toMatchObject({ verdict: 'reject', reason: 'Second thought' });
    expect(again.form(action)['command_id']).not.toBe(fields['command_id']);
  });

  it('can set conditions, and each fault stands at its field with what was typed', async () => {
    const { id, browser, action, fields } = await deciding();
    const typed = { ...fields, verdict: 'approve_with_conditions', reason: 'Under a condition', condition_2_title: 'Test the fallback', condition_2_criteria: 'A report', condition_2_owner: 'bruno', condition_2_type: 'within' };
    const wrong = await browser.post(action, typed);
    expect(wrong.status).toBe(422);
    expect(wrong.html).toMatch(/id="[^"]*condition_2_days" name="condition_2_days"[^>]*aria-invalid="true"/);
    expect(wrong.form(action)).toMatchObject({ verdict: 'approve_with_conditions', reason: 'Under a condition', condition_2_title: 'Test the fallback', condition_2_criteria: 'A report' });
    const right = await browser.post(action, { ...typed, ...wrong.form(action), condition_2_owner: 'bruno', condition_2_type: 'within', condition_2_days: '30' });
    expect(right.status).toBe(303);
    expect((await view(id))['conditions']).toMatchObject([{ title: 'Test the fallback', owner: 'bruno', within: 'P30D' }]);
  });

  it('on a package that changed meanwhile shows what changed, and keeps what was typed', async () => {
    const system = await seedSystem(house.api, { tier: 'medium' });
    const id = await house.inReview({}, {}, system);
    const action = `/act/castVote/${await owed(id, 'technical')}`;
    const browser = house.browser('theo');
    const fields = (await browser.get(`/cases/${id}`)).form(action);
    const documents = { ...system.documents, model_card: `sha256:${'0'.repeat(64)}` };
    const upload = ok(await house.api.as(CAST.owner).upload('/v1/evidence?name=new.md', 'new model card'))['sha256'];
    ok(await house.api.as(CAST.requester).post(`/v1/deployments/${id}/revise`, { documents: { ...documents, model_card: upload }, reason: 'A better card' }));
    const answer = await browser.post(action, { ...fields, verdict: 'approve', reason: 'I read the old one' });
    expect(answer.status).toBe(409);
    expect(answer.html).toContain('What changed since you looked');
    expect(answer.form(action)).toMatchObject({ reason: 'I read the old one', package_digest: (await view(id))['package_digest'] });
    expect(await votes(id, 'technical')).toEqual([]);
  });
});

describe('a form', () => {
  const UNSAFE: readonly { readonly why: string; readonly headers: Record<string, string>; readonly change: (fields: Record<string, string>) => Record<string, string> }[] = [
    { why: 'a form of another site, by Sec-Fetch-Site', headers: { 'Sec-Fetch-Site': 'cross-site' }, change: (fields) => fields },
    { why: 'a form of a sibling site', headers: { 'Sec-Fetch-Site': 'same-site' }, change: (fields) => fields },
    { why: 'an address typed in', headers: { 'Sec-Fetch-Site': 'none' }, change: (fields) => fields },
    { why: 'no token', headers: {}, change: ({ csrf: _, ...fields }) => fields },
    { why: 'the token of another session', headers: {}, change: (fields) => ({ ...fields, csrf: 'f4b0f1d2-0000-4000-8000-000000000000' }) },
  ];
  it.each(UNSAFE)('is refused: $why', async ({ headers, change }) => {
    const { id, browser, action, fields } = await deciding();
    const answer = await browser.post(action, change(fields), headers);
    expect(answer.status).toBe(403);
    expect(await votes(id, 'technical')).toEqual([]);
  });

  it('with the token of an earlier sign-in comes back filled in, with the present one', async () => {
    const { id, browser, action, fields } = await deciding();
    const answer = await browser.post(action, { ...fields, csrf: 'old' });
    expect(answer.form(action)).toMatchObject({ reason: 'Read and agreed', csrf: browser.csrf });
    expect((await browser.post(action, answer.form(action))).status).toBe(303);
    expect(await votes(id, 'technical')).toHaveLength(1);
  });

  it('by somebody who may not is refused with the reason and who may', async () => {
    const { id, action, fields } = await deciding();
    const lena = house.browser('lena');
    const answer = await lena.post(action, { ...fields, csrf: lena.csrf });
    expect(answer.status).toBe(403);
    expect(answer.html).toContain('Who may: Theo');
    expect(answer.form(action)).toMatchObject({ reason: 'Read and agreed' });
    expect(await votes(id, 'technical')).toEqual([]);
    expect((await lena.get(action)).html).toContain('Who may: Theo');
  });

  it('goes back nowhere but to pages of ours', async () => {
    for (const back of ['//evil.example', 'https://evil.example/', '/\\evil.example', '/cases/../../evil']) {
      const { id, browser, action, fields } = await deciding();
      expect((await browser.post(action, { ...fields, back })).headers.get('location')).toBe(`/cases/${id}?done=castVote`);
    }
  });

  it('of nothing that there is says so', async () => {
    const browser = house.browser('theo');
    expect((await browser.post('/act/castVote/obl_00000000000000000000000000', { csrf: browser.csrf })).status).toBe(404);
    expect((await browser.post('/act/nonsense/obl_1', { csrf: browser.csrf })).status).toBe(404);
    expect((await browser.post('/act/castVote/%2e%2e', { csrf: browser.csrf })).status).toBe(404);
  });
});

describe('a session that ends in the middle of a form', () => {
  /** A cookie whose session of this person has just ended. */
  const endedOf = async (person: string): Promise<string> => {
    const { cookie } = await createSession(house.api.store, { person, proof: { acr: null, amr: ['pwd'], auth_time: new Date().toISOString() }, development: true, lifeMs: 3_600_000 });
    await endSession(house.api.store, cookie);
    return `${sessionCookie(house.api.url)}=${cookie}`;
  };

  it('is never found by another person in that browser, and not once it was sent', async () => {
    const { action, fields } = await deciding();
    const answer = await house.browser(null).post(action, { ...fields, reason: 'Private thoughts' }, { Cookie: await endedOf('theo') });
    const parked = decodeURIComponent(/return_to=(%2Fparked[^"&]+)"/.exec(answer.html)![1]!);
    const other = await house.browser('ruth').get(parked, { Cookie: cookieIn(answer) });
    expect([other.status, other.html.includes('Private thoughts')]).toEqual([403, false]);
    const theo = house.browser('theo');
    const back = await theo.get(parked, { Cookie: cookieIn(answer) });
    expect((await theo.post(action, back.form(action))).status).toBe(303);
    expect((await theo.get(parked, { Cookie: cookieIn(answer) })).status).toBe(404);
  });

  it('of nobody who is known is kept on the page alone, and comes back from there after a sign-in', async () => {
    const { action, fields } = await deciding();
    const count = async () => (await house.api.store.pool.query<{ n: string }>('SELECT count(*) AS n FROM parked_acts')).rows[0]?.n;
    const before = await count();
    const answer = await house.browser(null).post(action, { ...fields, reason: 'A long "thought" & more' });
    expect([answer.status, answer.form(action)['reason'], await count()]).toEqual([401, 'A long "thought" & more', before]);
    const theo = house.browser('theo');
    const back = await theo.post(action, answer.form(action));
    expect([back.status, back.form(action)['reason']]).toEqual([403, 'A long "thought" & more']);
    expect((await theo.post(action, back.form(action))).status).toBe(303);
  });

  it.each<[how: string, cookie: () => Promise<Record<string, string>>, text: string]>([
    ['of a person who is known', async () => ({ Cookie: await endedOf('theo') }), 'long\nwörds '.repeat(6_000)],
    ['of nobody who is known', async () => ({}), 'long\nwörds '.repeat(6_000)],
  ])('longer than what is kept elsewhere (%s) stays on the page whole, and comes back from there after a sign-in', async (_whose, cookie, text) => {
    const { action, fields } = await deciding();
    const answer = await house.browser(null).post(action, { ...fields, reason: text }, await cookie());
    expect([answer.status, h1(answer.html), answer.form(action)['reason']?.trim()]).toEqual([401, 'Sign in again to send this', text.trim()]);
    const back = await house.browser('theo').post(action, answer.form(action));
    expect([back.status, back.form(action)['reason']]).toEqual([403, text.trim()]);
  });

  it('loses nothing: after signing in again the same form is there, filled in, for the same browser only', async () => {
    const { id, action, fields } = await deciding();
    const answer = await house.browser(null).post(action, { ...fields, reason: 'A long thought <b>' }, { Cookie: await endedOf('theo') });
    expect([answer.status, h1(answer.html)]).toEqual([401, 'Sign in again to send this']);
    expect(answer.html).toContain('A long thought &lt;b>');
    expect(answer.headers.get('set-cookie')).toMatch(/^gatehouse_parked=[\w-]{43}; Path=\/; Max-Age=900; HttpOnly; SameSite=Lax$/);
    const parked = decodeURIComponent(/return_to=(%2Fparked[^"&]+)"/.exec(answer.html)![1]!);
    const theo = house.browser('theo');
    expect((await theo.get(parked)).status).toBe(404);
    const back = await theo.get(parked, { Cookie: cookieIn(answer) });
    expect([back.status, back.form(action)['reason'], back.form(action)['verdict']]).toEqual([200, 'A long thought <b>', 'approve']);
    expect(await votes(id, 'technical')).toEqual([]);
    expect((await theo.post(action, back.form(action))).status).toBe(303);
    expect(await votes(id, 'technical')).toMatchObject([{ person: 'theo', reason: 'A long thought <b>' }]);
  });
});

describe('a decision that needs a stronger sign-in', () => {
  it('leads to confirm who one is and back to the same decision, reason and package; another person does not get it', async () => {
    const { id, browser, action, fields } = await deciding('theo', { tier: 'high_novel' });
    const answer = await browser.post(action, { ...fields, reason: 'Looked at everything' });
    expect([answer.status, h1(answer.html)]).toEqual([403, 'Confirm who you are']);
    const parked = decodeURIComponent(/step-up\?return_to=([^"&]+)"/.exec(answer.html)![1]!);
    const other = await house.browser('lena', { strong: true }).get(parked, { Cookie: cookieIn(answer) });
    expect([other.status, h1(other.html)]).toEqual([403, 'This form is somebody else’s']);
    expect(other.html).not.toContain('Looked at everything');
    const strong = house.browser('theo', { strong: true });
    const back = await strong.get(parked, { Cookie: cookieIn(answer) });
    expect(back.form(action)).toMatchObject({ reason: 'Looked at everything', package_digest: fields['package_digest'], verdict: 'approve' });
    expect((await strong.post(action, back.form(action))).status).toBe(303);
    expect(await votes(id, 'technical')).toMatchObject([{ assurance: 'development', proof: { amr: ['pwd', 'otp', 'mfa'] } }]);
  });
});

describe('a long decision that needs a stronger sign-in', () => {
  it('stays on the page whole while its sender confirms who they are, and comes back from there', async () => {
    const { id, browser, action, fields } = await deciding('theo', { tier: 'high_novel' });
    // as long as the fields may be, of characters that take six bytes each where a form waits
    const [most, criteria] = ['\u0001'.repeat(4_000), '\u0001'.repeat(1_000)];
    const conditions = [1, 2, 3].flatMap((n) => Object.entries({ title: 'Watch', owner: 'bruno', type: 'before_deploy', criteria }).map(([part, value]) => [`condition_${n}_${part}`, value] as const));
    const long = { ...fields, verdict: 'approve_with_conditions', reason: most, ...Object.fromEntries(conditions) };
    const answer = await browser.post(action, long);
    expect([answer.html.match(/class="error"[^>]*>([^<]*)/)?.[1], answer.html.includes('return_to=%2Fparked')]).toEqual([undefined, false]);
    expect([answer.status, h1(answer.html)]).toEqual([403, 'Confirm who you are']);
    expect(answer.form(action)).toMatchObject({ reason: most, condition_3_criteria: criteria, package_digest: fields['package_digest'] });
    const strong = house.browser('theo', { strong: true });
    const back = await strong.post(action, answer.form(action));
    expect(back.form(action)).toMatchObject({ reason: most, condition_1_criteria: criteria, condition_3_criteria: criteria });
    expect(await votes(id, 'technical')).toEqual([]);
  });
});

describe('what else a page offers', () => {
  it('asks and answers, acknowledges, nudges, extends, withdraws and resubmits', async () => {
    const { id, obligation, browser } = await deciding();
    const give = async (who: Browser, act: string, about: string, typed: Record<string, string> = {}) => {
      const { html, form, status } = await who.get(`/cases/${id}`);
      const action = `/act/${act}/${about}`;
      if (!html.includes(`action="${action}"`)) throw new Error(`${act} is not offered (${status}): ${/What you can’t do now.*/s.exec(html)?.[0].slice(0, 3_000) ?? ''}`);
      return (await who.post(action, { ...form(action), ...typed })).headers.get('location');
    };
    const mira = house.browser(CAST.requester);
    expect(await give(browser, 'acknowledgeObligation', obligation)).toBe(`/cases/${id}?done=acknowledgeObligation`);
    expect(await give(browser, 'askAboutObligation', obligation, { question: 'Which data?' })).toContain('done=');
    const answer = (await view(id))['obligations']!.find((each) => each['kind'] === 'answer')!['id']!;
    expect(await give(mira, 'answerObligation', answer, { answer: 'Claims of 2025' })).toContain('done=');
    expect((await view(id))['questions']).toMatchObject([{ question: 'Which data?', answer: 'Claims of 2025' }]);
    expect(await give(browser, 'castVote', obligation, { verdict: 'approve' })).toContain('done=');
    expect(await give(browser, 'withdrawVote', obligation, { reason: 'Not yet' })).toContain('done=withdrawVote');
    expect(await give(mira, 'withdrawDeployment', id, { reason: 'Later' })).toContain('done=');
    expect(await give(mira, 'resubmitDeployment', id, { reason: 'Now' })).toContain('done=');
  });

  it('releases and waives a blocker from the page that it holds', async () => {
    const id = await house.inReview();
    const raised = ok(await house.api.as('viktor').post('/v1/blockers', { kind: 'pause_order', extent: { scope: 'organisation' }, title: 'Year end', reason: 'Books close' }))['blocker_id']!;
    const browser = house.browser('viktor', { strong: true });
    const { html, form } = await browser.get(`/cases/${id}`);
    expect(html).toContain('Year end');
    const waived = await browser.post(`/act/waiveBlocker/${raised}`, { ...form(`/act/waiveBlocker/${raised}`), until: new Date(Date.now() + 86_400_000).toISOString().slice(0, 16), compensating_control: 'Watched', reason: 'Urgent' });
    expect([waived.status, waived.html.match(/class="error"[^>]*>([^<]*)/)?.[1]]).toEqual([303, undefined]);
    expect((await view(id))['waived']).toMatchObject([{ title: 'Year end' }]);
    const released = await browser.post(`/act/releaseBlocker/${raised}`, { ...form(`/act/releaseBlocker/${raised}`), reason: 'Done' });
    expect(released.status).toBe(303);
  });
});
