import { z } from 'zod';
import { DeliveryError } from '../delivery-error.ts';
import { call, type Far, unlessGone } from './http.ts';
import type { TicketDraft, TicketFound, TicketPort, TicketText } from './port.ts';

export interface GitHubWish {
  /** A token that may read and write issues, and put labels on them. */
  readonly token: string;
  /** `https://api.github.com`, or a GitHub Enterprise Server's `https://<host>/api/v3`. */
  readonly url: string;
  readonly timeoutMs?: number;
}

const issue = z.looseObject({
  number: z.number().int(),
  html_url: z.string(),
  state: z.string(),
  body: z.string().nullish(),
  labels: z.array(z.union([z.string(), z.looseObject({ name: z.string().nullish() })])).default([]),
  pull_request: z.unknown().optional(),
});
type Issue = z.infer<typeof issue>;

const LONGEST_TITLE = 250;
const LONGEST_BODY = 60_000;
/** As many as one page holds; an issue made a minute ago is among them in all but the busiest repositories. */
const NEWEST = 100;

/** Text as text: no mark-up, nobody mentioned, no other issue or commit referred to. */
export const inMarkdown = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~>]/g, '\\$&')
    .replace(/[@#]/g, '$&\u200b')
    .replace(/\b(GH|gh)-(?=\d)/g, '$1\u200b-')
    .replace(/:\/\//g, ':\u200b//')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}\u200b.`)
    .replace(/(?<![0-9a-z])[0-9a-f]{7,}(?![0-9a-z])/gi, (run) => run.replace(/.{6}(?=.)/g, '$&\u200b'));

const bodyOf = ({ paragraphs, url }: TicketText, key?: string): string =>
  [...paragraphs.map(inMarkdown), url].join('\n\n').slice(0, LONGEST_BODY) + (key === undefined ? '' : `\n\n<!-- ${key} -->`);

/** GitHub drops labels silently from whoever may not push, so the key stands in the text as well. */
const bears = ({ labels, body }: Issue, key: string): boolean =>
  labels.some((label) => (typeof label === 'string' ? label : label.name) === key) || (body ?? '').includes(`<!-- ${key} -->`);

const partsOf = (ref: string): { readonly place: string; readonly number: string } => {
  const [, place, number] = /^([\w.-]+\/[\w.-]+)#(\d{1,12})$/.exec(ref) ?? [];
  if (place === undefined || number === undefined) throw new DeliveryError({ kind: 'permanent', code: 'invalid' }, `${JSON.stringify(ref)} is no issue of GitHub; it would be owner/name#1`);
  return { place, number };
};

const found = (place: string, { number, html_url, state }: Issue): TicketFound => ({ ref: `${place}#${number}`, url: html_url, state: state === 'closed' ? 'closed' : 'open' });

const repo = (place: string): string => `/repos/${place.split('/').map(encodeURIComponent).join('/')}`;

/** GitHub Issues by its REST API. */
export function createGitHubTickets({ token, url, timeoutMs }: GitHubWish): TicketPort {
  const headers = { Accept: 'application/vnd.github+json', Authorization: `Bearer ${token}`, 'X-GitHub-Api-Version': '2022-11-28' };
  const far: Far = { url, headers, moves: true, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  const listed = (place: string, query: Readonly<Record<string, string>>): Promise<Issue[]> =>
    call(far, { method: 'GET', path: `${repo(place)}/issues?${new URLSearchParams({ state: 'all', ...query }).toString()}`, harmless: true, answer: z.array(issue) });
  return {
    searchLagMs: 0,
    async create(place: string, key: string, draft: TicketDraft) {
      const body = { title: draft.title.slice(0, LONGEST_TITLE), body: bodyOf(draft, key), labels: [key] };
      return found(place, await call(far, { method: 'POST', path: `${repo(place)}/issues`, body, harmless: false, answer: issue }));
    },
    async comment(ref, text) {
      const { place, number } = partsOf(ref);
      await call(far, { method: 'POST', path: `${repo(place)}/issues/${number}/comments`, body: { body: bodyOf(text) }, harmless: false, answer: z.unknown() });
    },
    async transition(ref, to) {
      const { place, number } = partsOf(ref);
      const body = to === 'closed' ? { state: 'closed', state_reason: 'completed' } : { state: 'open', state_reason: 'reopened' };
      await call(far, { method: 'PATCH', path: `${repo(place)}/issues/${number}`, body, harmless: true, answer: issue });
    },
    async get(ref) {
      const { place, number } = partsOf(ref);
      const there = await unlessGone(call(far, { method: 'GET', path: `${repo(place)}/issues/${number}`, harmless: true, answer: issue }));
      return there && found(place, there);
    },
    async check(place) {
      await listed(place, { per_page: '1' });
    },
    async find(place, key) {
      const labelled = await listed(place, { labels: key });
      const all = labelled.length > 0 ? labelled : await listed(place, { sort: 'created', direction: 'desc', per_page: String(NEWEST) });
      const there = all.find((each) => each.pull_request === undefined && bears(each, key));
      return there === undefined ? null : found(place, there);
    },
  };
}
