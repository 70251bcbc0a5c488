import type { SlackWord } from '../contracts/slack-actions.ts';
import { fitLine, slackDate } from './mrkdwn.ts';
import { shortDigest, inWords, capital } from './words.ts';

/** What somebody is told privately once a form or a typed command was recorded. */
export const askedText = (): string => 'Your question went to the requester. The clock of the lane stands still until the answer, as far as the policy lets it.';

/** What was recorded by a word, by what it was. */
export const wordText = (word: SlackWord): string => WORD_TEXTS[word];
const WORD_TEXTS: Readonly<Record<SlackWord, string>> = {
  answer: 'Your answer is recorded, and whoever asked has it. The clock of the lane runs on.',
  consent: 'Your consent is recorded.',
  complete: 'Your review is recorded.',
};

export const nudgedText = (names: readonly string[]): string => `Reminded: ${names.map((name) => fitLine(name, 120)).join(', ')}.`;

export const reassignedText = (name: string): string => `${fitLine(name, 120)} owes it from now on, and is told. It stays due when it is due.`;

export const snoozedText = (until: string): string => `The next reminder comes ${slackDate(until)}. It stays due when it is due.`;

/** `held`: up to which tier, where a click in a chat holds it there, and where more can be given. */
export const delegatedText = ({ to, lane, until, held = null }: { readonly to: string; readonly lane: string; readonly until: string; readonly held?: { readonly tier: string; readonly url: string } | null }): string =>
  `${fitLine(to, 120)} signs for you in the lane \`${lane}\` until ${slackDate(until)}${held === null ? '' : `, up to tier ${held.tier}, since a click in a chat proves no more; <${held.url}|give more in the browser>`}. End it sooner with \`gatehouse delegation end\`.`;

export const requestedText = ({ id, title, url }: { readonly id: string; readonly title: string; readonly url: string }): string =>
  `Requested: <${url}|${fitLine(title, 200)}>. The checks begin now; \`/gatehouse status ${id}\` says where it stands.`;

/** A vote that was typed: what, where and on which package, and how to take it back. */
export const votedText = ({ lane, verdict, title, url, digest, obligation }: { readonly lane: string; readonly verdict: string; readonly title: string; readonly url: string; readonly digest: string; readonly obligation: string }): string =>
  verdict === 'withdraw'
    ? `Your vote for ${fitLine(lane, 80)} is taken back: <${url}|${fitLine(title, 200)}>.`
    : `${capital(fitLine(lane, 80))}: you ${inWords(verdict)} · <${url}|${fitLine(title, 200)}>, package \`${shortDigest(digest)}\`. Take it back with \`/gatehouse vote ${obligation} withdraw\`.`;
