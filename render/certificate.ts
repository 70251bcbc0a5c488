import type { DecisionRecord } from '../contracts/decision-record.ts';
import type { DecidedBy, VoteView } from '../contracts/deployment-view.ts';
import { escapeHtml } from './html.ts';
import { utc } from './line.ts';
import { assuredInWords, capital, inWords, spaced } from './words.ts';

type NameOf = (id: string) => string;

/** A page: this many lines of this many characters. */
export const PAGE = { lines: 66, width: 100 } as const;

/** Longest lists; the record holds all of them. Together with the single lines they fill a page at most. */
const MOST = { rationale: 3, options: 3, digests: 6, signatures: 14, dissent: 4, abstentions: 3, conditions: 6, exceptions: 5 } as const;

/** One line of at most the width; typed line breaks, control characters and changes of direction become blanks. */
function fit(text: string, width: number = PAGE.width): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trimEnd();
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}

/** A labelled line. */
const row = (label: string, text: string): string => fit(`${label.padEnd(14)}${text.trim()}`);

/** A heading and what stands under it; nothing when nothing does. */
function section(label: string, lines: readonly string[], most: number): string[] {
  if (lines.length === 0) return [];
  const shown = lines.length > most ? [...lines.slice(0, most - 1), `… and ${lines.length - most + 1} more in the record`] : lines;
  return [label, ...shown.map((line) => `  ${fit(line, PAGE.width - 2)}`)];
}

/**
 * The one-page decision certificate (§1 artefacts, R-09) as plain text: what was decided on which evidence, by whom and
 * why, under which conditions. It is a view over the record and proves nothing without the ledger.
 */
export function certificate(record: DecisionRecord, nameOf: NameOf): string {
  return [...head(record, nameOf), ...body(record, nameOf), ''].join('\n');
}

/** {@link certificate} for a browser: the same lines, nothing that runs, nothing that is fetched. */
export function certificatePage(record: DecisionRecord, nameOf: NameOf): string {
  const title = escapeHtml(fit(`Decision ${record.case_id}`));
  const meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">';
  return `<!doctype html>\n<html lang="en">\n<head>${meta}<title>${title}</title></head>\n<body>\n<main>\n<pre>\n${escapeHtml(certificate(record, nameOf))}</pre>\n</main>\n</body>\n</html>\n`;
}

function head(record: DecisionRecord, nameOf: NameOf): string[] {
  const { decision, evidence, consent } = record;
  const until = decision.valid_until === null ? '' : `, valid until ${utc(decision.valid_until)}`;
  const by = decision.by === null ? '' : ` by ${nameOf(decision.by)}`;
  const why = decision.rule === null ? '' : ` (${spaced(decision.rule)}${decision.lane === null ? '' : `, ${decision.lane}`})`;
  return [
    row('DECISION', record.case_id),
    row('Request', record.title),
    row('System', `${record.system_name} ${record.version_name} → ${record.environment} (${spaced(record.change_type)})`),
    row('Decided', `${capital(spaced(decision.what))}${by}${why} ${utc(decision.at)}${until}${quoted(decision.reason)}`),
    row('State now', `${spaced(record.state)}${record.ended === null ? '' : endOf(record.ended, nameOf)}`),
    row('Requested by', `${nameOf(record.requester)}${record.submitted_at === null ? '' : ` ${utc(record.submitted_at)}`}; owner ${nameOf(record.owner)}`),
    row('Tier', `${record.tier}, score ${record.score}${record.traits.length > 0 ? `: ${record.traits.map(spaced).join(', ')}` : ''}`),
    row('Policy', record.policy_digest),
    row('Package', `${evidence.package_digest} (revision ${evidence.revision})`),
    ...(record.fixes === null ? [] : [row('Cures', `${record.fixes}${consent === null ? '' : `; ${nameOf(consent.person)} consented ${utc(consent.at)}`}`)]),
  ];
}

/** `, revoked by Maya 2026-03-02 09:00 UTC “Complaints”`. */
const endOf = ({ what, person, at, reason }: DecidedBy, nameOf: NameOf): string => `, ${spaced(what)}${person === null ? '' : ` by ${nameOf(person)}`} ${utc(at)}${quoted(reason)}`;
const quoted = (reason: string | null): string => (reason === null ? '' : ` “${reason}”`);

function body(record: DecisionRecord, nameOf: NameOf): string[] {
  const signatures = record.lanes.flatMap(({ name, signatures: votes }) => votes.map((vote) => signed(vote, nameOf, name)));
  return [
    ...section('Digests', Object.entries(record.evidence.components).sort().map(([name, digest]) => `${name.padEnd(14)}${digest}`), MOST.digests),
    ...section('Rationale', wrap(record.rationale, PAGE.width - 2), MOST.rationale),
    ...section('Options weighed', record.options, MOST.options),
    ...section('Signed', signatures, MOST.signatures),
    ...section('Dissent', record.dissent.map((vote) => signed(vote, nameOf)), MOST.dissent),
    ...section('Abstained', record.abstentions.map((vote) => signed(vote, nameOf)), MOST.abstentions),
    ...section('Conditions', record.conditions.map((condition) => conditionLine(condition, nameOf)), MOST.conditions),
    ...section('Exceptions and accepted risks', exceptions(record, nameOf), MOST.exceptions),
  ];
}

/** What is a nonconformity is named by its id too, under which its own record stands. */
const conditionLine = ({ title, type, owner, state, nonconformity }: DecisionRecord['conditions'][number], nameOf: NameOf): string =>
  `${nonconformity ?? spaced(type)}: ${title} (${nameOf(owner)}, ${inWords(state)})`;

function signed(vote: VoteView, nameOf: NameOf, lane: string = vote.lane): string {
  const forWhom = vote.on_behalf_of === null ? '' : ` for ${nameOf(vote.on_behalf_of)}`;
  return `${lane}: ${nameOf(vote.person)}${forWhom} ${inWords(vote.verdict)} ${utc(vote.at)} (${assuredInWords(vote)})${quoted(vote.reason)}`;
}

function exceptions({ lanes, waived, accepted_risks }: DecisionRecord, nameOf: NameOf): string[] {
  return [
    ...lanes.flatMap(({ name, overridden_until }) => (overridden_until === null ? [] : [`The veto of ${name} is overridden until ${utc(overridden_until)}`])),
    ...waived.map(({ title, waived_by, waived_until }) => `Waived by ${nameOf(waived_by)} until ${utc(waived_until)}: ${title}`),
    ...accepted_risks.map(({ title, residual, accepted_by, accepted_until }) => {
      const until = accepted_until === null ? '' : ` until ${utc(accepted_until)}`;
      return `Risk accepted${accepted_by === null ? '' : ` by ${nameOf(accepted_by)}`}${until}, residual ${residual}: ${title}`;
    }),
  ];
}

/** Typed text in lines of at most `width`, broken between words. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
