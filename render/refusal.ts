import type { Refusal } from '../contracts/refusal.ts';
import { inNames, type Names } from './in-names.ts';
import { utc } from './line.ts';
import { fitLine, slackDate } from './mrkdwn.ts';
import { withTyped, type Typed } from './typed-back.ts';
import { shortDigest, spaced } from './words.ts';

type Extra = Readonly<Record<string, unknown>>;
type NameOf = Names['nameOf'];

const DETAIL = 1_200;
const INSTANT = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g;
/** A refusal's own words, with people and lanes by name and instants in the reader's zone. */
const detail = (text: string, names: Names): string => fitLine(inNames(text, names), DETAIL).replace(INSTANT, slackDate);

const textIn = (extra: Extra, key: string): string | null => (typeof extra[key] === 'string' ? extra[key] : null);

function whoMay(extra: Extra, nameOf: NameOf): string | null {
  const { may } = extra;
  if (!Array.isArray(may)) return null;
  const names = may.filter((each) => typeof each === 'string').map(nameOf);
  return names.length > 0 ? `Who may: ${fitLine(names.join(', '), DETAIL)}.` : 'Nobody may at present; the lane head has been told.';
}

/** Clauses of a refusal's detail stand between semicolons; the list of people who may is told with their names instead. */
const cause = (refusal: Refusal): string => (Array.isArray(refusal.extra?.['may']) ? (refusal.detail.split('; ')[0] ?? refusal.detail) : refusal.detail);

interface Entry {
  readonly name: string;
  readonly before: string | null;
  readonly after: string | null;
}
const entries = (value: unknown): readonly Entry[] => (Array.isArray(value) ? (value as readonly Entry[]) : []);

/** What differs between the package that was seen and the current one (§1.10). */
function difference(extra: Extra): string[] {
  const found = (extra['difference'] ?? {}) as Readonly<Record<string, unknown>>;
  const shown = (value: string | null) => (value === null ? 'none' : fitLine(shortDigest(value), 60));
  return ['components', 'documents', 'fields'].flatMap((part) =>
    entries(found[part]).slice(0, 8).map(({ name, before, after }) => `• ${fitLine(spaced(name), 80)}: ${shown(before)} → ${shown(after)}`),
  );
}

const LEAD: Readonly<Partial<Record<Refusal['refused'], string>>> = {
  assurance_too_weak: 'A click in a chat is not enough for this.',
  stale_package: 'The package changed since this message was drawn, so nothing was recorded.',
  idempotency_conflict: 'This was sent before with other content, so nothing was recorded.',
};

interface RefusalReader extends Names {
  readonly person: string;
  /** What they typed; given back. */
  readonly typed?: Typed;
  /** Where it can be signed, when a click proved too little. */
  readonly sign?: string | null;
  /** Where it can be done instead, when nothing could be kept. */
  readonly page?: string | null;
}
function signed(sign: string | null, page: string | null): string[] {
  if (sign !== null) return [`<${sign}|Sign in the browser>: what you chose and typed waits there for 15 minutes, for you alone.`];
  return page === null ? [] : [`<${page}|Confirm who you are in the browser>, and do it there.`];
}

/** Says to one person in Slack why nothing was recorded: plain words, who may, and what they typed. */
export function refusalText(refusal: Refusal, { nameOf, laneOf, person, typed = null, sign = null, page = null }: RefusalReader): string {
  const extra = refusal.extra ?? {};
  const lines = [LEAD[refusal.refused] ?? null, ...signed(sign, page), ...why(refusal, extra, person, { nameOf, laneOf }), whoMay(extra, nameOf)];
  return withTyped(lines.filter((line) => line !== null).join('\n'), typed);
}

/** One fault as plain text, as it stands beside a field: no markup, instants in UTC. */
export const faultText = (refused: Refusal['refused'], text: string, names: Names): string =>
  `${LEAD[refused] === undefined ? '' : `${LEAD[refused]} `}${inNames(text, names).replace(INSTANT, utc)}.`;

function why(refusal: Refusal, extra: Extra, person: string, names: Names): string[] {
  const { nameOf } = names;
  const [by, at] = [textIn(extra, 'by'), textIn(extra, 'at')];
  switch (refusal.refused) {
    case 'already_decided':
      if (by === person && at !== null) return [`You decided this already, at ${slackDate(at)}. Nothing more is needed.`];
      return by !== null && at !== null ? [`This was already decided by ${fitLine(nameOf(by), 120)} at ${slackDate(at)}.`] : [`Nothing is open here any more: ${detail(refusal.detail, names)}.`];
    case 'unknown_obligation':
      return ['This is no longer open. Nothing more is needed.'];
    case 'already_voted':
      return [`Your word is recorded already: ${detail(refusal.detail, names)}.`];
    case 'assurance_too_weak': {
      const command = textIn(extra, 'command');
      return command === null ? [`${detail(refusal.detail, names)}.`] : [`It needs a sign-in of strength "${fitLine(textIn(extra, 'needed') ?? 'session', 20)}". On the command line:`, `\`${fitLine(command, 300)} --reason "…"\``];
    }
    case 'idempotency_conflict':
      return ['Please do it again.'];
    case 'stale_package':
      return [...difference(extra), 'Look at the current message, or at the case, and decide on that.'];
    default:
      return [`${detail(cause(refusal), names)}.`];
  }
}
