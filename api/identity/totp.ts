import { Secret, TOTP as Code } from 'otpauth';
import { TOTP, type TotpSecrets, totpSecrets } from '../../contracts/embedded-totp.ts';
import { guessedWrong, waitsUntil } from '../../domain/authority/guesses.ts';
import { readPrivate, writePrivate } from './private-file.ts';

/** What came of a code. */
export type Checked = 'right' | 'wrong' | 'used' | 'too_many';

/** How to set up an authenticator app; shown until a first code was right. */
export interface Enrolment {
  readonly secret: string;
  /** `otpauth://…` */
  readonly uri: string;
}

/** Also the codes of this many periods before and after: clocks differ. */
const WINDOW = 1;

const codeOf = (person: string, secret: string): Code => new Code({ ...TOTP, label: person, secret: Secret.fromBase32(secret) });

/**
 * Real one-time codes (RFC 6238), each good once; secrets in a file of mode 0600. Wrong codes make their person wait, longer
 * each time. Both hold over a restart. One process writes the file: the embedded provider runs once per data directory, and
 * no API process checks a code.
 */
export class Totp {
  readonly #file: string;
  readonly #now: () => number;
  #secrets: TotpSecrets;

  /** Makes a secret for each person who has none. `now`: milliseconds since 1970. @throws Error for a file that is not ours */
  constructor(file: string, people: readonly string[], now: () => number = Date.now) {
    this.#file = file;
    this.#now = now;
    const kept = readPrivate(file, totpSecrets) ?? {};
    const made = people.filter((id) => kept[id] === undefined).map((id) => [id, { secret: new Secret({ size: 20 }).base32, enrolled: false, used: 0 }] as const);
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
    if (own === undefined) return 'wrong';
    const { guesses, ...clean } = own;
    const now = this.#now();
    if (now < waitsUntil(guesses)) return 'too_many';
    const delta = codeOf(person, own.secret).validate({ token: code.replace(/\s/g, ''), window: WINDOW, timestamp: now });
    if (delta === null) {
      this.#keep(person, { ...clean, guesses: guessedWrong(guesses, now) });
      return 'wrong';
    }
    const period = Math.floor(now / 1000 / TOTP.period) + delta;
    if (period <= own.used) return 'used';
    this.#keep(person, { ...clean, enrolled: true, used: period });
    return 'right';
  }

  #keep(person: string, own: TotpSecrets[string]): void {
    this.#secrets = { ...this.#secrets, [person]: own };
    writePrivate(this.#file, this.#secrets);
  }
}
