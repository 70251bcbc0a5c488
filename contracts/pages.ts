import { HOUSE_ID, parseId } from './ids.ts';

/*
 * Paths of the console's pages, for everything that links to them: messages, answers in Slack, the pages themselves.
 * Each page sends whoever is not signed in to sign in, and back (R-76, R-86).
 */

/** The query parameter by which an open page asks for one piece of itself anew; such a question is no use of a session. */
export const LIVE_PART = 'part';

/** What somebody owes. */
export const WORK_PAGE = '/work';
export const PEOPLE_PAGE = '/people';
export const personPage = (id: string): string => `${PEOPLE_PAGE}/${encodeURIComponent(id)}`;
export const POLICY_PAGE = '/policy';
export const SYSTEMS_PAGE = '/systems';

/** Every open blocker. */
export const BLOCKERS_PAGE = '/blockers';
export const blockerPage = (id: string): string => `${BLOCKERS_PAGE}/${encodeURIComponent(id)}`;

/** What is owed in a manager's line to put things right (R-45). */
export const BOARD_PAGE = '/board';
/** Where what was chosen on it is sent. */
export const BOARD_CHOSEN = `${BOARD_PAGE}/selected`;
export const boardPage = (manager: string): string => `${BOARD_PAGE}?${new URLSearchParams({ manager }).toString()}`;

/** Where a nonconformity is raised, with what is known of it already as the fields of its form. */
export function raiseNonconformityPage(known: Readonly<Record<string, string>> = {}): string {
  const query = new URLSearchParams(known).toString();
  return `/act/raiseNonconformity/new${query === '' ? '' : `?${query}`}`;
}

/** The page of a case of any kind. */
export const casePage = (id: string): string => `/cases/${encodeURIComponent(id)}`;
export const systemPage = (id: string): string => `${SYSTEMS_PAGE}/${encodeURIComponent(id)}`;
/** The part of a system's page that lists what holds its gates. */
export const systemBlockersPage = (id: string): string => `${systemPage(id)}#blockers`;

/** The page of a case with the form of one obligation open. */
export const decidePage = (id: string, obligation: string): string => `${casePage(id)}?${new URLSearchParams({ decide: obligation }).toString()}`;
/** A form that was filled in elsewhere, or before its sender had proven enough; nobody else can open it. */
export const parkedPage = (id: string): string => `/parked/${encodeURIComponent(id)}`;

/** Proves several factors anew, then goes on to a page of ours (§1.20, R-86). */
export const stepUpPage = (to: string): string => `/oidc/step-up?${new URLSearchParams({ return_to: to }).toString()}`;

/** Where somebody looks at a record, by the form of its id. */
export function recordPage(id: string): string {
  if (id === HOUSE_ID) return POLICY_PAGE;
  return parseId(id)?.prefix === 'sys' ? systemPage(id) : casePage(id);
}
