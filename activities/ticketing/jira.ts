import { z } from 'zod';
import { DeliveryError } from '../delivery-error.ts';
import { call, type Far, unlessGone } from './http.ts';
import type { TicketFound, TicketPort, TicketText } from './port.ts';

export interface JiraWish {
  /** E.g. `https://example.atlassian.net`, or a Data Center's own address with its path. */
  readonly url: string;
  /** With it: Jira Cloud, basic authentication with an API token. Without it: Data Center, a personal access token. */
  readonly email: string | undefined;
  readonly token: string;
  readonly timeoutMs?: number;
}

const status = z.looseObject({ statusCategory: z.looseObject({ key: z.string() }) });
const issue = z.looseObject({ key: z.string().regex(/^[A-Z][A-Z0-9_]*-\d+$/), fields: z.looseObject({ status }) });
const transitions = z.looseObject({ transitions: z.array(z.looseObject({ id: z.string(), name: z.string(), to: status })) });

/** Cloud's search shows a new issue after seconds, at times after minutes, says Atlassian of `/search/jql`. */
const CLOUD_SEARCH_LAG_MS = 4 * 60_000;

const LONGEST_SUMMARY = 250;
const LONGEST_TEXT = 30_000;

/** Text as text in Jira's wiki mark-up: no macro, nobody mentioned, no link but ours. */
export const inWiki = (text: string): string => text.replace(/[\\{}[\]|!*_^~+?-]/g, (mark) => (mark === '\\' ? '&#92;' : `\\${mark}`)).replaceAll('@', '@\u200b').replaceAll('://', ':\u200b//').replace(/\b(mailto|tel|callto|skype|file|news):/gi, '$1\u200b:').replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}\u200b.`);

const textOf = ({ paragraphs, url }: TicketText): string => [...paragraphs.map(inWiki), url].join('\n\n').slice(0, LONGEST_TEXT);
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The state of a ticket is the category of its status: each project names its statuses as it likes. */
const stateOf = ({ statusCategory }: z.infer<typeof status>): TicketFound['state'] => (statusCategory.key === 'done' ? 'closed' : 'open');

const checked = (ref: string): string => {
  if (/^[A-Z][A-Z0-9_]*-\d+$/.test(ref)) return ref;
  throw new DeliveryError({ kind: 'permanent', code: 'invalid' }, `${JSON.stringify(ref)} is no issue of Jira; it would be KEY-1`);
};

function farOf({ url, email, token, timeoutMs }: JiraWish): Far {
  const Authorization = email === undefined ? `Bearer ${token}` : `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;
  return { url, headers: { Accept: 'application/json', Authorization, 'X-Atlassian-Token': 'no-check' }, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
}

/** Jira by its plain REST API, version 2, whose texts are plain on Cloud and on Data Center alike. */
export function createJiraTickets(wish: JiraWish): TicketPort {
  const far = farOf(wish);
  const base = wish.url.replace(/\/+$/, '');
  const found = ({ key, fields }: z.infer<typeof issue>): TicketFound => ({ ref: key, url: `${base}/browse/${key}`, state: stateOf(fields.status) });
  // Cloud took the old search away; Data Center does not have the new one
  const search = wish.email === undefined ? '/rest/api/2/search' : '/rest/api/2/search/jql';
  const of = (ref: string): string => `/rest/api/2/issue/${checked(ref)}`;

  async function way(ref: string, to: TicketFound['state'], by: string | undefined): Promise<string> {
    const { transitions: ways } = await call(far, { method: 'GET', path: `${of(ref)}/transitions`, harmless: true, answer: transitions });
    const named = by === undefined || to === 'open' ? undefined : ways.find(({ name }) => name === by);
    const fits = named ?? ways.find((each) => stateOf(each.to) === to);
    if (fits) return fits.id;
    throw new DeliveryError({ kind: 'permanent', code: 'no_transition' }, `${ref} has no transition that leads to ${to}; it has ${ways.map(({ name }) => name).join(', ') || 'none'}`);
  }

  return {
    searchLagMs: wish.email === undefined ? 0 : CLOUD_SEARCH_LAG_MS,
    async create(place, key, draft) {
      const fields = { project: { key: place }, issuetype: { name: draft.issue_type ?? 'Task' }, summary: oneLine(draft.title).slice(0, LONGEST_SUMMARY), description: textOf(draft), labels: [key] };
      const made = await call(far, { method: 'POST', path: '/rest/api/2/issue', body: { fields }, harmless: false, answer: z.looseObject({ key: z.string() }) });
      return { ref: made.key, url: `${base}/browse/${made.key}`, state: 'open' };
    },
    async comment(ref, text) {
      await call(far, { method: 'POST', path: `${of(ref)}/comment`, body: { body: textOf(text) }, harmless: false, answer: z.unknown() });
    },
    async transition(ref, to, by) {
      const id = await way(ref, to, by);
      await call(far, { method: 'POST', path: `${of(ref)}/transitions`, body: { transition: { id } }, harmless: true, answer: z.unknown() });
    },
    async get(ref) {
      const there = await unlessGone(call(far, { method: 'GET', path: `${of(ref)}?fields=status`, harmless: true, answer: issue }));
      return there && found(there);
    },
    async check(place) {
      await call(far, { method: 'GET', path: `/rest/api/2/project/${encodeURIComponent(place)}`, harmless: true, answer: z.looseObject({ key: z.string() }) });
    },
    async find(place, key) {
      const query = new URLSearchParams({ jql: `project = "${place}" AND labels = "${key}"`, fields: 'status', maxResults: '2' });
      const { issues } = await call(far, { method: 'GET', path: `${search}?${query.toString()}`, harmless: true, answer: z.looseObject({ issues: z.array(issue) }) });
      return issues[0] ? found(issues[0]) : null;
    },
  };
}
