import { Secret, TOTP as Code } from 'otpauth';
import { TOTP, type TotpSecrets, totpSecrets } from '../../contracts/embedded-totp.ts';
import { readPrivate, writePrivate } from './private-file.ts';

/** What came of a code. */
export type Checked = 'right' | 'wrong' | 'used' | 'too_many';

/** How to set up an authenticator app; shown until a first code was right. */
export interface Enrolment {
  readonly secret: string;
  /** `otpauth://…` */
  readonly uri: string;
}

/** Wrong codes that one person may type in one period. */
const MOST_WRONG = 5;
/** Also the codes of this many periods before and after: clocks differ. */
const WINDOW = 1;

const codeOf = (person: string, secret: string): Code => new Code({ ...TOTP, label: person, secret: Secret.fromBase32(secret) });

/** Real one-time codes (RFC 6238), each good once; secrets in a file of mode 0600. */
export class Totp {
  readonly #file: string;
  readonly #now: () => number;
  #secrets: TotpSecrets;
  /** The last period whose code a person used. */
  readonly #used = new Map<string, number>();
  readonly #wrong = new Map<string, { readonly period: number; readonly times: number }>();

  /** Makes a secret for each person who has none. `now`: milliseconds since 1970. @throws Error for a file that is not ours */
  constructor(file: string, people: readonly string[], now: () => number = Date.now) {
    this.#file = file;
    this.#now = now;
    const kept = readPrivate(file, totpSecrets) ?? {};
    const made = people.filter((id) => kept[id] === undefined).map((id) => [id, { secret: new Secret({ size: 20 }).base32, enrolled: false }] as const);
    this.#secrets = { ...kept, ...Object.fromEntries(made) };
    writePrivate(file, this.#secrets);
  }

  /** How to enrol; null for somebody who has, and for nobody we know. */
  enrolment(person: string): Enrolment | null {
    const own = this.#secrets[person];
    if (own === undefined || own.enrolled) return null;
    return { secret: own.secret, uri: codeOf(person, own.secret).toString() };
  }

  /** Checks a code, and uses it up. */
  check(person: string, code: string): Checked {
    const own = this.#secrets[person];
    const period = Math.floor(this.#now() / 1000 / TOTP.period);
    const wrong = this.#wrong.get(person);
    const times = wrong?.period === period ? wrong.times : 0;
    if (times >= MOST_WRONG) return 'too_many';
    const delta = own === undefined ? null : codeOf(person, own.secret).validate({ token: code.replace(/\s/g, ''), window: WINDOW, timestamp: this.#now() });
    if (own === undefined || delta === null) {
      this.#wrong.set(person, { period, times: times + 1 });
      return 'wrong';
    }
    if (period + delta <= (this.#used.get(person) ?? 0)) return 'used';
    this.#used.set(person, period + delta);
    if (!own.enrolled) this.#enrol(person, own.secret);
    return 'right';
  }

  #enrol(person: string, secret: string): void {
    this.#secrets = { ...this.#secrets, [person]: { secret, enrolled: true } };
    writePrivate(this.#file, this.#secrets);
  }
}
