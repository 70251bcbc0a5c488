import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { seedExample } from '../cli/start/example-request.ts';
import { packageRoot } from '../config.ts';
import { writeExampleModel } from '../examples/model/write.ts';
import { requestHigh, signFor } from './demo/change.ts';
import { Hands } from './demo/hands.ts';
import { type House, startHouse } from './demo/house.ts';
import { Story } from './demo/story.ts';
import { fillNonconformities } from './pictures/nonconformities.ts';

/**
 * Starts a house of its own with the shipped policy, fills it with the example requests, and takes the pictures of the main
 * pages that the README and the documents show: `docs/pictures/`.
 *   npm run docs:pictures
 */
const FOLDER = join(packageRoot(), 'docs', 'pictures');
const BROWSERS = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const SEED = 7;

/** Ids of the cases that have a picture. */
interface Filled {
  readonly deployment: string;
  readonly nonconformity: string;
}

async function fill(hands: Hands, house: House, home: string): Promise<Filled> {
  await seedExample({ home, api: house.api });
  const { view } = await requestHigh(hands);
  await signFor(hands, view, [['lena', 'legal'], ['ruth', 'risk'], ['paula', 'privacy']]);
  return { deployment: view.id, nonconformity: await fillNonconformities(hands, view.system_id) };
}

/** The page of somebody who signed in as one of the example people. */
async function pageAs(house: House, person: string, options: BrowserContextOptions): Promise<Page> {
  const executablePath = BROWSERS.find((place) => place !== undefined && existsSync(place));
  if (executablePath === undefined) throw new Error('no Chromium was found: install the package "chromium" of your system, or set CHROMIUM_PATH');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const page = await (await browser.newContext({ viewport: { width: 1200, height: 800 }, reducedMotion: 'reduce', ...options })).newPage();
  await page.goto(`${house.api}/oidc/sign-in?return_to=/work&login_hint=${person}`);
  return page;
}

interface Picture {
  readonly name: string;
  readonly as: string;
  readonly path: string;
  readonly options?: BrowserContextOptions;
  readonly before?: (page: Page) => Promise<void>;
  /** Only this part of the page, by its selector. */
  readonly part?: string;
}

/** Fills in the facts of the first system, and has the silence drawn. */
async function rehearsed(page: Page): Promise<void> {
  await page.getByLabel('Begin with the facts of').selectOption({ label: 'Example: Meeting notes' });
  await page.getByRole('button', { name: 'Fill in' }).click();
  await page.getByRole('button', { name: 'Explain and rehearse' }).click();
  await page.getByRole('region', { name: 'If nobody ever acted', exact: true }).scrollIntoViewIfNeeded();
}

const ROOT_CAUSE = 'section:has(#root-cause)';

/** The whole fishbone, which scrolls where its column is narrower. */
const widened = async (page: Page): Promise<void> => {
  await page.evaluate(`document.querySelector('${ROOT_CAUSE}').style.cssText = 'width: 1160px; position: relative; z-index: 1'`);
};

const pictures = (house: House, { deployment: id, nonconformity }: Filled): readonly Picture[] => [
  { name: 'my-work', as: 'theo', path: `${house.api}/work` },
  { name: 'deployment', as: 'theo', path: `${house.api}/cases/${id}`, options: { viewport: { width: 1200, height: 1250 } } },
  { name: 'deployment-dark', as: 'theo', path: `${house.api}/cases/${id}`, options: { colorScheme: 'dark' } },
  { name: 'deployment-phone', as: 'theo', path: `${house.api}/cases/${id}`, options: { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2 } },
  { name: 'ledger', as: 'maya', path: `${house.api}/ledger` },
  { name: 'rehearsal', as: 'maya', path: `${house.api}/policy/explain`, options: { viewport: { width: 1200, height: 1000 } }, before: rehearsed },
  { name: 'flow', as: 'maya', path: `${house.api}/flow` },
  { name: 'nonconformity', as: 'mira', path: `${house.api}/cases/${nonconformity}`, options: { viewport: { width: 1200, height: 1250 } } },
  { name: 'fishbone', as: 'mira', path: `${house.api}/cases/${nonconformity}`, part: ROOT_CAUSE, options: { viewport: { width: 1700, height: 1000 } }, before: widened },
  { name: 'board', as: 'maya', path: `${house.api}/board`, options: { viewport: { width: 1200, height: 1000 } } },
  { name: 'slack', as: 'theo', path: house.slack, before: async (page) => page.getByRole('link', { name: 'Theo Papadakis' }).click() },
];

async function take(house: House, filled: Filled): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, as, path, options = {}, before, part } of pictures(house, filled)) {
    const page = await pageAs(house, as, options);
    await page.goto(path);
    await before?.(page);
    await page.waitForLoadState('networkidle');
    await (part === undefined ? page : page.locator(part)).screenshot({ path: join(FOLDER, `${name}.png`) });
    await page.context().browser()?.close();
    console.log(`wrote docs/pictures/${name}.png`);
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-pictures-'));
  chmodSync(folder, 0o711);
  const home = join(folder, 'data');
  let house: House | undefined;
  try {
    house = await startHouse(home, undefined, (line) => console.log(line));
    cpSync(join(packageRoot(), 'examples', 'requests'), folder, { recursive: true });
    await writeExampleModel(join(folder, 'my-model'), SEED);
    const hands = new Hands(new Story(() => undefined), house, folder);
    await take(house, await fill(hands, house, home));
  } finally {
    await house?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
