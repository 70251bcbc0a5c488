import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hasLeft } from '../../../domain/directory.ts';
import { CAST, ok, seedSystem } from '../../support/seed.ts';
import { startConsole, type TestConsole } from '../../support/console.ts';

let house: TestConsole;
let id: string;
beforeAll(async () => {
  house = await startConsole();
  id = await house.inReview();
});
afterAll(() => house.stop());

const h1 = (html: string): string => /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? '';
const PEOPLE_PAGES = ['/work', '/deployments'];

describe('the front page', () => {
  it('says to nobody what Gatehouse is, whom one can be, and which request is the example', async () => {
    const { status, html } = await house.browser(null).get('/');
    expect([status, h1(html)]).toEqual([200, 'Gatehouse']);
    expect(html).toContain('/oidc/sign-in?return_to=%2Fwork&amp;login_hint=theo');
    expect(html).toContain('Deploy the claims triage model');
    expect(html).toContain('asked to sign the example');
  });

  it('says once that the request is an example, and offers whoever works here now', async () => {
    const own = await startConsole();
    try {
      await own.inReview({}, { title: 'Example: Claims triage to production' });
      const { html } = await own.browser(null).get('/');
      expect(html).toMatch(/Example<\/span> <strong>Claims triage to production<\/strong>/);
      const { directory, at } = await own.api.house.get();
      const offered = [...html.matchAll(/login_hint=([a-z0-9_-]+)"/g)].map(([, person]) => person!);
      expect(offered.sort()).toEqual(directory.people.filter((person) => !hasLeft(person, at)).map(({ id: person }) => person).sort());
    } finally {
      await own.stop();
    }
  });

  it('leads whoever is signed in to their work', async () => {
    const { status, headers } = await house.browser('theo').get('/');
    expect([status, headers.get('location')]).toEqual([303, '/work']);
  });

  it('weighs at most 100 kB with everything that it loads', async () => {
    const browser = house.browser('theo');
    for (const path of ['/work', `/cases/${id}`]) {
      const { html } = await browser.get(path);
      const addresses = [...new Set([...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, address]) => address!))];
      const sizes = await Promise.all(addresses.map(async (address) => {
        const answer = await fetch(`${house.api.url}${address}`, { headers: { 'Accept-Encoding': 'gzip' } });
        expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
        return Number(answer.headers.get('content-length'));
      }));
      expect(addresses.length).toBeGreaterThanOrEqual(5);
      expect(Buffer.byteLength(html) + sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(100_000);
      expect(Math.min(...sizes)).toBeGreaterThan(100);
    }
  });
});

describe('every page', () => {
  it('sends nobody to sign in and lets them come back, with their filters', async () => {
    const { status, headers } = await house.browser(null).get('/work?lane=legal');
    expect([status, headers.get('location')]).toEqual([303, '/oidc/sign-in?return_to=%2Fwork%3Flane%3Dlegal']);
  });

  it('has landmarks, one h1, a skip link, and no style or script of its own', async () => {
    for (const path of [...PEOPLE_PAGES, `/cases/${id}`]) {
      const { status, html, headers } = await house.browser('theo').get(path);
      expect([path, status, html.match(/<h1>/g)?.length]).toEqual([path, 200, 1]);
      expect(html).toMatch(/<a class="skip" href="#main">.*<header.*<nav .*<main id="main".*<footer/s);
      expect(html).not.toMatch(/<style|<script(?![^>]* src=)| style="| on[a-z]+="/);
      expect(headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it('says to somebody whom the directory does not know what they can do', async () => {
    const { status, html } = await house.browser('stranger').get('/work');
    expect([status, h1(html)]).toEqual([403, 'You are signed in, but not known here']);
  });

  it('that is not there is a page for a browser and a problem for a program', async () => {
    const browser = house.browser('theo');
    const page = await browser.get('/nowhere');
    expect([page.status, h1(page.html)]).toEqual([404, 'There is no such page']);
    const program = await browser.get('/nowhere', { Accept: '*/*' });
    expect([program.status, program.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8']);
    expect((await browser.get('/v1/nowhere')).headers.get('content-type')).toContain('problem+json');
    expect((await browser.get('/cases/dep_00000000000000000000000000')).status).toBe(404);
  });
});

describe('My work', () => {
  it('shows what is owed with one click to approve where the tier lets one, and the decision form elsewhere', async () => {
    const { html, form } = await house.browser('theo').get('/work');
    expect(html).toContain('Deploy the claims triage model');
    expect(form('/act/castVote/')).toMatchObject({ verdict: 'approve', package_digest: expect.stringMatching(/^sha256:/), back: '/work' });
    const high = await house.inReview({ tier: 'high_novel' }, { title: 'High one' });
    const again = await house.browser('theo').get('/work');
    const row = again.html.slice(again.html.indexOf(`/cases/${high}`)).split('</tr>')[0]!;
    expect([row.includes('>Approve<'), row.includes('>Decide<')]).toEqual([false, true]);
  });

  it('tells whoever owes nothing, and whoever has no role, what comes next', async () => {
    const { html } = await house.browser('helena').get('/work');
    expect(html).toContain('You owe nothing at the moment');
    expect(html).toContain('What you may do');
    expect(html).not.toContain('You hold no role');
    expect((await house.browser('devon').get('/work')).html).toContain('You hold no role: you may look at every request');
  });

  it('filters by what the address says, and passes its pages', async () => {
    const browser = house.browser('theo');
    expect((await browser.get('/work?lane=legal')).html).toContain('Nothing of this sort waits for you');
    expect((await browser.get('/work?lane=technical&kind=sign_off&state=nonsense')).html).toContain('Deploy the claims triage model');
    expect((await browser.get('/work?state=overdue')).html).toContain('Nothing of this sort');
    const wrong = await browser.get('/work?cursor=nonsense');
    expect(wrong.status).toBe(422);
  });

  it('gives the same list as CSV, in which no cell is a formula', async () => {
    await house.inReview({ tier: 'medium' }, { title: '=HYPERLINK("http://evil")' });
    const { headers, html: csv } = await house.browser('theo').get('/work?format=csv');
    expect(headers.get('content-type')).toContain('text/csv');
    expect(csv).toContain(`"'=HYPERLINK(""http://evil"")"`);
    expect(csv).not.toMatch(/(^|,)"?=/m);
    const all = await house.browser('theo').get('/deployments?format=csv');
    expect(all.html).toContain(`"'=HYPERLINK(""http://evil"")"`);
  });

  it('has pages', async () => {
    const system = await seedSystem(house.api, { tier: 'medium' });
    for (let i = 0; i < 26; i += 1) await house.inReview({}, { title: `Request ${i}` }, system);
    const browser = house.browser('theo');
    const first = await browser.get('/work?sort=newest');
    const next = /href="(\/work\?[^"]*cursor=[^"]*)" rel="next"/.exec(first.html)?.[1]?.replaceAll('&amp;', '&');
    const second = await browser.get(next!);
    const titles = (html: string) => [...html.matchAll(/>(Request \d+)</g)].map(([, title]) => title);
    expect(titles(first.html)).toHaveLength(25);
    expect(titles(second.html)).toEqual(['Request 0']);
  });
});

describe("a deployment's page", () => {
  it('says who signs, what comes next, what holds it, and what this person can do', async () => {
    const { html, form } = await house.browser('theo').get(`/cases/${id}`);
    for (const heading of ['Who signs', 'What happens next, and when', 'What holds it', 'Conditions', 'Who was told', 'What happened', 'What you can do']) expect(html).toContain(`>${heading}<`);
    expect(form('/act/castVote/')).toMatchObject({ package_digest: expect.stringMatching(/^sha256:/) });
    expect(html).toMatch(/<time datetime="[^"]+Z">/i);
    expect(html).toContain('What you can’t do now, and why');
  });

  it('is there for whoever may extend what is owed, however far ahead the rules are asked', async () => {
    const { status, html } = await house.browser('maya').get(`/cases/${id}`);
    expect([status, html.includes('action="/act/extendObligation/')]).toEqual([200, true]);
  });

  it('writes times in its pictures as in its text, in the zone of the reader', async () => {
    const { html } = await house.browser('theo').get(`/cases/${id}`);
    const due = /<span class="lane-due">due (\d+ \w+) (\d\d:\d\d) CES?T<\/span>/.exec(html)!;
    const said = [...html.matchAll(/due <span class="when"><time datetime="[^"]+">([^<]+)<\/time>/gi)].map(([, words]) => words!);
    expect(said.some((words) => words.includes(due[1]!) && words.includes(due[2]!))).toBe(true);
    expect(html).toContain('Times in Europe/Berlin');
  });

  it('shows the past as it was, without anything to do', async () => {
    const events = ok(await house.api.as('theo').get(`/v1/cases/${id}/events`))['items']!;
    const { html } = await house.browser('theo').get(`/cases/${id}?as_of=${events[0]!['at'] as unknown as string}`);
    expect(html).toContain('Nothing can be done in the past');
    expect(html).not.toContain('action="/act/');
    expect(html).toContain('>Checking<');
    expect((await house.browser('theo').get(`/cases/${id}?as_of=tomorrow`)).status).toBe(422);
  });

  it('gives a piece of itself only when it says something new', async () => {
    const browser = house.browser('theo');
    for (const part of ['facts', 'acts']) {
      const piece = async () => {
        const { html } = await browser.get(`/cases/${id}`);
        const address = new RegExp(`hx-get="(/cases/[^"]*part=${part}[^"]*)"`).exec(html)![1]!.replaceAll('&amp;', '&');
        return { address, status: (await browser.get(address)).status };
      };
      const first = await piece();
      // the words about how far an instant is away may have moved on by a minute between the two
      const { address, status } = first.status === 204 ? first : await piece();
      expect(status).toBe(204);
      expect((await house.browser(null).get(address)).status).toBe(401);
      const stale = await browser.get(address.replace(/seen=.*/, 'seen=old'));
      expect([stale.status, stale.html.startsWith(`<div id="part-${part}"`)]).toEqual([200, true]);
    }
  });

  it('hands out a document, and records first who read it', async () => {
    const { html } = await house.browser('theo').get(`/cases/${id}`);
    const address = /href="(\/evidence\/sha256-[0-9a-f]{64})"/.exec(html)![1]!;
    const file = await house.browser('theo').get(address);
    expect([file.status, file.headers.get('content-disposition')]).toEqual([200, expect.stringContaining('attachment')]);
    const { rows } = await house.api.store.pool.query("SELECT actor FROM ledger WHERE type = 'evidence.read'");
    expect(rows).toEqual([{ actor: expect.stringContaining('theo') }]);
    expect((await house.browser('theo').get('/evidence/sha256-0')).status).toBe(404);
  });
});

describe('text that people typed', () => {
  const SCRIPT = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'';
  it('comes out escaped in every field', async () => {
    const system = await seedSystem(house.api, { tier: 'medium', entry: { name: `System ${SCRIPT}` }, version: { name: `v ${SCRIPT}` } });
    const evil = await house.inReview({}, { title: `Title ${SCRIPT}`, rationale: `Why ${SCRIPT}`, options: [`Option ${SCRIPT}`] }, system);
    const view = ok(await house.api.as('theo').get(`/v1/deployments/${evil}`));
    const obligation = view['lanes']!.find((lane) => lane['lane'] === 'technical')!['obligation_id']!;
    const post = (who: string, path: string, body: object) => house.api.as(who).post(path, body).then(ok);
    await post('theo', `/v1/obligations/${obligation}/ask`, { question: `Question ${SCRIPT}` });
    const answer = ok(await house.api.as('theo').get(`/v1/deployments/${evil}`))['obligations']!.find((each) => each['kind'] === 'answer')!['id']!;
    await post(CAST.requester, `/v1/obligations/${answer}/answer`, { answer: `Answer ${SCRIPT}` });
    await post('theo', `/v1/obligations/${obligation}/votes`, { verdict: 'approve_with_conditions', package_digest: view['package_digest'], reason: `Reason ${SCRIPT}`, conditions: [{ type: 'before_deploy', title: `Condition ${SCRIPT}`, owner: 'bruno', criteria: `Criteria ${SCRIPT}` }] });
    await post('viktor', '/v1/blockers', { kind: 'pause_order', extent: { scope: 'organisation' }, title: `Blocker ${SCRIPT}`, reason: 'x' });
    await post(CAST.owner, `/v1/systems/${system.id}/risks`, { title: `Risk ${SCRIPT}`, owner: 'bruno', residual: 'low', option: 'mitigate' });
    const { html } = await house.browser('ruth').get(`/cases/${evil}`);
    for (const word of ['Title', 'Why', 'Option', 'System', 'v', 'Question', 'Answer', 'Reason', 'Condition', 'Criteria', 'Blocker', 'Risk']) expect(html).toContain(`${word} &lt;script`);
    expect(html).not.toMatch(/<script>alert|<img src=x/);
    expect((await house.browser('ruth').get('/work')).html).not.toMatch(/<script>alert|<img src=x/);
    expect((await house.browser('ruth').get(`/work?lane=${encodeURIComponent(SCRIPT)}`)).html).not.toMatch(/<script>alert|<img src=x/);
  });
});

describe('the front page of an embedded start', () => {
  it.each([{ 'X-Forwarded-For': '203.0.113.9' }, { 'X-Forwarded-Port': '443' }, { 'CF-Connecting-IP': '203.0.113.9' }])('names nobody to be and no other part to a request that was forwarded: %j', async (headers) => {
    const here = (await house.browser(null).get('/')).html;
    expect([here.includes('Be one of these people'), here.includes('<a href="http://127.0.0.1:1080/">Mail catcher</a>'), here.includes('<a href="http://127.0.0.1:8233/">Temporal</a>')]).toEqual([true, true, true]);
    const there = (await house.browser(null).get('/', headers)).html;
    expect([there.includes('Be one of these people'), there.includes('login_hint'), there.includes('Mail catcher')]).toEqual([false, false, false]);
    expect(there).toContain('href="/oidc/sign-in?return_to=%2Fwork"');
  });
});

describe('the front page of a house with an identity provider of its own', () => {
  it('offers to sign in, and nobody to be', async () => {
    const own = await startConsole({ embedded: false });
    try {
      const { html } = await own.browser(null).get('/');
      expect(html).toContain('href="/oidc/sign-in?return_to=%2Fwork"');
      expect(html).not.toContain('Be one of these people');
      expect(html).not.toContain('Mail catcher');
    } finally {
      await own.stop();
    }
  });
});
