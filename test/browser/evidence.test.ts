import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { evidenceId } from '../../contracts/evidence.ts';
import type { NonconformityView } from '../../contracts/nonconformity-view.ts';
import { openBrowser, reader } from '../support/browser.ts';
import { Closure } from '../support/closure.ts';
import { SESSION_COOKIE, startConsole, type TestConsole } from '../support/console.ts';
import { startS3, type TestS3 } from '../support/s3.ts';
import { ok } from '../support/seed.ts';

const FILE = { name: 'register of lists.txt', mimeType: 'text/plain', buffer: Buffer.from('Each list has an owner: claims, retail.\n') };
const DIGEST = `sha256:${createHash('sha256').update(FILE.buffer).digest('hex')}`;

let browser: Browser;
let s3: TestS3;
let house: TestConsole;
beforeAll(async () => {
  browser = await openBrowser();
  s3 = await startS3();
});
afterAll(async () => {
  await browser.close();
  await s3.stop();
});

/** A window in which somebody is signed in. */
async function be(person: string): Promise<Page> {
  const context = await reader(browser);
  context.setDefaultTimeout(10_000);
  await context.addCookies([{ name: SESSION_COOKIE, value: house.browser(person, { strong: true }).id, url: house.api.url }]);
  return context.newPage();
}

const custody = async () => (ok(await house.api.as('maya').get(`/v1/cases/${evidenceId(DIGEST)}/events`))['items'] ?? []).map(({ type, body }) => [String(type), String(body!['person'])]);

describe.each<[place: string, kept: () => readonly string[]]>([
  ['the file system', () => readdirSync(join(house.api.home, 'evidence'), { recursive: true }).map(String)],
  ['an S3 bucket', () => readdirSync(s3.directory, { recursive: true }).map(String)],
])('evidence that lies in %s', (place, kept) => {
  beforeAll(async () => {
    house = await startConsole(place === 'an S3 bucket' ? { evidenceS3: s3.config } : {});
  });
  afterAll(() => house.stop());

  it('is attached to an action by its form, saved by the verifier from the page of the case, and each touch stands in the ledger', async () => {
    const nc = new Closure({ as: (person) => house.api.as(person), now: async () => new Date().toISOString() });
    await nc.start();
    const id = await nc.to('implementing');
    const { actions } = ok(await house.api.as('maya').get(`/v1/nonconformities/${id}`)) as unknown as NonconformityView;
    const doer = await be('dana');
    await doer.goto(`${house.api.url}/act/completeObligation/${actions[0]!.obligation_id!}`);
    await doer.locator('main form [name="comment"]').fill('Every list has one');
    await doer.locator('main form [name="evidence__files"]').setInputFiles(FILE);
    await doer.getByRole('button', { name: 'Hand in', exact: true }).click();
    await doer.getByRole('status').first().waitFor();
    expect(kept().filter((path) => path.replaceAll('/', '').includes(DIGEST.slice(7)))).not.toEqual([]);
    const { action_id, evidence, done_by } = (ok(await house.api.as('maya').get(`/v1/nonconformities/${id}`)) as unknown as NonconformityView).actions[0]!;
    expect([evidence, done_by]).toEqual([[DIGEST], 'dana']);

    const verifier = await be('bela');
    await verifier.goto(`${house.api.url}/cases/${id}`);
    const saving = verifier.waitForEvent('download');
    await verifier.getByRole('link', { name: FILE.name, exact: true }).first().click();
    const saved = await saving;
    expect(saved.suggestedFilename()).toBe(evidenceId(DIGEST));
    expect(readFileSync(await saved.path())).toEqual(FILE.buffer);

    expect(await custody()).toEqual([['evidence.stored', 'dana'], ['evidence.read', 'bela']]);
    const events = ok(await house.api.as('maya').get(`/v1/cases/${id}/events?limit=200`))['items']!;
    expect(events.filter(({ type }) => String(type) === 'action.completed').map(({ body }) => body)).toMatchObject([{ action_id, person: 'dana', evidence: [DIGEST] }]);
  });
});
