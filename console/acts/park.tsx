import { randomBytes } from 'node:crypto';
import type { VNode } from 'preact';
import { WORK_PAGE } from '../../contracts/pages.ts';
import { sessionCookie } from '../../contracts/session.ts';
import { parkAct } from '../../store/parked-acts.ts';
import { personOfSession } from '../../store/sessions.ts';
import { type Page, page } from '../answers.ts';
import type { Call, Visit } from '../visit.ts';
import type { Act, Typed } from './act.ts';
import { takesFiles } from './uploads.ts';

const NAME = 'gatehouse_parked';
const SECONDS = 900;

/** Name of the cookie that ties a form that waits to the browser that it was typed in. */
const cookieName = (url: string): string => (url.startsWith('https:') ? `__Host-${NAME}` : NAME);

/** A cookie of ours by its name: 256 random bits. Null when the browser has none. */
function cookieIn(cookies: string | undefined, name: string): string | null {
  const wanted = `${name}=`;
  const found = (cookies ?? '').split(';').map((each) => each.trim()).find((each) => each.startsWith(wanted));
  const value = found?.slice(wanted.length) ?? '';
  return /^[\w-]{43}$/.test(value) ? value : null;
}

/** The secret of this browser, when it has one. */
export const browserOf = (cookies: string | undefined, url: string): string | null => cookieIn(cookies, cookieName(url));

const setCookie = (value: string, url: string): string => `${cookieName(url)}=${value}; Path=/; Max-Age=${SECONDS}; HttpOnly; SameSite=Lax${url.startsWith('https:') ? '; Secure' : ''}`;

interface Waits {
  readonly act: Act;
  readonly id: string;
  readonly typed: Typed;
  /** Files that can't wait, each with why. */
  readonly lost?: readonly string[];
}

/** What was typed, in words, so that everybody sees that it is kept. */
const Kept = ({ act, typed }: Pick<Waits, 'act' | 'typed'>): VNode | null => {
  const shown = act.fields.filter(({ name }) => typed[name] !== undefined);
  if (shown.length === 0) return null;
  return (
    <section class="card" aria-labelledby="kept">
      <h2 id="kept">What you typed is kept for {SECONDS / 60} minutes</h2>
      <dl class="facts">{shown.map(({ name, label }) => <div key={name}><dt>{label}</dt><dd>{typed[name]}</dd></div>)}</dl>
    </section>
  );
};

/** Files are kept for whoever is signed in only. */
const Lost = ({ lost = [] }: Pick<Waits, 'lost'>): VNode | null => (lost.length === 0 ? null : <p class="notice warn">{lost.join('; ')}.</p>);

/** Of what was sent the form's own fields; anything else is nobody's to keep. */
function ownOf({ fields, carries = [] }: Act, typed: Typed): Typed {
  const own = new Set(['back', ...carries, ...fields.map(({ name }) => name)]);
  return Object.fromEntries(Object.entries(typed).filter(([name]) => own.has(name)));
}

/** Null when it is too long to be kept. */
async function park(call: Call, { act, id, typed }: Waits, person: string): Promise<{ readonly at: string; readonly cookie: string } | null> {
  const browser = browserOf(call.request.get('Cookie'), call.deps.url) ?? randomBytes(32).toString('base64url');
  const parked = await parkAct(call.deps.store, browser, { act: act.key, about: id, fields: ownOf(act, typed), person });
  return parked === null ? null : { at: `/parked/${parked}`, cookie: setCookie(browser, call.deps.url) };
}

/** Whose session the browser's cookie was until a moment ago; null when nobody knows any more. */
async function lastPerson({ request, deps }: Call): Promise<string | null> {
  const cookie = cookieIn(request.get('Cookie'), sessionCookie(deps.url));
  return cookie === null ? null : personOfSession(deps.store, cookie);
}

interface OwnPage {
  readonly title: string;
  /** What is to be done first, and why, in a sentence that follows "Nothing was recorded yet:". */
  readonly why: string;
  /** Where it is done, in a tab of its own. */
  readonly go: { readonly to: string; readonly label: string; readonly afterwards: string };
  readonly status: number;
}

/** What can't wait in the store is kept on the sender's own page and nowhere else: sent again, the form comes back. Nothing of it is lost, however long it is. */
const keptHere = ({ act, id, typed, lost }: Waits, { title, why, go, status }: OwnPage): Page =>
  page(
    title,
    <>
      <div class="notice warn" role="alert"><p><strong>Nothing was recorded yet:</strong> {why} What you typed is on this page only: keep it open, do that in a new tab, then come back here.</p></div>
      <Lost {...(lost === undefined ? {} : { lost })} />
      <p><a class="button" href={go.to} target="_blank" rel="noopener">{go.label}</a></p>
      <form method="post" action={`/act/${act.key}/${encodeURIComponent(id)}`} {...(takesFiles(act) ? { enctype: 'multipart/form-data' } : {})}>
        {Object.entries(ownOf(act, typed)).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
        <button type="submit" class="primary">{go.afterwards}</button>
      </form>
    </>,
    { status },
  );

/** Nobody knows whose form it is, or it is too long to wait elsewhere. */
const keptUntilSignedIn = (call: Call, waits: Waits): Page =>
  keptHere(waits, {
    title: 'Sign in again to send this',
    why: 'your sign-in has ended.',
    go: { to: call.deps.paths.signIn(WORK_PAGE), label: 'Sign in in a new tab', afterwards: 'I have signed in: bring the form back' },
    status: 401,
  });

const keptUntilConfirmed = (visit: Visit, waits: Waits): Page =>
  keptHere(waits, {
    title: 'Confirm who you are',
    why: 'this needs a fresh sign-in with a second factor.',
    go: { to: visit.deps.paths.stepUp(WORK_PAGE), label: 'Confirm in a new tab', afterwards: 'I have confirmed: bring the form back' },
    status: 403,
  });

/** The session ended while somebody typed: the form waits for the person of that session, and comes back after they have signed in. */
export async function parkedForSignIn(call: Call, waits: Waits): Promise<Page> {
  const person = await lastPerson(call);
  if (person === null) return keptUntilSignedIn(call, waits);
  const kept = await park(call, waits, person);
  if (kept === null) return keptUntilSignedIn(call, waits);
  const { at, cookie } = kept;
  return page(
    'Sign in again to send this',
    <>
      <div class="notice warn" role="alert"><p><strong>Nothing was recorded yet:</strong> your sign-in has ended. Sign in, and the form comes back as you filled it in.</p></div>
      <Lost {...waits} />
      <Kept {...waits} />
      <p><a class="button primary" href={call.deps.paths.signIn(at)}>Sign in and go on</a></p>
    </>,
    { status: 401, cookies: [cookie] },
  );
}

/** The tier asks for a stronger proof than this sign-in: the form waits, and comes back after it was given by the same person. */
export async function parkedForStepUp(visit: Visit, waits: Waits): Promise<Page> {
  const kept = await park(visit, waits, visit.person.id);
  if (kept === null) return keptUntilConfirmed(visit, waits);
  const { at, cookie } = kept;
  return page(
    'Confirm who you are',
    <>
      <div class="notice warn" role="alert"><p><strong>Nothing was recorded yet:</strong> this needs a fresh sign-in with a second factor. Confirm who you are, and the same decision comes back as you filled it in.</p></div>
      <Kept {...waits} />
      <p><a class="button primary" href={visit.deps.paths.stepUp(at)}>Confirm and go on</a></p>
    </>,
    { status: 403, cookies: [cookie] },
  );
}
