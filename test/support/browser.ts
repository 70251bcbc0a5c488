import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const PLACES = [process.env['CHROMIUM_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** Chromium as this machine has it. @throws Error that says how to get one */
export async function openBrowser(): Promise<Browser> {
  const executablePath = PLACES.find((place) => place !== undefined && existsSync(place));
  if (executablePath === undefined) throw new Error('no Chromium was found: install the package "chromium" of your system, or set CHROMIUM_PATH');
  return chromium.launch({ executablePath, args: FLAGS });
}

/** What a page is looked at with. */
export interface Look {
  readonly width?: number;
  readonly dark?: boolean;
  readonly script?: boolean;
}

/** A reader of their own: no cookie is shared with another. */
export function reader(browser: Browser, { width = 1280, dark = false, script = true }: Look = {}): Promise<BrowserContext> {
  return browser.newContext({ viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light', javaScriptEnabled: script, reducedMotion: 'reduce' });
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const LEVELS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What alone differs between light and dark. */
export const CONTRAST = ['color-contrast'];

/** What axe finds wrong, one line each: rule, help, and the first places. The page's own content policy stays as it is. The page must run scripts: axe is one. */
export async function faultsOf(page: Page, asked: readonly string[] = LEVELS): Promise<readonly string[]> {
  // evaluated by the browser's own protocol, which no content policy of a page reaches
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const violations = await page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }> } };
    const found = await axe.run({ runOnly, resultTypes: ['violations'], selectors: false });
    return found.violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  }, asked);
  return violations;
}

/** Opens everything on the page that is folded, so that it is looked at too. */
export const unfold = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const { document } = globalThis as unknown as { document: { querySelectorAll(of: string): Iterable<{ open: boolean }> } };
    for (const each of document.querySelectorAll('details')) each.open = true;
  });

/** How many pixels the page is wider than its window: 0 when nothing has to be scrolled sideways. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const { document } = globalThis as unknown as { document: { documentElement: { scrollWidth: number; clientWidth: number } } };
    return document.documentElement.scrollWidth - document.documentElement.clientWidth;
  });

/** Collects what a page complains of: errors of scripts, and what the content policy refused. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}

/** How much of the page moved without anybody having asked for it: the sum of its layout shifts. */
export const shiftOf = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        const seen = new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
        });
        seen.observe({ type: 'layout-shift', buffered: true });
        // what is buffered is told in the next turn
        setTimeout(() => resolve(sum), 0);
      }),
  );
