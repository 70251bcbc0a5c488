import { createHash } from 'node:crypto';
import type { CommandMeta } from '../../contracts/ledger.ts';
import type { Person } from '../../contracts/directory.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Command } from '../../domain/aggregate.ts';
import { PRIVATE } from '../../render/private-words.ts';
import { refusalText } from '../../render/refusal.ts';
import { withTyped, type Typed } from '../../render/typed-back.ts';
import { execute } from '../../store/execute.ts';
import type { Outcome } from '../../store/outcome.ts';
import { lookAhead } from '../../store/look-ahead.ts';
import { readRecord } from '../../store/read.ts';
import type { Target } from '../../store/store.ts';
import type { ListenerDeps } from './ports.ts';
import type { Where } from './private-answer.ts';
import { type Given, signingLink, strongerPage } from './signing-link.ts';
import type { Known } from './who.ts';

/** Who gives a command in Slack, and where they hear of it. */
export interface Giver {
  readonly known: Extract<Known, { person: Person }>;
  readonly where: Where;
  /** Made of what Slack says of the act, so that the same act, delivered again, is the same command. */
  readonly command_id: string;
  /** What they typed, given back with a refusal. */
  readonly typed: string | null;
}

/** A command id out of what makes an act in Slack unique. */
export const actId = (...parts: readonly unknown[]): string => `slack/${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;

/** A click proves who is signed in to Slack, and nothing more (§1.20); in a stand-in not even that, which the record says (design §7). */
export const metaOf = ({ development }: Pick<ListenerDeps, 'development'>, { known, command_id }: Giver): CommandMeta => ({
  command_id,
  actor: { kind: 'person', id: known.person.id },
  door: 'slack',
  assurance: 'chat',
  ...(development ? { development } : {}),
});

/** Gives the command and answers what became of it; null when it could not be recorded, which the person was told. */
export async function give(deps: ListenerDeps, target: Target, command: Command, giver: Giver): Promise<Outcome | null> {
  try {
    return await execute(deps.store, target, command, metaOf(deps, giver));
  } catch (error) {
    deps.log.error({ err: error, command: command.name, target: target.id }, 'a click could not be recorded');
    await deps.answer(giver.where, withTyped(PRIVATE.failed, giver.typed));
    return null;
  }
}

/** {@link give}; a refusal is told privately, with what was typed (§1.20). */
export async function giveAndTell(deps: ListenerDeps, target: Target, command: Command, giver: Giver): Promise<Outcome | null> {
  const outcome = await give(deps, target, command, giver);
  if (outcome && !outcome.ok) await tell(deps, outcome.refusal, giver, { target, command });
  return outcome;
}

/** Says privately why a command was refused; with the command, where it can be given when a click proves too little. */
export async function tell(deps: ListenerDeps, refusal: Refusal, { known, where, typed }: Pick<Giver, 'known' | 'where'> & { readonly typed: Typed }, given: Given | null = null): Promise<void> {
  const sign = given && (await signingLink(deps, refusal, given, known.person.id));
  await deps.answer(where, refusalText(refusal, { ...known, person: known.person.id, typed, sign, page: strongerPage(deps, refusal) }));
}

/** How long a dialog waits for the record; a trigger lives 3 seconds. Milliseconds. */
const PATIENCE_MS = 1_000;

/** The value if it is there in time, else null. */
export async function inTime<T>(promise: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, PATIENCE_MS, null);
  });
  try {
    return await Promise.race([promise, late]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** Whether the command would be refused for another cause than what is still to be typed: then nobody is asked to type. */
export async function wouldBeRefused(deps: ListenerDeps, target: Target, command: Command, giver: Giver): Promise<boolean> {
  const refusal = await refusalAhead(deps, target, command, giver);
  return refusal !== null && refusal.refused !== 'invalid';
}

/** Why the command would be refused now. A look only; null when it would not, or when the record does not answer in time. */
export async function refusalAhead(deps: ListenerDeps, target: Target, command: Command, giver: Giver): Promise<Refusal | null> {
  const record = await inTime(readRecord(deps.store, target));
  if (record === null) return null;
  return lookAhead(deps.store, target, record, command, metaOf(deps, giver));
}
