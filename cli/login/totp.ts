import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, TOTP as Code } from 'otpauth';
import { TOTP, TOTP_FILE, type TotpSecrets, totpSecrets } from '../../contracts/embedded-totp.ts';
import { wrongUse } from '../failure.ts';
import type { Run } from '../spec.ts';

function secretsIn(home: string): TotpSecrets {
  const file = join(home, TOTP_FILE);
  if (!existsSync(file)) return wrongUse(`${file} is not there; "gatehouse start" makes it, in the folder that GATEHOUSE_HOME names, when no OIDC_ISSUER is set`);
  const parsed = totpSecrets.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success ? parsed.data : wrongUse(`${file} holds something else than one-time code secrets; remove it, and start again`);
}

/** Prints a person's one-time code of this moment, as an authenticator app would; of the embedded sign-in only. */
export const totp: Run = async (given, { home }) => {
  const secrets = secretsIn(home);
  const person = given.arg(0);
  const own = secrets[person] ?? wrongUse(`"${person}" has no one-time codes; these have: ${Object.keys(secrets).join(', ')}`);
  const code = new Code({ ...TOTP, label: person, secret: Secret.fromBase32(own.secret) }).generate();
  const left = TOTP.period - (Math.floor(Date.now() / 1000) % TOTP.period);
  return { json: { person, code, seconds_left: left }, text: code };
};
