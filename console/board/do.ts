import type { z } from 'zod';
import { DEPLOYMENT_COMMANDS } from '../../contracts/deployment-approval.ts';
import type { StreamKind } from '../../contracts/ledger.ts';
import { NONCONFORMITY_COMMANDS } from '../../contracts/nonconformity-closure.ts';
import type { NudgedElsewhere } from '../../contracts/obligation-commands.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { callRefused } from '../../domain/privileges.ts';
import type { Command } from '../../domain/aggregate.ts';
import { type Nudged, nudgeOne } from '../../domain/nonconformity-closure/board-nudge.ts';
import { capital, spaced } from '../../render/words.ts';
import { execute } from '../../store/execute.ts';
import type { Outcome } from '../../store/outcome.ts';
import { getObligation, type ObligationListed } from '../../store/queries/obligations.ts';
import { problemsOf } from '../../store/zod-problems.ts';
import { metaOf } from '../acts/ahead.ts';
import type { Typed } from '../acts/act.ts';
import type { Visit } from '../visit.ts';
import type { Deed } from './deeds.ts';

/** What became of one that was chosen. */
export interface Result {
  readonly id: string;
  /** Null: there is no such obligation. */
  readonly owed: ObligationListed | null;
  readonly refusal: Refusal | null;
}

/** What each kind of case on the board lets one do. */
const COMMANDS: Readonly<Partial<Record<StreamKind, Readonly<Partial<Record<string, z.ZodType>>>>>> = { deployment: DEPLOYMENT_COMMANDS, nonconformity: NONCONFORMITY_COMMANDS };

/** `Corrective action: Model released without validation`. */
export const titleOf = ({ kind, case_title }: ObligationListed): string => `${capital(spaced(kind))}: ${case_title}`;

interface Doing {
  readonly visit: Visit;
  readonly deed: Deed;
  readonly typed: Typed;
  /** Names this sending of the form. */
  readonly sending: string;
}

/** What the board adds to what was typed: `shown` goes with it, `known` is its own knowledge, which no form may say. */
interface Added {
  readonly shown: Readonly<Record<string, unknown>>;
  readonly known: NudgedElsewhere;
}

/** One command to one obligation; sent again with the same form it counts once. @throws what the store throws */
async function give({ visit, deed, typed, sending }: Doing, owed: ObligationListed, { shown, known }: Added): Promise<Outcome | Refusal> {
  const { case_kind: kind, case_id, id } = owed;
  const schema = COMMANDS[kind]?.[deed.command];
  if (schema === undefined) return { refused: 'wrong_state', detail: `nobody can "${deed.command}" what ${case_id} asks for` };
  const body = { ...deed.body(typed, kind), ...shown, obligation_id: id };
  const read = schema.safeParse(body);
  if (!read.success) {
    const [first] = problemsOf(read.error, schema, body);
    return { refused: 'invalid', detail: first ? `/${first.path.join('/')} ${first.message}; ${first.allowed}` : 'the form is not complete' };
  }
  return execute(visit.deps.store, { kind, id: case_id }, { name: deed.command, body: { ...(read.data as Command['body']), ...known } }, metaOf(visit, `${sending}/${id}`));
}

/** Whoever gets a message by what was recorded. */
const toldBy = (outcome: Outcome): readonly string[] => (outcome.ok ? outcome.events.flatMap(({ type, body }) => (type === 'obligation.nudged' ? (body['to'] as readonly string[]) : [])) : []);

const nudged = (owed: ObligationListed): Nudged => ({ id: owed.id, title: titleOf(owed), due_at: owed.due_at, to: owed.to });

const refusalOf = (outcome: Outcome | Refusal): Refusal | null => ('refused' in outcome ? outcome : outcome.ok ? null : outcome.refusal);

/** Does it with each that was chosen, one after the other: a command and a result for each. One that is refused stops no other. */
export async function doWithAll(doing: Doing, ids: readonly string[]): Promise<readonly Result[]> {
  const { visit, deed, typed } = doing;
  const found = await Promise.all(ids.map(async (id) => ({ id, owed: await getObligation(visit.deps.store, id) })));
  const privilege = callRefused(deed.operation, { kind: 'person', id: visit.person.id }, visit.house.directory, visit.at);
  if (privilege) return found.map((each) => ({ ...each, refusal: privilege }));
  const all = found.flatMap(({ owed }) => (owed === null ? [] : [nudged(owed)]));
  const told = new Set<string>();
  const results: Result[] = [];
  for (const { id, owed } of found) {
    if (owed === null) {
      results.push({ id, owed, refusal: { refused: 'unknown_obligation', detail: `there is no obligation ${id}` } });
      continue;
    }
    const outcome = await give(doing, owed, deed.key === 'nudge' ? added(nudgeOne(nudged(owed), { all, told }, typed['instruction'] ?? null)) : { shown: {}, known: {} });
    if (!('refused' in outcome)) for (const person of toldBy(outcome)) told.add(person);
    results.push({ id, owed, refusal: refusalOf(outcome) });
  }
  return results;
}

const added = ({ instruction, elsewhere }: ReturnType<typeof nudgeOne>): Added => ({ shown: instruction === null ? {} : { instruction }, known: elsewhere.length === 0 ? {} : { elsewhere } });
