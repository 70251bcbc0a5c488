import type { ModalView } from '@slack/types';
import { unknownDialog } from '../../render/dialog.ts';
import { PRIVATE } from '../../render/private-words.ts';
import { faultText } from '../../render/refusal.ts';
import { typedIn, withTyped, type Given } from '../../render/typed-back.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { dialogOperation } from '../../domain/slack-privileges.ts';
import type { Command } from '../../domain/aggregate.ts';
import { execute } from '../../store/execute.ts';
import type { Outcome } from '../../store/outcome.ts';
import type { Target } from '../../store/store.ts';
import { actId, inTime, metaOf, tell, type Giver } from './give.ts';
import { drawHome } from './home.ts';
import type { SubmissionPayload } from './payloads.ts';
import type { ListenerDeps } from './ports.ts';
import type { Where } from './private-answer.ts';
import { privilegeRefused } from './privilege.ts';
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
  /** The block beside which a refusal is shown, by the JSON pointer that it names. */
  readonly blockOf: (pointer: string | undefined) => string;
  /** What is said once it is recorded; null where a redrawn message says it. */
  readonly done: (outcome: Accepted, known: Person) => string | null | Promise<string | null>;
}

/** Errors below a field are plain text, and nobody reads a long one there. Characters. */
const LONGEST_ERROR = 300;

export const wrong = (errors: FieldErrors): Received => ({ answer: { response_action: 'errors', errors }, work: null });

/** What became of a form: recorded, refused, or what else to say about it. */
type Result = { readonly known: Person; readonly accepted: Accepted } | { readonly known: Person; readonly refusal: Refusal } | { readonly said: string };

/** Leaves a dialog open with a word at its first field, so that nothing typed is lost; one without a field is replaced by the word. */
export function leftOpen({ view }: SubmissionPayload, text: string): Received {
  const [first] = Object.keys(view.state.values);
  return first === undefined ? { answer: { response_action: 'update', view: unknownDialog(text) }, work: null } : wrong({ [first]: text });
}

/**
 * Gives the command of a form while Slack still waits, so that a refusal shows beside its field and nothing typed is lost.
 * When it takes longer, the dialog closes and the answer is told privately, with all that was typed; so is what leads to a
 * page, since no link can stand beside a field.
 */
export async function receivedForm(deps: ListenerDeps, payload: SubmissionPayload, filled: Filled): Promise<Received> {
  const giving = give(deps, payload, filled);
  const result = await inTime(giving);
  if (result && 'said' in result) return leftOpen(payload, result.said);
  if (result && 'refusal' in result && result.refusal.refused !== 'assurance_too_weak') return wrong(besideFields(result.refusal, result.known, filled));
  return { answer: undefined, work: () => tellResult(deps, filled, typedIn(payload.view.state.values), giving) };
}

/** A refusal beside the fields that it points at: each of its faults, or what it says as a whole. */
function besideFields({ refused, detail, pointer, errors = [] }: Refusal, known: Person, { blockOf }: Filled): FieldErrors {
  const faults = errors.length > 0 ? errors : [{ pointer, detail }];
  const texts = new Map<string, string>();
  for (const fault of faults) {
    const block = blockOf(fault.pointer);
    const before = texts.get(block);
    texts.set(block, before === undefined ? fault.detail : `${before}; ${fault.detail}`);
  }
  const shown = (text: string): string => (text.length > LONGEST_ERROR ? `${text.slice(0, LONGEST_ERROR)}…` : text);
  return Object.fromEntries([...texts].map(([block, text]) => [block, shown(faultText(refused, text, known))]));
}

/** Never throws: that it could not be recorded is an answer too. */
async function give(deps: ListenerDeps, payload: SubmissionPayload, filled: Filled): Promise<Result> {
  try {
    return await given(deps, payload, filled);
  } catch (error) {
    deps.log.error({ err: error, command: filled.command.name, target: filled.target.id }, 'a form could not be recorded');
    return { said: PRIVATE.failed };
  }
}

async function given(deps: ListenerDeps, { user, team, api_app_id, view, trigger_id }: SubmissionPayload, { target, command, where }: Filled): Promise<Result> {
  const known = await identify(deps, { team: team?.id ?? null, user: user.id, home: user.team_id ?? null, app: api_app_id ?? null });
  if ('refused' in known) return { said: known.refused };
  const act = ['form', team?.id, user.id, view.id, view.private_metadata, view.state.values];
  const giver: Giver = { known, where, command_id: actId(...act), typed: null };
  const refusal = await privilegeRefused(deps, dialogOperation(view.callback_id), known.person.id);
  if (refusal) return { known, refusal };
  const first = await execute(deps.store, target, command, metaOf(deps, giver));
  // the same content sent again from the same dialog after a refusal: what stood in its way may be gone
  const outcome = first.ok || !first.repeated ? first : await execute(deps.store, target, command, metaOf(deps, { ...giver, command_id: actId(...act, trigger_id) }));
  return outcome.ok ? { known, accepted: outcome } : { known, refusal: outcome.refusal };
}

/** Tells privately what became of a form that is closed already; whatever was not recorded comes back with all that was typed. */
async function tellResult(deps: ListenerDeps, { where, target, command, done }: Filled, typed: readonly Given[], giving: Promise<Result>): Promise<void> {
  const result = await giving;
  if ('said' in result) return deps.answer(where, withTyped(result.said, typed));
  const { known } = result;
  if ('refusal' in result) await tell(deps, result.refusal, { known, where, typed }, { target, command });
  else {
    const text = await done(result.accepted, known);
    if (text !== null) await deps.answer(where, text);
  }
  if (where.channel === null) await drawHome(deps, where.user, known);
}
