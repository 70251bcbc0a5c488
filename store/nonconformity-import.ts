import type { CommandMeta } from '../contracts/ledger.ts';
import { likeness, type NcRaise, ncRaise } from '../contracts/nonconformity-closure.ts';
import type { ImportFault, ImportFormat } from '../contracts/nonconformity-import.ts';
import type { Refusal } from '../contracts/refusal.ts';
import type { Command } from '../domain/aggregate.ts';
import { type RawFinding, readFindings } from '../domain/nonconformity-closure/findings.ts';
import { type AlikeLine, alikeOfLine, type RaisedLine, sameBefore } from '../domain/nonconformity-closure/imported.ts';
import { execute } from './execute.ts';
import { lookAhead } from './look-ahead.ts';
import type { Outcome } from './outcome.ts';
import { nonconformitiesNamed } from './queries/nonconformities.ts';
import { readBeforeNew } from './read-new.ts';
import { nowOf, type Store, type Target } from './store.ts';
import { problemsOf } from './zod-problems.ts';

/** More faults than this are not told at once: a file with so many is another file. */
const MOST_FAULTS = 1_000;

/** A nonconformity that an import raised, or had raised before. */
export interface ImportedFinding {
  readonly line: number;
  readonly id: string;
  readonly title: string;
  readonly state: string;
  /** What it may repeat, on record before or in this file: as a single raise answers it. */
  readonly alike: readonly AlikeLine[];
  /** The one with the same title that was on record before this file. */
  readonly before: string | null;
}

type Raised = RaisedLine & Pick<ImportedFinding, 'state'>;

interface Finding {
  readonly line: number;
  readonly index: number;
  readonly body: NcRaise;
}

/** The command's surroundings for each finding, by its place in the file; the same place must get the same command id when the import is repeated. */
export type MetaOf = (part: string) => CommandMeta;

/**
 * Raises every finding of a file, or none (R-42, §3).
 *
 * 1. Each finding is a case with a chain of its own, so no one transaction holds them all. First every line is judged by its
 *    schema and by the very rules that `raise` follows; one fault, and nothing is raised.
 * 2. Only then are they raised, one by one, each with a command id made of the import's own and its place in the file. When the
 *    process dies in the middle, the same import given again finishes it: what is raised already only answers.
 * 3. An id that was used for another file is refused before anything is raised.
 */
export async function importFindings(store: Store, text: string, format: ImportFormat, metaOf: MetaOf): Promise<readonly ImportedFinding[] | Refusal> {
  const read = readFindings(text, format);
  const parsed = read.findings.map(parseFinding);
  const faults = [...read.faults, ...parsed.flatMap((each) => ('faults' in each ? each.faults : []))];
  if (faults.length > 0) return nothingRaised(faults);
  const findings = parsed.flatMap((each) => ('body' in each ? [each] : []));
  return (await judge(store, findings, metaOf)) ?? raiseAll(store, findings, metaOf);
}

function nothingRaised(faults: readonly ImportFault[]): Refusal {
  const all = faults.toSorted((a, b) => a.line - b.line).slice(0, MOST_FAULTS);
  const told = all.map(({ line, pointer, detail }) => ({ pointer, detail: `line ${line}: ${detail}` }));
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
  return { refused: 'invalid', detail: `nothing was raised, the file has ${count}: ${told[0]?.detail ?? ''}`, errors: told, extra: { faults: all } };
}

const pointerOf = (index: number, path: readonly PropertyKey[]): string => [`/${index}`, ...path.map(String)].join('/');

/** Nothing that holds it can be recorded: known before the first is raised. */
const holdsNul = (body: NcRaise): boolean => Object.values(body).some((value) => typeof value === 'string' && value.includes('\0'));

function parseFinding({ line, value }: RawFinding, index: number): Finding | { readonly faults: readonly ImportFault[] } {
  const parsed = ncRaise.safeParse(value);
  if (parsed.success && !holdsNul(parsed.data)) return { line, index, body: parsed.data };
  if (parsed.success) return { faults: [{ line, pointer: `/${index}`, detail: 'it holds the character U+0000; leave it out' }] };
  const faults = problemsOf(parsed.error, ncRaise, value);
  return { faults: faults.map(({ path, message, allowed }) => ({ line, pointer: pointerOf(index, path), detail: `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}; ${allowed}` })) };
}

const partOf = (index: number): string => `finding/${index}`;
const commandOf = ({ body }: Pick<Finding, 'body'>): Command => ({ name: 'raise', body });

async function freshTarget(store: Store): Promise<Target> {
  return { kind: 'nonconformity', id: store.newId('nc', await nowOf(store)) };
}

/** Why nothing may be raised; null when everything may. A refusal that points nowhere is about whoever asks, and stands for all. */
async function judge(store: Store, findings: readonly Finding[], metaOf: MetaOf): Promise<Refusal | null> {
  const faults: ImportFault[] = [];
  let repeats = 0;
  for (const finding of findings) {
    const seen = await foresee(store, finding, metaOf(partOf(finding.index)));
    if (seen === 'repeat') repeats += 1;
    else if (seen !== null && seen.pointer === undefined && seen.errors === undefined) return seen;
    else if (seen !== null) faults.push(...faultsOf(seen, finding));
    if (faults.length >= MOST_FAULTS) break;
  }
  if (faults.length > 0) return nothingRaised(faults);
  return repeats > 0 ? longerBefore(store, findings, metaOf) : null;
}

/** Whether the finding would be raised now, was raised by this import before, or why it would be refused. */
async function foresee(store: Store, finding: Finding, meta: CommandMeta): Promise<Refusal | 'repeat' | null> {
  const target = await freshTarget(store);
  const command = commandOf(finding);
  const { record, answered } = await readBeforeNew(store, target, command, meta.command_id);
  if (!answered) return lookAhead(store, target, record, command, meta);
  // its answer is kept: given again, it changes nothing and says whether it was for the same finding
  const outcome = await execute(store, target, command, meta);
  if (outcome.ok) return 'repeat';
  return outcome.refusal.refused === 'idempotency_conflict' ? anotherFile : outcome.refusal;
}

const anotherFile: Refusal = { refused: 'idempotency_conflict', detail: 'this Idempotency-Key was used for another file of findings; nothing was raised now, give the file a key of its own' };

function faultsOf({ detail, pointer, errors = [] }: Refusal, { line, index }: Finding): ImportFault[] {
  const all = [...(pointer === undefined ? [] : [{ pointer, detail }]), ...errors];
  return all.map((each) => ({ line, pointer: `/${index}${each.pointer}`, detail: `${each.pointer.slice(1).replaceAll('/', '.')}: ${each.detail}` }));
}

/** A file that begins like the one before and is shorter is another file. */
async function longerBefore(store: Store, findings: readonly Finding[], metaOf: MetaOf): Promise<Refusal | null> {
  const next = metaOf(partOf(findings.length)).command_id;
  const { answered } = await readBeforeNew(store, await freshTarget(store), { name: 'raise', body: {} }, next);
  return answered ? anotherFile : null;
}

async function raiseAll(store: Store, findings: readonly Finding[], metaOf: MetaOf): Promise<readonly ImportedFinding[] | Refusal> {
  const done: Raised[] = [];
  for (const finding of findings) {
    const outcome = await execute(store, await freshTarget(store), commandOf(finding), metaOf(partOf(finding.index)));
    if (!outcome.ok) return brokenOff(outcome.refusal, finding, done);
    done.push({ line: finding.line, id: outcome.id, title: finding.body.title, state: stateOf(store, outcome), alike: likeness.array().safeParse(outcome.result['alike']).data ?? [] });
  }
  return withAlike(store, done);
}

/** What was raised with what each may repeat, named: one question for the whole file. */
async function withAlike(store: Store, raised: readonly Raised[]): Promise<readonly ImportedFinding[]> {
  const known = await nonconformitiesNamed(store, raised.flatMap(({ alike }) => alike.map(({ id }) => id)));
  const lines = new Map(raised.map(({ id, line }) => [id, line]));
  return raised.map((one) => ({ ...one, alike: alikeOfLine(one, lines, known), before: sameBefore(one, lines, known) }));
}

function stateOf(store: Store, outcome: Extract<Outcome, { ok: true }>): string {
  const kept = store.states.get(outcome.id)?.state;
  return kept === undefined ? outcome.agenda.stage : store.rules.kinds.nonconformity.summary(kept).state;
}

/** Between the judging and the raising something changed, e.g. somebody left: what was raised stays raised, and is named. */
function brokenOff(refusal: Refusal, { line, index }: Finding, done: readonly Raised[]): Refusal {
  const raised = done.length === 0 ? 'nothing was raised' : `${done.length} findings up to line ${done.at(-1)?.line ?? 1} are raised; import the rest as a file of its own`;
  return { ...refusal, detail: `line ${line}: ${refusal.detail}; ${raised}`, extra: { ...refusal.extra, raised: done.map(({ line: at, id, state }) => ({ line: at, id, state })) }, ...(refusal.pointer === undefined ? {} : { pointer: `/${index}${refusal.pointer}` }) };
}
