import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { complaintsOf, faultsOf, type Look, openBrowser, overflowOf, reader, shiftOf } from '../support/browser.ts';
import { type Opened, Tree, until } from '../support/tree.ts';

const tree = new Tree();
let browser: Browser;
let origin: string;

beforeAll(async () => {
  browser = await openBrowser();
  await tree.start();
  origin = tree.addresses.api;
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

  it('works from the keyboard alone', async () => {
    const { id } = await tree.open('low');
    const page = await be('Theo Papadakis');
    const button = rowOf(page, id).getByRole('button', { name: /^Approve/ });
    await page.locator('body').focus();
    await until('the button has the focus', async () => {
      await page.keyboard.press('Tab');
      return button.evaluate((element) => element === (element as unknown as { ownerDocument: { activeElement: unknown } }).ownerDocument.activeElement);
    });
    await page.keyboard.press('Enter');
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
  it.each<[how: string, look: Look]>([
    ['with scripts', {}],
    ['without a script', { script: false }],
  ])('%s: asks for a one-time code, comes back with what was typed, and records what was proven', async (_how, look) => {
    const opened = await tree.open('high');
    const page = await be('Lena Fischer', look);
    await page.goto(`${origin}/cases/${opened.id}`);
    await decide(page, 'The licence covers the use.');
    await page.getByRole('link', { name: /confirm|sign in again|prove/i }).first().click();
    await page.getByLabel('One-time code').fill(await codeOf('lena'));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.waitForURL((url) => url.origin === origin);
    expect(await page.getByRole('textbox', { name: /^Reason/ }).first().inputValue()).toBe('The licence covers the use.');
    await page.getByRole('button', { name: 'Record my decision' }).click();
    const vote = await voteOf(opened);
    expect(vote).toMatchObject({ person: 'lena', verdict: 'approve', package_digest: opened.view.package_digest, proof: { amr: expect.arrayContaining(['otp']) } });
  });
});

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
    ['in the light', {}],
    ['in the dark', { dark: true }],
    ['on a phone', { width: 320 }],
    ['without a script', { script: false }],
  ])('%s has no fault that axe knows, nothing to scroll sideways for, and nothing that jumps', async (_how, look) => {
    const { id, view } = await tree.open('high');
    const page = await be('Theo Papadakis', look);
    const complaints = complaintsOf(page);
    const owed = view.lanes.find(({ lane }) => lane === 'technical')!.obligation_id;
    const paths = ['/work', '/work?state=met', '/deployments', `/cases/${id}`, `/cases/${id}?as_of=${encodeURIComponent(view.submitted_at!)}`, `/act/castVote/${String(owed)}`, '/systems', `/systems/${view.system_id}`, '/people', '/people/theo', '/policy', '/ledger', '/settings', '/flow'];
    const faults: string[] = [];
    for (const path of paths) {
      const answer = await page.goto(`${origin}${path}`);
      if (answer?.status() !== 200) faults.push(`${path}: ${String(answer?.status())}`);
      if ((await page.getByRole('heading', { level: 1 }).count()) !== 1) faults.push(`${path}: not one main heading`);
      if (look.script !== false) faults.push(...(await faultsOf(page)).map((fault) => `${path}: ${fault}`));
      if ((await overflowOf(page)) > 0) faults.push(`${path}: wider than its window`);
      if (look.script !== false && (await shiftOf(page)) > 0.01) faults.push(`${path}: jumps`);
    }
    expect(faults).toEqual([]);
    expect(complaints).toEqual([]);
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
