import type { ModalView } from '@slack/types';
import { PRIVATE } from '../../render/private-words.ts';
import { refusalText } from '../../render/refusal.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Command } from '../../domain/aggregate.ts';
import { execute } from '../../store/execute.ts';
import type { Outcome } from '../../store/outcome.ts';
import type { Target } from '../../store/store.ts';
import { actId, inTime, metaOf, type Giver } from './give.ts';
import { drawHome } from './home.ts';
import type { SubmissionPayload } from './payloads.ts';
import type { ListenerDeps } from './ports.ts';
import type { Where } from './private-answer.ts';
import { identify, type Known } from './who.ts';

type Accepted = Extract<Outcome, { ok: true }>;
type Person = Extract<Known, { person: object }>;
export type FieldErrors = Readonly<Record<string, string>>;

/** What Slack is answered, and what is done afterwards; null when there is nothing to do. */
export interface Received {
  readonly answer: { readonly response_action: 'errors'; readonly errors: FieldErrors } | { readonly response_action: 'update'; readonly view: ModalView } | undefined;
  readonly work: (() => Promise<void>) | null;
}

/** A form that was read: the command that it stands for, and how its answers are told. */
export interface Filled {
  readonly target: Target;
  readonly command: Command;
  readonly where: Where;
  /** What was typed, given back with a refusal that comes too late for the form. */
  readonly typed: string | null;
  /** The block beside which a refusal is shown, by the JSON pointer that it names. */
  readonly blockOf: (pointer: string | undefined) => string;
  readonly done: (outcome: Accepted, known: Person) => string;
}

/** Errors below a field are plain text, and nobody reads a long one there. Characters. */
const LONGEST_ERROR = 300;

export const wrong = (errors: FieldErrors): Received => ({ answer: { response_action: 'errors', errors }, work: null });

type Result = { readonly known: Person; readonly outcome: Outcome; readonly giver: Giver } | { readonly refused: string };

/**
 * Gives the command of a form while Slack still waits, so that a refusal shows beside its field and nothing typed is lost.
 * When it takes longer, the dialog closes and the answer is told privately.
 */
export async function receivedForm(deps: ListenerDeps, payload: SubmissionPayload, filled: Filled): Promise<Received> {
  const giving = give(deps, payload, filled);
  const result = await inTime(giving);
  if (result === null || 'refused' in result || result.outcome.ok) return { answer: undefined, work: () => tellResult(deps, filled, giving) };
  return wrong(besideFields(result.outcome.refusal, filled));
}

/** A refusal beside the fields that it points at: each of its faults, or what it says as a whole. */
function besideFields({ detail, pointer, errors = [] }: Refusal, { blockOf }: Filled): FieldErrors {
  const faults = errors.length > 0 ? errors : [{ pointer, detail }];
  const texts = new Map<string, string>();
  for (const fault of faults) {
    const block = blockOf(fault.pointer);
    const before = texts.get(block);
    texts.set(block, before === undefined ? fault.detail : `${before}; ${fault.detail}`);
  }
  return Object.fromEntries([...texts].map(([block, text]) => [block, text.length > LONGEST_ERROR ? `${text.slice(0, LONGEST_ERROR)}…` : `${text}.`]));
}

async function give(deps: ListenerDeps, payload: SubmissionPayload, { target, command, where, typed }: Filled): Promise<Result> {
  const { user, team, api_app_id, view, trigger_id } = payload;
  const known = await identify(deps, { team: team?.id ?? null, user: user.id, home: user.team_id ?? null, app: api_app_id ?? null });
  if ('refused' in known) return known;
  const act = ['form', team?.id, user.id, view.id, view.private_metadata, view.state.values];
  const giver: Giver = { known, where, command_id: actId(...act), typed };
  const first = await execute(deps.store, target, command, metaOf(giver));
  if (first.ok || !first.repeated) return { known, outcome: first, giver };
  // the same content sent again from the same dialog after a refusal: what stood in its way may be gone
  return { known, outcome: await execute(deps.store, target, command, metaOf({ ...giver, command_id: actId(...act, trigger_id) })), giver };
}

async function tellResult(deps: ListenerDeps, filled: Filled, giving: Promise<Result>): Promise<void> {
  const { where, typed } = filled;
  try {
    const result = await giving;
    if ('refused' in result) return await deps.answer(where, result.refused);
    const { known, outcome } = result;
    await deps.answer(where, outcome.ok ? filled.done(outcome, known) : refusalText(outcome.refusal, { nameOf: known.nameOf, person: known.person.id, typed }));
    if (where.channel === null) await drawHome(deps, where.user, known);
  } catch (error) {
    deps.log.error({ err: error, command: filled.command.name, target: filled.target.id }, 'a form could not be recorded');
    await deps.answer(where, PRIVATE.failed);
  }
}
