import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { complaintsOf, faultsOf, type Look, openBrowser, overflowOf, reader } from '../support/browser.ts';
import { Tree, until } from '../support/tree.ts';

const tree = new Tree();
let browser: Browser;
let slack: string;

beforeAll(async () => {
  browser = await openBrowser();
  await tree.start();
  ({ slack } = tree.addresses);
});
afterAll(async () => {
  await browser.close();
  await tree.remove();
});

/** Opens the stand-in as somebody, in their direct message with Gatehouse. */
async function be(name: string, look: Look = {}): Promise<Page> {
  const page = await (await reader(browser, look)).newPage();
  await page.goto(slack);
  await page.getByRole('link', { name }).click();
  return page;
}
/** The card of a request, once Gatehouse has sent it. Without a script a page is looked at again by hand. */
async function card(page: Page, text: string): Promise<ReturnType<Page['locator']>> {
  const found = page.getByRole('article').filter({ hasText: text }).first();
  await until(`a message with "${text}"`, async () => (await found.count()) > 0 || (await page.reload(), false));
  return found;
}
const approved = (id: string) => until(`${id} approved`, async () => (await tree.view(id)).state === 'approved');

describe('a whole approval by the Slack stand-in', () => {
  it.each<[how: string, look: Look]>([
    ['with scripts', {}],
    ['without a script', { script: false }],
  ])('%s: be somebody, read the card, approve, and see the decision on it', async (_how, look) => {
    const { id } = await tree.open('low');
    const page = await be('Theo Papadakis', look);
    const complaints = complaintsOf(page);
    await (await card(page, 'Technical sign-off needed')).getByRole('button', { name: 'Approve', exact: true }).click();
    await approved(id);
    await until('the card shows who decided', async () => {
      await page.reload();
      return (await page.getByRole('article').filter({ hasText: 'Technical sign-off' }).first().innerText()).includes('Approved');
    });
    expect(complaints).toEqual([]);
  });

  it('asks for the reason of a rejection in a dialog, which lies there until it is sent', async () => {
    const { id } = await tree.open('low');
    const page = await be('Theo Papadakis');
    await (await card(page, 'Technical sign-off needed')).getByRole('button', { name: 'Reject' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Why do you reject it?').fill('The model card is of another version.');
    expect(await faultsOf(page)).toEqual([]);
    // the dialog lies on the page until it is sent or closed
    await page.reload();
    await dialog.getByLabel('Why do you reject it?').fill('The model card is of another version.');
    await dialog.getByRole('button', { name: 'Record' }).click();
    const [vote] = await until(`a vote on ${id}`, async () => {
      const votes = await tree.eventsOf(id, 'vote.cast');
      return votes.length > 0 && votes;
    });
    expect(vote!.body).toMatchObject({ person: 'theo', verdict: 'reject', reason: 'The model card is of another version.' });
  });

  it('is plainly labelled, has no fault that axe knows, and needs no sideways scrolling on a phone', async () => {
    for (const look of [{}, { dark: true }, { width: 320 }]) {
      const page = await be('Theo Papadakis', look);
      expect(await page.getByText(/stand-in/i).first().isVisible()).toBe(true);
      expect(await faultsOf(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
      await page.goto(slack);
      expect(await faultsOf(page)).toEqual([]);
      expect(await overflowOf(page)).toBe(0);
      await page.context().close();
    }
  });

  it('shows the Home tab with what is owed', async () => {
    await tree.open('low');
    const page = await be('Theo Papadakis');
    await page.getByRole('link', { name: 'Home' }).click();
    await until('the Home tab is drawn', async () => (await page.getByText('What you owe').count()) > 0 || (await page.reload(), false));
    expect(await faultsOf(page)).toEqual([]);
  });
});
