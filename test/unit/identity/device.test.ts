import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runCli } from '../../../cli/run.ts';
import { Browser, startWithIdentity, totpOf, type Visited, type WithIdentity } from '../../support/oidc.ts';
import { runHere } from '../cli/bench.ts';

let house: WithIdentity;
let folder = '';
beforeAll(async () => {
  house = await startWithIdentity();
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-login-'));
});
afterAll(async () => {
  await house.stop();
  rmSync(folder, { recursive: true, force: true });
});

const env = (): Record<string, string> => ({ XDG_CONFIG_HOME: folder, GATEHOUSE_API: house.api.url, GATEHOUSE_HOME: house.api.home });
const file = (): string => join(folder, 'gatehouse', 'logins.json');

/** Types the code that the command line shows, and says who one is. */
async function atThePage(said: string, finish: (browser: Browser, page: Visited) => Promise<Visited>): Promise<Visited> {
  const [, address = '', code = ''] = /Open (\S+) and enter the code (\S+)/.exec(said) ?? [];
  const browser = new Browser();
  const confirm = await browser.submit(await browser.open(address), { user_code: code });
  expect(confirm.text).toContain(`<code>${code}</code>`);
  return finish(browser, confirm);
}

/** `gatehouse login`, with somebody at the page that it names. */
async function login(argv: readonly string[], finish: (browser: Browser, page: Visited) => Promise<Visited>): Promise<{ code: number; out: string; err: string; page: Visited }> {
  let [out, err] = ['', ''];
  let visit: Promise<Visited> | undefined;
  const stdout = new Writable({ write: (chunk: Buffer, _encoding, done) => ((out += chunk.toString()), done()) });
  const stderr = new Writable({
    write(chunk: Buffer, _encoding, done) {
      err += chunk.toString();
      visit ??= atThePage(err, finish);
      done();
    },
  });
  const code = await runCli(argv, { env: env(), stdout, stderr }, '0.0.0', { verifyToken: async () => ({ ok: false, detail: '' }) });
  if (visit === undefined) throw new Error(`nothing was shown: ${err}`);
  return { code, out, err, page: await visit };
}

const allow = (person: string) => async (browser: Browser, page: Visited) => browser.submit(await browser.submit(page, { confirm: 'yes' }), { person });

describe('gatehouse login', () => {
  it('signs in by a code typed in a browser, keeps it for its owner only, and is used by other commands until logout', async () => {
    const { code, out, page } = await login(['login', '--json'], allow('maya'));
    expect([code, page.text]).toEqual([0, expect.stringContaining('The command line is signed in')]);
    expect(JSON.parse(out)).toMatchObject({ id: 'maya', assurance: 'session' });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(JSON.parse((await runHere(['whoami', '--json'], env())).out)).toMatchObject({ id: 'maya', assurance: 'session' });
    expect((await runHere(['logout'], env())).out).toContain('signed out');
    expect(await runHere(['whoami'], env())).toMatchObject({ code: 1, err: expect.stringContaining('run "gatehouse login"') });
  });

  it('--mfa proves several factors with a one-time code; what is about to end is renewed, and proves no more than before', async () => {
    const mfa = async (browser: Browser, page: Visited) => {
      const asked = await browser.submit(await browser.submit(page, { confirm: 'yes' }), { person: 'ruth' });
      expect(asked.text).toContain('One-time code');
      return browser.submit(asked, { code: totpOf(house.api.home, 'ruth') });
    };
    expect(await login(['login', '--mfa'], mfa)).toMatchObject({ code: 0, out: expect.stringContaining('signed in as ruth') });
    const kept = JSON.parse(readFileSync(file(), 'utf8')) as Record<string, Record<string, string>>;
    const own = kept[house.api.url]!;
    writeFileSync(file(), JSON.stringify({ [house.api.url]: { ...own, expires_at: new Date().toISOString() } }));
    expect(JSON.parse((await runHere(['whoami', '--json'], env())).out)).toMatchObject({ id: 'ruth', assurance: 'development' });
    const after = JSON.parse(readFileSync(file(), 'utf8')) as typeof kept;
    // within a second the same claims make the same token: that it was renewed shows in its end
    expect(Date.parse(after[house.api.url]!['expires_at']!)).toBeGreaterThan(Date.now());
    const claims = (token = ''): Record<string, unknown> => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
    expect(claims(after[house.api.url]!['id_token'])['auth_time']).toBe(claims(own['id_token'])['auth_time']);
  });

  it('that is stopped at the page signs nobody in', async () => {
    await runHere(['logout'], env());
    const { code, err } = await login(['login'], (browser, page) => browser.submit(page, { abort: 'yes' }));
    expect([code, err]).toEqual([1, expect.stringContaining('nobody was signed in: access denied')]);
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({});
  });

  it('prefers GATEHOUSE_TOKEN, and a file that is not ours is wrong use', async () => {
    writeFileSync(file(), 'nonsense');
    expect((await runHere(['whoami'], env())).code).toBe(2);
    const token = (JSON.parse(readFileSync(join(house.api.home, 'dev-tokens.json'), 'utf8')) as Record<string, string>)['theo']!;
    expect(JSON.parse((await runHere(['whoami', '--json'], { ...env(), GATEHOUSE_TOKEN: token })).out)).toMatchObject({ id: 'theo' });
  });
});

describe('gatehouse totp', () => {
  it('prints the code of this moment, and says who has one', async () => {
    expect((await runHere(['totp', 'maya'], env())).out).toMatch(/^\d{6}\n$/);
    expect(await runHere(['totp', 'nobody'], env())).toMatchObject({ code: 2, err: expect.stringContaining('maya') });
    const elsewhere = { GATEHOUSE_HOME: join(folder, 'nothing') };
    expect(existsSync(elsewhere.GATEHOUSE_HOME)).toBe(false);
    expect((await runHere(['totp', 'maya'], elsewhere)).code).toBe(2);
  });
});
