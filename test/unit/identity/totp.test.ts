import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Totp } from '../../../api/identity/totp.ts';
import { TOTP_FILE } from '../../../contracts/embedded-totp.ts';
import { totpOf } from '../../support/oidc.ts';

const START = 1_700_000_000_000;
const MINUTE_MS = 60_000;
let home = '';
let now = START;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gatehouse-totp-'));
  now = START;
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const start = (): Totp => new Totp(join(home, TOTP_FILE), ['maya', 'theo'], () => now);
const code = (person = 'maya'): string => totpOf(home, person, now);
const wrong = (): string => (code() === '000000' ? '111111' : '000000');

describe('a one-time code', () => {
  it('is good once, also after a restart', () => {
    const first = start();
    expect([first.check('maya', code()), first.check('maya', code()), start().check('maya', code())]).toEqual(['right', 'used', 'used']);
    now += MINUTE_MS;
    expect(start().check('maya', code())).toBe('right');
  });

  it('is not looked at for longer and longer after wrong ones, for that person only, also after a restart', () => {
    const totp = start();
    for (let guess = 0; guess < 5; guess += 1) expect(totp.check('maya', wrong())).toBe('wrong');
    expect([totp.check('maya', code()), totp.check('theo', code('theo'))]).toEqual(['too_many', 'right']);
    expect(start().check('maya', code())).toBe('too_many');
    now += MINUTE_MS / 2;
    expect([totp.check('maya', wrong()), totp.check('maya', code())]).toEqual(['wrong', 'too_many']);
    now += MINUTE_MS / 2;
    expect(totp.check('maya', code())).toBe('too_many');
    now += MINUTE_MS / 2;
    expect(totp.check('maya', code())).toBe('right');
    now += MINUTE_MS;
    expect([totp.check('maya', wrong()), totp.check('maya', code())]).toEqual(['wrong', 'right']);
  });
});
