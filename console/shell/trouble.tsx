import { type ProblemCode, statusOf } from '../../contracts/problem.ts';
import { page, type Page } from '../answers.ts';
import type { Call } from '../visit.ts';

/** There is nothing at this address. */
export const nothingHere = (call: Call): Page =>
  page('There is no such page', <p class="lead">There is nothing at <code>{call.path}</code>. {call.person ? <><a href="/work">My work</a> shows what waits for you; <a href="/deployments">Deployments</a> lists every request.</> : <a href="/">Begin at the front page</a>}</p>, { status: 404 });

/** Why this can't be shown or done, in the words of the refusal. */
export const refusedPage = ({ refused, detail }: { readonly refused: ProblemCode; readonly detail: string }, title = 'This is not possible'): Page =>
  page(title, <><div class="notice bad" role="alert"><p>{detail}.</p></div><p><a href="/work">My work</a> shows what waits for you.</p></>, { status: statusOf(refused) });

/** Something broke on our side. */
export const brokenPage = (requestId: string): Page =>
  page('Something went wrong here', <div class="notice bad" role="alert"><p>This is a fault of ours, not of yours. Please try again; whatever you send twice counts once. The log has it under <code>{requestId}</code>.</p></div>, { status: 500 });

/** For somebody who signed in and whom the directory does not know. */
export const strangerPage = (call: Call): Page =>
  page(
    'You are signed in, but not known here',
    <>
      <p class="lead">You signed in as <code>{call.session?.person ?? ''}</code>. The directory of {call.house.directory.organisation.name} does not list you as somebody who works here, so there is nothing that you can see or do.</p>
      <p>Ask whoever keeps the directory to enter you, or sign out and sign in as somebody else.</p>
    </>,
    { status: 403 },
  );
