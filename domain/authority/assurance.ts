import type { Directory, Person } from '../../contracts/directory.ts';
import type { Policy } from '../../contracts/policy.ts';
import { MULTI_FACTOR_ACR, STEP_UP_WITHIN } from '../../contracts/thresholds.ts';
import { type Assurance, type Instant, token } from '../../contracts/primitives.ts';
import { MOST_METHODS, type Proof, type Session } from '../../contracts/session.ts';
import { hasLeft } from '../directory.ts';
import { addDuration } from '../time/calendar.ts';
import { toMs } from '../time/instant.ts';

type Thresholds = Pick<Policy['thresholds'], 'step_up_within' | 'multi_factor_acr'>;
/** The part of a policy that is read here. One that was recorded before these numbers has none of them. */
export type StepUpRules = { readonly thresholds: Partial<Thresholds> };

/** For how long a proof counts as given now, as an ISO 8601 duration. */
export const stepUpWithin = ({ thresholds }: StepUpRules): string => thresholds.step_up_within ?? STEP_UP_WITHIN;

/** The `acr` values to ask a provider for at a step-up, the most wanted first. */
export const multiFactorAcr = ({ thresholds }: StepUpRules): readonly string[] => thresholds.multi_factor_acr ?? MULTI_FACTOR_ACR;

/** Kinds of factors by the methods of RFC 8176; two of different kinds are several factors. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  knowledge: ['pwd', 'pin', 'kba'],
  possession: ['otp', 'hwk', 'swk', 'sc', 'pop', 'sms', 'tel'],
  inherence: ['face', 'fpt', 'iris', 'retina', 'vbm'],
};

/** Whether the provider said that several factors were proven: by `amr` (RFC 8176), or by an `acr` that the policy believes. */
export function isMultiFactor({ acr, amr }: Proof, policy: StepUpRules): boolean {
  if (amr.includes('mfa') || (acr !== null && multiFactorAcr(policy).includes(acr))) return true;
  return Object.values(KINDS).filter((methods) => methods.some((method) => amr.includes(method))).length > 1;
}

/** Classes that stand for one factor, for none (`0`, OpenID Connect Core §2), or for how much was looked into (`loa1`), by their last part. */
const LITTLE = ['0', '1', 'loa0', 'loa1', 'password', 'passwordprotectedtransport', 'internetprotocol', 'previoussession', 'unspecified', 'sfa', 'none', 'anonymous'];
const ONE_FACTOR = /(^|[:/#_-])1fa($|[:/#_-])/;

/** Whether an `acr` can't mean several factors, whoever the provider is: then no policy may believe that it does. */
export function provesLittle(acr: string): boolean {
  const last = acr.toLowerCase().split(/[:/#]/).at(-1) ?? '';
  return last === '' || ONE_FACTOR.test(acr.toLowerCase()) || LITTLE.includes(last) || Object.values(KINDS).some((methods) => methods.includes(last));
}

/** A wall duration needs no more of a calendar than its zone. */
const UTC = { zone: 'UTC', hours: { from: '00:00', to: '23:59' }, workdays: [1, 2, 3, 4, 5, 6, 7], holidays: [] };

/** Whether the person proved who they are so recently that the policy counts it as now. */
export const isFresh = ({ auth_time }: Proof, policy: StepUpRules, now: Instant): boolean => now <= addDuration(auth_time, stepUpWithin(policy), UTC);

/**
 * How sure a sign-in makes us at `now` (design §7): `mfa` when several factors were proven and that is fresh by the
 * policy, else `session`. A session of the embedded provider is `development` in the place of `mfa`, and else `session`
 * too, so that a step-up can be tried there.
 */
export function assuranceOf(proof: Proof, development: boolean, policy: StepUpRules, now: Instant): Assurance {
  if (!isMultiFactor(proof, policy) || !isFresh(proof, policy, now)) return 'session';
  return development ? 'development' : 'mfa';
}

/** What a command carries that is given in a session: how sure we are of the person at `now`, and what was proven. */
export const provenIn = ({ proof, development }: Pick<Session, 'proof' | 'development'>, policy: StepUpRules, now: Instant): { readonly assurance: Assurance; readonly proof: Proof; readonly development?: true } => ({ assurance: assuranceOf(proof, development, policy, now), proof, ...(development ? { development } : {}) });

/** Says that a fresh proof of several factors is needed, and what the one at hand lacks. */
export function freshNeeded(proof: Proof | undefined, policy: StepUpRules, now: Instant): string {
  const needed = `a multi-factor sign-in of at most ${stepUpWithin(policy)} ago is needed`;
  if (proof === undefined) return needed;
  const what = isMultiFactor(proof, policy) ? 'multi-factor sign-in' : 'sign-in with one factor';
  return `${needed}, and the ${what} at hand is of ${proof.auth_time}, ${Math.max(0, Math.floor((toMs(now) - toMs(proof.auth_time)) / 1000))} s ago`;
}

/** What an identity provider says of a person, in the claims of a token that was verified. */
export type Claims = Readonly<Record<string, unknown>>;

/** The proof in an id token's claims; null when they do not say when the person signed in. A provider's clock that is ahead makes nothing fresher. */
export function proofIn(claims: Claims, now: Instant): Proof | null {
  const { auth_time, acr, amr } = claims;
  if (typeof auth_time !== 'number' || !Number.isFinite(auth_time) || auth_time < 0) return null;
  const at = new Date(Math.min(auth_time * 1000, toMs(now))).toISOString();
  const methods = Array.isArray(amr) ? amr.filter(isToken) : [];
  return { acr: isToken(acr) ? acr : null, amr: methods.slice(0, MOST_METHODS), auth_time: at };
}

const isToken = (value: unknown): value is string => token.safeParse(value).success;

/** An address with A–Z as a–z, and nothing else changed: Unicode makes other letters alike (the Kelvin sign is a k), and whoever can register such an address would be the other person. */
const folded = (email: string): string => email.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Whom an identity provider named; or, for that person to read, why it is nobody who may come in. */
export type Bound = { readonly person: Person } | { readonly nobody: string };

/**
 * The person behind verified claims: by `sub` where the directory names one, else by an e-mail address that the provider
 * verified. A person with an `oidc_subject` is found by nothing else.
 */
export function personIn(claims: Claims, directory: Directory, now: Instant): Bound {
  const { sub, email, email_verified } = claims;
  const verified = email_verified === true && typeof email === 'string' ? folded(email) : null;
  const bySubject = directory.people.filter(({ oidc_subject }) => oidc_subject !== undefined && oidc_subject === sub);
  const byEmail = directory.people.filter((person) => person.oidc_subject === undefined && verified !== null && person.email !== undefined && folded(person.email) === verified);
  const found = bySubject.length > 0 ? bySubject : byEmail;
  const [person] = found.filter((each) => !hasLeft(each, now));
  if (person && found.length === 1) return { person };
  return { nobody: whyNobody(claims, found) };
}

function whyNobody({ email, email_verified }: Claims, found: readonly Person[]): string {
  if (found.length > 1) return 'the directory has more than one person with this identity; whoever keeps it must tell them apart with oidc_subject';
  if (found.length === 1) return 'the directory says that you no longer work here; if that is wrong, ask whoever keeps it';
  if (typeof email === 'string' && email_verified !== true) return 'your identity provider has not verified your e-mail address; verify it there, or have the directory name your oidc_subject';
  return 'the directory of Gatehouse does not know you; ask whoever keeps it to enter your e-mail address';
}
