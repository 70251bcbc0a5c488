import type { Refusal } from '../contracts/refusal.ts';
import { shortDigest, spaced } from './words.ts';
import { fitLine, quoted, slackDate } from './mrkdwn.ts';

type Extra = Readonly<Record<string, unknown>>;
type NameOf = (id: string) => string;

const DETAIL = 1_200;
const INSTANT = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g;
/** A refusal's own words, its instants in the reader's zone. */
const detail = (text: string): string => fitLine(text, DETAIL).replace(INSTANT, slackDate);

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
  assurance_too_weak: 'A click in a chat is not enough to sign this.',
  stale_package: 'The package changed since this message was drawn, so nothing was recorded.',
  idempotency_conflict: 'This was sent before with other content, so nothing was recorded.',
};

interface RefusalReader {
  readonly nameOf: NameOf;
  readonly person: string;
  /** What they typed; given back. */
  readonly typed?: string | null;
  /** Where it can be signed, when a click proved too little. */
  readonly sign?: string | null;
}
const signed = (sign: string | null): string[] => (sign === null ? [] : [`<${sign}|Sign in the browser>: what you chose and typed waits there for 15 minutes, for you alone.`]);

/** Says to one person in Slack why nothing was recorded: plain words, who may, and what they typed. */
export function refusalText(refusal: Refusal, { nameOf, person, typed = null, sign = null }: RefusalReader): string {
  const extra = refusal.extra ?? {};
  const lines = [LEAD[refusal.refused] ?? null, ...signed(sign), ...why(refusal, extra, person, nameOf), whoMay(extra, nameOf)];
  const back = typed === null ? [] : ['What you typed:', quoted(typed, 1_500)];
  return [...lines.filter((line) => line !== null), ...back].join('\n');
}

function why(refusal: Refusal, extra: Extra, person: string, nameOf: NameOf): string[] {
  const [by, at] = [textIn(extra, 'by'), textIn(extra, 'at')];
  switch (refusal.refused) {
    case 'already_decided':
      if (by === person && at !== null) return [`You decided this already, at ${slackDate(at)}. Nothing more is needed.`];
      return by !== null && at !== null ? [`This was already decided by ${fitLine(nameOf(by), 120)} at ${slackDate(at)}.`] : [`Nothing is open here any more: ${detail(refusal.detail)}.`];
    case 'unknown_obligation':
      return ['This is no longer open. Nothing more is needed.'];
    case 'already_voted':
      return [`Your word is recorded already: ${detail(refusal.detail)}.`];
    case 'assurance_too_weak': {
      const command = textIn(extra, 'command');
      return command === null ? [`${detail(refusal.detail)}.`] : [`It needs a sign-in of strength "${fitLine(textIn(extra, 'needed') ?? 'session', 20)}". On the command line:`, `\`${fitLine(command, 300)} --reason "…"\``];
    }
    case 'idempotency_conflict':
      return ['Please do it again.'];
    case 'stale_package':
      return [...difference(extra), 'Look at the current message, or at the case, and decide on that.'];
    default:
      return [`${detail(cause(refusal))}.`];
  }
}
