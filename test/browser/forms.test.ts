import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ACTS } from '../../console/acts/table.ts';
import { CLOSURE_ACTS } from '../../console/nonconformity-closure/acts.ts';
import { formsLookedAt, type Subjects } from '../support/console-forms.ts';
import { CONTRAST, faultsOf, openBrowser, overflowOf, reader, unfold } from '../support/browser.ts';
import { CAST, ok } from '../support/seed.ts';
import { type Opened, Tree } from '../support/tree.ts';

const tree = new Tree();
let browser: Browser;
let origin: string;
let medium: Opened;
let subjects: Subjects;
const pages = new Map<string, Page>();

const post = async (who: string, path: string, body: object) => ok(await tree.as(who).post(path, body));
const laneOf = ({ view }: Opened, name: string): string => String(view.lanes.find(({ lane }) => lane === name)?.obligation_id);
const allOwed = async (id: string, kind: string): Promise<readonly string[]> => (await tree.view(id)).obligations.filter((each) => each.kind === kind && each.state === 'open').map((each) => each.id);
const owed = async (id: string, kind: string): Promise<string> => String((await allOwed(id, kind))[0]);

/** An approval under two conditions: one that is owed, and one whose evidence waits to be judged. */
async function conditional(): Promise<readonly string[]> {
  const low = await tree.open('low');
  const condition = { type: 'before_deploy', owner: CAST.owner, criteria: 'A dashboard' };
  const conditions = ['Watch it', 'Limit it'].map((title) => ({ ...condition, title }));
  await post('theo', `/v1/obligations/${laneOf(low, 'technical')}/votes`, { verdict: 'approve_with_conditions', package_digest: low.view.package_digest, reason: 'Read it', conditions });
  const [first, second] = await allOwed(low.id, 'condition');
  const { sha256 } = ok(await tree.as(CAST.owner).upload('/v1/evidence?name=done.md', 'It is watched'));
  await post(CAST.owner, `/v1/obligations/${String(first)}/complete`, { comment: 'Done', evidence: [sha256] });
  return [String(second), await owed(low.id, 'condition_review')];
}

/** What the forms are about: one request with a question asked and a vote given, what holds its system, a risk, a policy. */
async function seeded(): Promise<Subjects> {
  const system = medium.view.system_id;
  const { risk_id } = await post(CAST.owner, `/v1/systems/${system}/risks`, { title: 'It drifts', owner: CAST.owner, residual: 'low', option: 'mitigate' });
  const { blocker_id } = await post('viktor', '/v1/blockers', { kind: 'pause_order', extent: { scope: 'organisation' }, title: 'Year end', reason: 'Books close' });
  await tree.vote('ruth', medium, 'risk');
  await post('bela', `/v1/obligations/${laneOf(medium, 'business')}/ask`, { question: 'Why now?' });
  const conditions = await conditional();
  const { items } = ok(await tree.as('maya').get('/v1/policies')) as unknown as { items: { digest: string }[] };
  return {
    case: [medium.id, system],
    obligation: [laneOf(medium, 'technical'), laneOf(medium, 'risk'), await owed(medium.id, 'answer'), ...conditions],
    system: [system],
    blocker: [String(blocker_id)],
    risk: [String(risk_id), system],
    policy: [items[0]!.digest],
    giver: ['theo'],
    absent: ['theo'],
    house: ['house'],
    register: ['new'],
    finding: ['new'],
    reach: ['organisation'],
  };
}

beforeAll(async () => {
  browser = await openBrowser();
  await tree.start();
  origin = tree.addresses.api;
  medium = await tree.open('medium');
  subjects = await seeded();
});
afterAll(async () => {
  await browser.close();
  await tree.remove();
});

/** A window in which this person is signed in; the same one each time. */
async function windowOf(name: string): Promise<Page> {
  const there = pages.get(name);
  if (there) return there;
  const page = await (await reader(browser)).newPage();
  await page.goto(origin);
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { name: 'My work' }).waitFor();
  pages.set(name, page);
  return page;
}

const LOOKS = [
  { how: 'light', width: 1280, colorScheme: 'light', asked: undefined },
  { how: 'dark', width: 1280, colorScheme: 'dark', asked: CONTRAST },
  { how: 'phone', width: 320, colorScheme: 'light', asked: undefined },
] as const;

/** Everything unfolded, in the light, in the dark and on a phone: what axe finds wrong, and what does not fit. */
async function faultsIn(page: Page, what: string): Promise<readonly string[]> {
  await unfold(page);
  const faults: string[] = [];
  for (const { how, width, colorScheme, asked } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    faults.push(...(await faultsOf(page, asked)).map((fault) => `${what}, ${how}: ${fault}`));
    if ((await overflowOf(page)) > 0) faults.push(`${what}, ${how}: wider than its window`);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  return faults;
}

const WHO = ['Theo Papadakis', 'Mira Jansen', 'Viktor Stahl', 'Bruno Conti', 'Ruth Abrams', 'Maya Sharma', 'Ada Okonkwo', 'Noor Haddad'];
/** Forms of cases in other states than these, made of the same fields, and two without any. */
const OF_OTHER_STATES = ['recordMinutes', 'resubmitDeployment', 'consentToCure', 'overrideVeto', 'revokeApproval', 'cureBlocker', 'proposePolicy', 'activatePolicy'];
/** Those of a nonconformity have a test of their own, with one at each of its steps. */
const OF_DEPLOYMENTS = ACTS.filter((act) => !CLOSURE_ACTS.includes(act));

describe('every form', () => {
  it('has no fault that axe knows, unfolded, for somebody who may send it', async () => {
    const faults: string[] = [];
    const missing: string[] = [];
    for (const act of OF_DEPLOYMENTS.filter(({ of }) => subjects[of] !== undefined)) {
      const path = await formsLookedAt(act, subjects, WHO, async (name, address) => {
        const page = await windowOf(name);
        const answer = await page.request.get(`${origin}${address}`);
        return answer.status() === 200 && (await answer.text()).includes(`<form method="post" action="${address.split('?')[0]!}`);
      });
      if (path === null) missing.push(act.key);
      else {
        const page = await windowOf(path.who);
        await page.goto(`${origin}${path.address}`);
        expect(await page.getByRole('form', { name: act.title }).count()).toBe(1);
        faults.push(...(await faultsIn(page, act.key)));
      }
    }
    expect(faults).toEqual([]);
    expect(missing.filter((key) => !OF_OTHER_STATES.includes(key))).toEqual([]);
  });
});

describe('a form that does not get through', () => {
  const typed = 'The licence covers the use.';
  /** Somebody new, who filled in the form of the lane and has not sent it. */
  async function filledIn(): Promise<Page> {
    const page = await (await reader(browser)).newPage();
    await page.goto(origin);
    await page.getByRole('link', { name: 'Theo Papadakis' }).click();
    await page.getByRole('heading', { name: 'My work' }).waitFor();
    await page.goto(`${origin}/act/castVote/${laneOf(medium, 'technical')}`);
    await page.getByRole('radio', { name: 'Request changes' }).check();
    await page.getByRole('textbox', { name: /^Reason/ }).first().fill(typed);
    return page;
  }
  const send = (page: Page) => page.getByRole('button', { name: 'Record my decision' }).click();
  const reasonOf = (page: Page) => page.getByRole('textbox', { name: /^Reason/ }).first().inputValue();

  it('is drawn again with what is wrong, without a fault that axe knows', async () => {
    const page = await filledIn();
    await page.getByRole('textbox', { name: /^Reason/ }).first().fill('');
    await send(page);
    await page.getByRole('alert').waitFor();
    expect(await page.locator('[aria-invalid="true"]').count()).toBeGreaterThan(0);
    expect(await faultsIn(page, 'refused')).toEqual([]);
  });

  it('waits for its sender when their session has ended, and comes back as it was', async () => {
    const page = await filledIn();
    const before = await page.context().cookies();
    const other = await page.context().newPage();
    await other.goto(`${origin}/work`);
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.waitForLoadState();
    // the browser of a session that ran out still shows its cookie
    await page.context().clearCookies();
    await page.context().addCookies(before);
    await send(page);
    await page.getByRole('heading', { level: 1, name: 'Sign in again to send this' }).waitFor();
    expect(await page.getByRole('region', { name: /^What you typed is kept/ }).innerText()).toContain(typed);
    expect(await faultsIn(page, 'sign in again')).toEqual([]);
    await page.getByRole('link', { name: 'Sign in and go on' }).click();
    await page.getByRole('button', { name: 'Theo Papadakis' }).click();
    await page.waitForURL(/\/parked\//);
    expect(await reasonOf(page)).toBe(typed);
    expect(await faultsIn(page, 'parked')).toEqual([]);
  });

  it('of nobody who is known is kept on the page', async () => {
    const page = await filledIn();
    await page.context().clearCookies();
    await send(page);
    expect(await page.locator('input[name=reason]').inputValue()).toBe(typed);
    expect(await faultsIn(page, 'kept on the page')).toEqual([]);
  });
});

describe('the slider over what happened', () => {
  it('moved, leads to the page as it was then', async () => {
    const page = await windowOf('Theo Papadakis');
    await page.goto(`${origin}/cases/${medium.id}`);
    await page.getByText('Look at it as it was', { exact: true }).click();
    const slider = page.getByRole('slider', { name: 'As-of slider' });
    expect(await slider.getAttribute('aria-valuetext')).toBe('Now');
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(/\?as_of=/);
    expect(new URL(page.url()).searchParams.get('as_of')).toMatch(/^\d{4}-.*Z$/);
    expect(await page.getByRole('status').first().innerText()).toContain('This is the case as it was at');
  });
});
