import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { complaintsOf, CONTRAST, faultsOf, type Look, openBrowser, overflowOf, reader, shiftOf } from '../support/browser.ts';
import { PAGES } from '../../console/page-table.ts';
import { Closure } from '../support/closure.ts';
import { ok } from '../support/seed.ts';
import { type Opened, Tree, until } from '../support/tree.ts';

const tree = new Tree();
let browser: Browser;
let origin: string;
/** A request of the high tier, to be looked at, what holds its system, and a nonconformity of it whose action is owed. */
let high: Promise<Opened>;
let blocker: Promise<string>;
let finding: Promise<string>;

beforeAll(async () => {
  browser = await openBrowser();
  await tree.start();
  origin = tree.addresses.api;
  high = tree.open('high');
  blocker = high.then(async ({ view }) => {
    const raised = await tree.as('viktor').post('/v1/blockers', { kind: 'pause_order', extent: { scope: 'system', id: view.system_id }, title: 'Year end', reason: 'The books close' });
    return String(ok(raised)['blocker_id']);
  });
  const closure = new Closure({ as: (person) => tree.as(person), now: async () => new Date().toISOString() });
  finding = high.then(async ({ view }) => {
    await closure.start();
    // the policy of this house gives an action less than a minute
    const due_at = new Date(Date.now() + 50_000).toISOString();
    return closure.to('implementing', 'major', { raise: { system_id: view.system_id }, action: { due_at } });
  });
});
afterAll(async () => {
  await browser.close();
  await tree.remove();
});

/** Opens the first page as nobody, and is one of the example people. */
async function be(name: string, look: Look = {}): Promise<Page> {
  const page = await (await reader(browser, look)).newPage();
  await page.goto(origin);
  await page.getByRole('link', { name }).click();
  await page.getByRole('heading', { name: 'My work' }).waitFor();
  return page;
}
const rowOf = (page: Page, id: string) => page.getByRole('row').filter({ has: page.locator(`a[href="/cases/${id}"]`) });
const approved = (id: string) => until(`${id} approved`, async () => (await tree.view(id)).state === 'approved');
/** Goes there by the Tab key, and presses Enter. */
async function press(page: Page, target: Locator): Promise<void> {
  await until('it has the focus', async () => {
    await page.keyboard.press('Tab');
    return target.evaluate((element) => element === (element as unknown as { ownerDocument: { activeElement: unknown } }).ownerDocument.activeElement);
  });
  await page.keyboard.press('Enter');
}
/** The one-time code that an authenticator would show now. */
async function codeOf(person: string): Promise<string> {
  const { out } = await tree.gatehouse('totp', person);
  return /\d{6}/.exec(out)![0];
}

describe('a whole approval by the console', () => {
  it.each<[how: string, look: Look]>([
    ['with scripts', {}],
    ['without a script', { script: false }],
    ['on a phone', { width: 320 }],
  ])('%s takes three clicks: be somebody, see what waits, approve', async (_how, look) => {
    const { id } = await tree.open('low');
    const page = await be('Theo Papadakis', look);
    const complaints = complaintsOf(page);
    await rowOf(page, id).getByRole('button', { name: /^Approve/ }).click();
    await approved(id);
    await page.goto(`${origin}/cases/${id}`);
    expect(await page.getByRole('region', { name: 'Who signs' }).innerText()).toContain('Theo Papadakis');
    expect(await page.getByRole('button', { name: 'Record my decision' }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('works from the keyboard alone, the sign-in too', async () => {
    const { id } = await tree.open('low');
    const page = await (await reader(browser)).newPage();
    await page.goto(origin);
    await press(page, page.getByRole('link', { name: 'Theo Papadakis' }));
    await page.getByRole('heading', { name: 'My work' }).waitFor();
    await press(page, rowOf(page, id).getByRole('button', { name: /^Approve/ }));
    await approved(id);
  });

  it('shows a decision taken elsewhere by itself, and keeps what somebody is typing', async () => {
    const opened = await tree.open('medium');
    const page = await be('Theo Papadakis');
    await page.goto(`${origin}/cases/${opened.id}`);
    const reason = page.getByRole('textbox', { name: /^Reason/ }).first();
    await reason.fill('I am still reading the model card.');
    await tree.vote('ruth', opened, 'risk');
    await page.getByRole('region', { name: 'What happened' }).first().getByText('Ruth Abrams', { exact: false }).first().waitFor();
    expect(await reason.inputValue()).toBe('I am still reading the model card.');
  });
});

describe('a decision that needs more proof than the session has', () => {
  // a code is good once: each has one of their own
  it.each<[how: string, look: Look, name: string, person: string]>([
    ['with scripts', {}, 'Lena Fischer', 'lena'],
    ['without a script', { script: false }, 'Léon Moreau', 'leon'],
  ])('%s: asks for a one-time code, comes back with what was typed, and records what was proven', async (_how, look, name, person) => {
    const opened = await tree.open('high');
    const page = await be(name, look);
    await page.goto(`${origin}/cases/${opened.id}`);
    await decide(page, 'The licence covers the use.');
    // axe is a script itself
    const faults = () => (look.script === false ? [] : faultsOf(page));
    expect(await faults()).toEqual([]);
    await page.getByRole('link', { name: /confirm|sign in again|prove/i }).first().click();
    await page.getByLabel('One-time code').fill(await codeOf(person));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.waitForURL((url) => url.origin === origin);
    expect(await page.getByRole('textbox', { name: /^Reason/ }).first().inputValue()).toBe('The licence covers the use.');
    expect(await faults()).toEqual([]);
    await page.getByRole('button', { name: 'Record my decision' }).click();
    const vote = await voteOf(opened);
    expect(vote).toMatchObject({ person, verdict: 'approve', package_digest: opened.view.package_digest, proof: { amr: expect.arrayContaining(['otp']) } });
  });
});

/** Every page of the console, with something on it. */
async function everyPath(): Promise<readonly string[]> {
  const { id, view } = await high;
  const owed = view.lanes.find(({ lane }) => lane === 'technical')!.obligation_id;
  const { items } = (await tree.as('maya').get('/v1/policies')).body as unknown as { items: { digest: string }[] };
  const digest = encodeURIComponent(items[0]!.digest);
  const nc = await finding;
  const raisedAt = (await tree.events(nc))[0]!.at;
  return [
    '/work', '/work?state=met', '/deployments', `/cases/${id}`, `/cases/${id}?as_of=${encodeURIComponent(view.submitted_at!)}`, `/act/castVote/${String(owed)}`,
    '/nonconformities', '/nonconformities/near-misses', `/cases/${nc}`, `/cases/${nc}?as_of=${encodeURIComponent(raisedAt)}`, '/act/raiseNonconformity/new', '/act/importNonconformities/new', '/board',
    '/systems', `/systems/${view.system_id}`, '/act/addSystem/new', `/act/addVersion/${view.system_id}`, '/blockers', `/blockers/${await blocker}`, '/act/orderPause/organisation', '/people', '/people/theo', '/policy', '/policy/explain', `/policy/explain?system=${view.system_id}`, `/policy/${digest}`, `/policy/${digest}/in-flight`,
    '/ledger', `/ledger?stream=${id}`, '/settings', '/flow', '/settings/tickets',
    `/cases/${id}/events`, `/cases/${id}/deliveries`, `/systems/${view.system_id}/events`, `/systems/${view.system_id}/risks`, `/act/requestDeployment/${view.system_id}`,
  ];
}

async function decide(page: Page, reason: string): Promise<void> {
  const form = page.getByRole('form', { name: 'Decide' }).first();
  await form.getByRole('radio', { name: 'Approve', exact: true }).check();
  await form.getByRole('textbox', { name: /^Reason/ }).first().fill(reason);
  await form.getByRole('button', { name: 'Record my decision' }).click();
}
const voteOf = ({ id }: Opened) =>
  until('a vote on record', async () => {
    const [vote] = await tree.eventsOf(id, 'vote.cast');
    return vote?.body;
  });

describe('every page', () => {
  it.each<[how: string, look: Look]>([
    ['in the light and in the dark', {}],
    ['on a phone', { width: 320 }],
  ])('%s has no fault that axe knows, nothing to scroll sideways for, and nothing that jumps', async (_how, look) => {
    const page = await be('Ada Okonkwo', look);
    const complaints = complaintsOf(page);
    const faults: string[] = [];
    for (const path of await everyPath()) {
      const answer = await page.goto(`${origin}${path}`);
      if (answer?.status() !== 200) faults.push(`${path}: ${String(answer?.status())}`);
      if ((await page.getByRole('heading', { level: 1 }).count()) !== 1) faults.push(`${path}: not one main heading`);
      faults.push(...(await faultsOf(page)).map((fault) => `${path}: ${fault}`));
      if ((await overflowOf(page)) > 0) faults.push(`${path}: wider than its window`);
      if ((await shiftOf(page)) > 0.01) faults.push(`${path}: jumps`);
      await page.emulateMedia({ colorScheme: 'dark' });
      faults.push(...(await faultsOf(page, CONTRAST)).map((fault) => `${path}, in the dark: ${fault}`));
      await page.emulateMedia({ colorScheme: 'light' });
    }
    expect(faults).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('draws a rehearsal of a would-be request', async () => {
    const page = await be('Maya Sharma');
    await page.goto(`${origin}/policy/explain?system=${(await high).view.system_id}`);
    await page.getByRole('button', { name: /rehearse/i }).click();
    expect(await page.getByRole('region', { name: 'If nobody ever acted', exact: true }).getByRole('img').count()).toBe(1);
    expect(await faultsOf(page)).toEqual([]);
  });

  it('says what it has to say without a script too', async () => {
    const page = await be('Ada Okonkwo', { script: false });
    const silent: string[] = [];
    for (const path of await everyPath()) {
      const answer = await page.goto(`${origin}${path}`);
      if (answer?.status() !== 200 || (await page.getByRole('main').innerText()).length < 40) silent.push(path);
    }
    expect(silent).toEqual([]);
  });

  it('has been looked at: each page of the console is among them', async () => {
    const paths = (await everyPath()).map((path) => path.split('?')[0]!);
    const pattern = (path: string): RegExp => new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`);
    // one answers a file, and one lies there only for whoever was interrupted: the step-up above comes by it
    const others = ['/', '/ledger/export', '/evidence/:digest', '/parked/:id'];
    expect(PAGES.map(({ path }) => path).filter((path) => !others.includes(path) && !paths.some((each) => pattern(path).test(each)))).toEqual([]);
  });

  it.each<[how: string, look: Look]>([
    ['in the light', {}],
    ['in the dark', { dark: true }],
    ['on a phone', { width: 320 }],
  ])('of the sign-in %s has no fault that axe knows, and nothing to scroll sideways for', async (_how, look) => {
    const page = await (await reader(browser, look)).newPage();
    const faults: string[] = [];
    const see = async (what: string): Promise<void> => {
      faults.push(...(await faultsOf(page)).map((fault) => `${what}: ${fault}`));
      if ((await overflowOf(page)) > 0) faults.push(`${what}: wider than its window`);
    };
    await page.goto(`${origin}/oidc/sign-in?return_to=/work`);
    await see('who');
    await page.getByRole('button', { name: 'Theo Papadakis' }).click();
    await page.waitForURL(`${origin}/work`);
    await page.goto(`${origin}/oidc/step-up?return_to=/work`);
    await see('one-time code');
    await page.getByLabel('One-time code').fill('000000');
    await page.getByRole('button', { name: 'Confirm' }).click();
    await see('a wrong code');
    expect(faults).toEqual([]);
  });

  it('asks nobody for a script, and signed out shows who one can be', async () => {
    const page = await (await reader(browser)).newPage();
    await page.goto(origin);
    expect(await faultsOf(page)).toEqual([]);
    expect(await page.getByRole('link', { name: 'Theo Papadakis' }).count()).toBe(1);
    await page.goto(`${origin}/cases/dep_00000000000000000000000000`);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  });
});
