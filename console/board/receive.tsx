import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import type { VNode } from 'preact';
import { BOARD_CHOSEN, BOARD_PAGE } from '../../contracts/pages.ts';
import { CSRF_FIELD } from '../../contracts/session.ts';
import { FieldOf, hiddenFields } from '../acts/fields.tsx';
import { sameText } from '../acts/from-ourselves.ts';
import { choicesOf } from '../acts/people.ts';
import type { Typed } from '../acts/act.ts';
import { fromElsewhere, NOTES, orAgain, sendingOf, typedOf } from '../acts/posted.tsx';
import { Why } from '../acts/refusal.tsx';
import { type Answer, page, type Page } from '../answers.ts';
import { RecordLink } from '../parts/record-link.tsx';
import { Badge } from '../parts/small.tsx';
import { refusedPage, strangerPage } from '../shell/trouble.tsx';
import { type Call, isVisit, type Visit } from '../visit.ts';
import { DEEDS, type Deed } from './deeds.ts';
import { doWithAll, type Result, titleOf } from './do.ts';

const OBLIGATION = /^obl_[0-9a-z]{1,64}$/;
const QUERY = /^\?[\w%&=+.-]*$/;

/** The board as it was looked at; whatever else the form says leads to the whole board. */
const backIn = ({ back = '' }: Typed): string => (back.startsWith(BOARD_PAGE) && QUERY.test(back.slice(BOARD_PAGE.length)) ? back : BOARD_PAGE);

interface Sent {
  readonly deed: Deed;
  readonly ids: readonly string[];
  readonly typed: Typed;
  readonly back: string;
}

/** Everything that is wrong with what was typed, by field. */
const faultsIn = ({ deed, typed }: Sent): Typed => Object.fromEntries(deed.fields.flatMap(({ name, label, required }) => (required && typed[name] === undefined ? [[name, `${label}: this is needed`] as const] : [])));

interface Asking {
  readonly errors?: Typed;
  readonly note?: VNode | null;
  readonly status?: number;
  /** Of the sending that may have been done in part, so that it counts once. */
  readonly command_id?: string | undefined;
}

/** What is asked for once, for all that were chosen. */
function asking(visit: Visit, { deed, ids, typed, back }: Sent, { errors = {}, note = null, status = 200, command_id = randomUUID() }: Asking): Page {
  const hidden = { csrf: visit.session.csrf, command_id, back, do: deed.key, sent: 'yes', obligation: ids.join(',') };
  const drawing = { prefix: `board-${deed.key}`, typed, errors, choices: choicesOf(visit) };
  return page(
    deed.title,
    <>
      {note}
      <p class="lead">{ids.length === 1 ? 'For the one that you chose.' : `For all ${ids.length} that you chose.`} Each is asked of its own case, by its own rules; what is refused stops no other.</p>
      <section class="card" aria-label={deed.title}>
        <form method="post" action={BOARD_CHOSEN} aria-label={deed.title}>
          {hiddenFields(hidden)}
          {deed.fields.map((field) => <FieldOf key={field.name} field={field} drawing={drawing} />)}
          <p class="actions"><button class="primary" type="submit">{deed.title}</button></p>
        </form>
      </section>
      <p><a href={back}>Back without recording anything</a></p>
    </>,
    { status },
  );
}

const ResultRow = ({ of: { id, owed, refusal }, done }: { readonly of: Result; readonly done: string }): VNode => (
  <tr>
    <th scope="row">{owed === null ? <code>{id}</code> : <RecordLink id={owed.case_id} title={titleOf(owed)} />}</th>
    <td data-label="Result">{refusal === null ? <><Badge tone="good">Done</Badge> {done}</> : <><Badge tone="bad">Refused</Badge> <Why refusal={refusal} /></>}</td>
  </tr>
);

function answered({ deed, back }: Sent, results: readonly Result[]): Page {
  const done = results.filter(({ refusal }) => refusal === null).length;
  return page(
    `${deed.title}: ${done} of ${results.length} done`,
    <>
      <div class={done === results.length ? 'notice good' : 'notice warn'} role="status"><p>{done === results.length ? 'All were done.' : done === 0 ? 'None was done; each says why.' : `${results.length - done} were refused; each says why.`}</p></div>
      <section class="card" aria-label="Results">
        <table class="stack"><caption class="unseen">Results</caption><thead><tr><th scope="col">What</th><th scope="col">Result</th></tr></thead><tbody>{results.map((each) => <ResultRow key={each.id} of={each} done={deed.done} />)}</tbody></table>
      </section>
      <p><a class="button" href={back}>Back to the board</a></p>
    </>,
  );
}

const notRecorded = (why: string): VNode => <div class="notice warn" role="alert"><p><strong>Nothing was recorded yet.</strong> {why}</p></div>;

/** Nobody is signed in: what was chosen stays on this page, and comes back after a sign-in. */
const signInFirst = (call: Call, { deed, ids, typed, back }: Sent): Page =>
  page(
    'Sign in again to send this',
    <>
      {notRecorded('Your sign-in has ended. What you chose is on this page only: keep it open, sign in in a new tab, then come back here.')}
      <p><a class="button" href={call.deps.paths.signIn(back)} target="_blank" rel="noopener">Sign in in a new tab</a></p>
      <form method="post" action={BOARD_CHOSEN}>
        {Object.entries({ ...typed, do: deed.key, obligation: ids.join(','), back }).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
        <button type="submit" class="primary">I have signed in: bring it back</button>
      </form>
    </>,
    { status: 401 },
  );

const nothingChosen = (back: string): Page => page('Nothing was chosen', <><div class="notice warn" role="alert"><p>Mark at least one row of the list, then press the button below it.</p></div><p><a class="button" href={back}>Back to the board</a></p></>, { status: 422 });

/** Takes what was chosen on the board: from a page of ours, by whoever is signed in, with the token of their session. Nothing chosen or typed is lost. */
export async function receiveBoard(call: Call, request: Request): Promise<Answer> {
  const elsewhere = fromElsewhere(request, call);
  if (elsewhere) return elsewhere;
  const { [CSRF_FIELD]: token = '', ...typed } = typedOf(request.body);
  const deed = DEEDS.find(({ key }) => key === typed['do']);
  const ids = [...new Set((typed['obligation'] ?? '').split(','))].filter((id) => OBLIGATION.test(id));
  if (!deed) return refusedPage({ refused: 'invalid', detail: `"do" is one of ${DEEDS.map(({ key }) => key).join(', ')}` });
  const sent: Sent = { deed, ids, typed, back: backIn(typed) };
  if (ids.length === 0) return nothingChosen(sent.back);
  if (!isVisit(call)) return call.session ? strangerPage(call) : signInFirst(call, sent);
  if (!sameText(token, call.session.csrf)) return asking(call, sent, { note: NOTES.csrf, status: 403 });
  if (deed.fields.length > 0 && typed['sent'] === undefined) return asking(call, sent, {});
  return give(call, sent);
}

/** Does it with each, once everything is there that is asked for. */
function give(visit: Visit, sent: Sent): Answer | Promise<Answer> {
  const { deed, typed, ids } = sent;
  const errors = faultsIn(sent);
  const sending = sendingOf(visit, typed);
  if (sending === null || Object.keys(errors).length > 0) return asking(visit, sent, { errors, note: notRecorded(sending === null ? NOTES.numberless : 'Look at what is marked below.'), status: 422 });
  return orAgain(visit, { deed: deed.key, chosen: String(ids.length) }, async () => answered(sent, await doWithAll({ visit, deed, typed, sending }, ids)), (note, status) => asking(visit, sent, { note, status, command_id: typed['command_id'] }));
}
