import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { CLOSURE_ACTS } from '../../console/nonconformity-closure/acts.ts';
import type { NonconformityView } from '../../contracts/nonconformity-view.ts';
import type { Policy } from '../../contracts/policy.ts';
import { execute } from '../../store/execute.ts';
import { complaintsOf, faultsOf, type Look, openBrowser, overflowOf, reader, unfold } from '../support/browser.ts';
import { Closure } from '../support/closure.ts';
import { openForms } from '../support/closure-forms.ts';
import { SESSION_HEADER, startConsole, type TestConsole } from '../support/console.ts';
import { ok, type Seeded, seedSystem } from '../support/seed.ts';

/** The shipped policy, where the effect of a major one shows at once. */
function atOnce(policy: Policy): Policy {
  const { nonconformities } = policy;
  if (nonconformities === undefined) throw new Error('the shipped policy has no nonconformities.yaml');
  const { classes } = nonconformities;
  return { ...policy, nonconformities: { ...nonconformities, classes: { ...classes, major: { ...classes.major, effectiveness_wait: 'PT0S' } } } };
}

let house: TestConsole;
let browser: Browser;
let system: Seeded;
let id: string;
beforeAll(async () => {
  house = await startConsole({ policy: atOnce });
  browser = await openBrowser();
  system = await seedSystem(house.api, { tier: 'medium' });
});
afterAll(async () => {
  await browser.close();
  await house.stop();
});

const origin = (): string => house.api.url;
const view = async () => ok(await house.api.as('maya').get(`/v1/nonconformities/${id}`)) as unknown as NonconformityView;
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);

/** A window in which somebody is signed in. */
async function be(person: string, look: Look = {}): Promise<Page> {
  const page = await (await reader(browser, look)).newPage();
  page.setDefaultTimeout(10_000);
  await page.setExtraHTTPHeaders({ [SESSION_HEADER]: house.browser(person, { strong: true }).id });
  return page;
}

type Typed = Readonly<Record<string, string>>;
/** Fills in the one form of the page, by the names of its fields, and sends it. */
async function fill(page: Page, button: string, typed: Typed): Promise<void> {
  for (const [name, value] of Object.entries(typed)) {
    const field = page.locator(`main form [name="${name}"]`).first();
    const tag = await field.evaluate((element) => (element as unknown as { tagName: string; type: string }).tagName + (element as unknown as { type: string }).type);
    if (tag.startsWith('SELECT')) await field.selectOption(value);
    else if (tag.endsWith('radio')) await page.locator(`main form [name="${name}"][value="${value}"]`).check();
    else if (tag.endsWith('file')) await field.setInputFiles({ name: 'proof.txt', mimeType: 'text/plain', buffer: Buffer.from(value) });
    else await field.fill(value);
  }
  await page.getByRole('button', { name: button, exact: true }).click();
}

/** From My work to the form, which is filled in and sent. */
async function does(person: string, button: string, typed: Typed, more: readonly string[] = []): Promise<void> {
  const page = await be(person, { script: false });
  await page.goto(`${origin()}/work`);
  await page.getByRole('row').filter({ hasText: 'Nobody reads the alerts' }).locator('a.button.primary[href^="/act/"]').first().click();
  for (const rows of more) await page.getByRole('button', { name: `More rows: ${rows}` }).click();
  await fill(page, button, typed);
  await page.getByRole('status').first().waitFor();
}

describe('a whole nonconformity by the console without a script', () => {
  it('is raised with a file, classified, planned, done, verified and closed, each step one click from My work', async () => {
    const finder = await be('devon', { script: false });
    await finder.goto(`${origin()}/nonconformities`);
    await finder.getByRole('link', { name: 'Raise a nonconformity', exact: true }).click();
    await fill(finder, 'Raise it', { title: 'Nobody reads the alerts', description: 'They go to a list that is gone', source: 'review', system_id: system.id, evidence__files: 'a screenshot' });
    id = /nc_[0-9a-z]+/.exec(finder.url())![0];
    await does('noor', 'Classify it', { class: 'observation', owner: 'mira', reason: 'Nothing went wrong by it' });
    const owner = await be('mira', { script: false });
    await owner.goto(`${origin()}/act/recordRootCause/${id}`);
    await owner.getByRole('button', { name: 'More rows: Cause on the fishbone' }).click();
    await fill(owner, 'Record the root cause', {
      what: 'Alerts unread', where: 'Claims', when: 'May', problem_extent: 'One list', not_where: 'Retail', root_cause: 'Lists have no owner', root_in: 'controllable_system', confidence: 'high', cause_class: 'unclear_process', looked_at: 'Every list',
      whys_1_because: 'The list is gone', whys_1_evidence__files: 'the list of lists', fishbone_1_cause: 'No owner of lists', fishbone_1_branch: 'process', fishbone_1_weight: 'root', fishbone_3_cause: 'A new colleague', fishbone_3_branch: 'people', fishbone_3_weight: 'contributing',
    });
    await does('mira', 'Submit the plan', { actions_1_title: 'Give each list an owner', actions_1_type: 'corrective', actions_1_owner: 'dana', actions_1_due_at: inDays(20), actions_1_evidence_spec: 'The register of lists', actions_1_verifier: 'bela' }, ['Action']);
    await does('noor', 'Approve the plan', {});
    await does('dana', 'Hand in', { comment: 'Done', evidence__files: 'the register' });
    await does('bela', 'Record my word', { accepted: 'yes', comment: 'Looked at all of them' });
    expect(await view()).toMatchObject({ state: 'closed', evidence: [expect.stringMatching(/^sha256:/)], root_causes: [{ fishbone: [{ branch: 'process' }, { branch: 'people' }] }] });
  });

  it.each<[how: string, look: Look]>([
    ['in the light', {}],
    ['in the dark', { dark: true }],
    ['on a phone', { width: 320 }],
  ])('%s has pages without a fault that axe knows, and nothing to scroll sideways for', async (_how, look) => {
    const page = await be('noor', look);
    const complaints = complaintsOf(page);
    const faults: string[] = [];
    const paths = [`/cases/${id}`, `/cases/${id}?as_of=${encodeURIComponent((await view()).raised_at!)}`, '/nonconformities', '/act/raiseNonconformity/new', '/act/importNonconformities/new', `/act/reopenNonconformity/${id}`, `/systems/${system.id}`];
    for (const path of paths) {
      const answer = await page.goto(`${origin()}${path}`);
      if (answer?.status() !== 200) faults.push(`${path}: ${String(answer?.status())}`);
      await unfold(page);
      faults.push(...(await faultsOf(page)).map((fault) => `${path}: ${fault}`));
      if ((await overflowOf(page)) > 0) faults.push(`${path}: wider than its window`);
    }
    expect(faults).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

/** One whose effect is to be checked: what its workflow does when it wakes is done here. */
async function effectDue(nc: Closure): Promise<string> {
  const of = await nc.to('effectiveness_wait');
  const meta = { command_id: `woken/${of}`, actor: { kind: 'workflow', id: `nonconformity/${of}` }, door: 'workflow', assurance: 'session' } as const;
  await execute(house.api.store, { kind: 'nonconformity', id: of }, { name: 'escalate', body: { woke_for: new Date().toISOString() } }, meta);
  expect(await nc.state(of)).toBe('effectiveness_check');
  return of;
}

describe('every form about a nonconformity', () => {
  it('has no fault that axe knows, and nothing to scroll sideways for, also on a phone in the dark', async () => {
    const nc = new Closure({ as: (person) => house.api.as(person), now: async () => new Date().toISOString() });
    await nc.start();
    const forms = await openForms(nc, await effectDue(nc));
    expect(Object.keys(forms).sort()).toEqual(CLOSURE_ACTS.map(({ key }) => key).sort());
    const faults: string[] = [];
    for (const { key, title } of CLOSURE_ACTS) {
      const { who, at } = forms[key]!;
      const page = await be(who);
      await page.goto(`${origin()}/act/${key}/${at}`);
      if ((await page.getByRole('form', { name: title, exact: true }).count()) !== 1) faults.push(`${key}: is not open to ${who}: ${(await page.getByRole('main').innerText()).slice(0, 300)}`);
      for (const [colorScheme, width] of [['light', 1280], ['dark', 320]] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        faults.push(...(await faultsOf(page)).map((fault) => `${key}, ${colorScheme}: ${fault}`));
        if ((await overflowOf(page)) > 0) faults.push(`${key}, ${colorScheme}: wider than its window`);
      }
      await page.context().close();
    }
    expect(faults).toEqual([]);
  });
});
