import { randomBytes } from 'node:crypto';
import type { VNode } from 'preact';
import { parkAct } from '../../store/parked-acts.ts';
import { type Page, page } from '../answers.ts';
import type { Call, Visit } from '../visit.ts';
import type { Act, Typed } from './act.ts';

const NAME = 'gatehouse_parked';
const SECONDS = 900;

/** Name of the cookie that ties a form that waits to the browser that it was typed in. */
const cookieName = (url: string): string => (url.startsWith('https:') ? `__Host-${NAME}` : NAME);

/** The secret of this browser, when it has one. */
export function browserOf(cookies: string | undefined, url: string): string | null {
  const wanted = `${cookieName(url)}=`;
  const found = (cookies ?? '').split(';').map((each) => each.trim()).find((each) => each.startsWith(wanted));
  const value = found?.slice(wanted.length) ?? '';
  return /^[\w-]{43}$/.test(value) ? value : null;
}

const setCookie = (value: string, url: string): string => `${cookieName(url)}=${value}; Path=/; Max-Age=${SECONDS}; HttpOnly; SameSite=Lax${url.startsWith('https:') ? '; Secure' : ''}`;

interface Waits {
  readonly act: Act;
  readonly id: string;
  readonly typed: Typed;
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

async function park(call: Call, { act, id, typed }: Waits, person: string | null): Promise<{ readonly at: string; readonly cookie: string }> {
  const browser = browserOf(call.request.get('Cookie'), call.deps.url) ?? randomBytes(32).toString('base64url');
  const parked = await parkAct(call.deps.store, browser, { act: act.key, about: id, fields: typed, person });
  return { at: `/parked/${parked}`, cookie: setCookie(browser, call.deps.url) };
}

/** The session ended while somebody typed: the form waits, and comes back after they have signed in. */
export async function parkedForSignIn(call: Call, waits: Waits): Promise<Page> {
  const { at, cookie } = await park(call, waits, null);
  return page(
    'Sign in again to send this',
    <>
      <div class="notice warn" role="alert"><p><strong>Nothing was recorded yet:</strong> your sign-in has ended. Sign in, and the form comes back as you filled it in.</p></div>
      <Kept {...waits} />
      <p><a class="button primary" href={call.deps.paths.signIn(at)}>Sign in and go on</a></p>
    </>,
    { status: 401, cookies: [cookie] },
  );
}

/** The tier asks for a stronger proof than this sign-in: the form waits, and comes back after it was given by the same person. */
export async function parkedForStepUp(visit: Visit, waits: Waits): Promise<Page> {
  const { at, cookie } = await park(visit, waits, visit.person.id);
  return page(
    'Confirm who you are',
    <>
      <div class="notice warn" role="alert"><p><strong>Nothing was recorded yet:</strong> this tier needs a fresh sign-in with a second factor. Confirm who you are, and the same decision comes back as you filled it in.</p></div>
      <Kept {...waits} />
      <p><a class="button primary" href={visit.deps.paths.stepUp(at)}>Confirm and go on</a></p>
    </>,
    { status: 403, cookies: [cookie] },
  );
}
