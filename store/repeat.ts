import type { PoolClient } from 'pg';
import type { CommandMeta } from '../contracts/ledger.ts';
import type { Refusal } from '../contracts/refusal.ts';
import type { Command } from '../domain/aggregate.ts';
import { agendaOf } from './agenda.ts';
import { agendasIn } from './read.ts';
import { eventsBetween } from './ledger.ts';
import type { Loaded, Prior } from './load.ts';
import type { Outcome } from './outcome.ts';

/**
 * The answer to a command id that was answered before: the recorded outcome with today's agenda, or a refusal when it
 * was given for something else. The repeat of a creation comes with a fresh id and is answered for the first one's.
 */
export async function answerRepeat(client: PoolClient, loaded: Loaded, prior: Prior, digest: string, command: Command, meta: CommandMeta): Promise<Outcome> {
  const { id } = loaded.target;
  const sameRecord = prior.stream === id || !loaded.head;
  if (prior.digest !== digest || !sameRecord) {
    const detail = `command id "${meta.command_id}" was already used for another command; give "${command.name}" an id of its own`;
    return { ok: false, id, refusal: { refused: 'idempotency_conflict', detail }, agenda: loaded.head && agendaOf(loaded.head, loaded.wakes), repeated: false };
  }
  const agenda = loaded.head ? agendaOf(loaded.head, loaded.wakes) : ((await agendasIn(client, [prior.stream])).get(prior.stream)?.agenda ?? null);
  if (meta.actor.kind === 'workflow') await client.query({ name: 'told', text: 'DELETE FROM relay_queue WHERE case_id = $1', values: [id] });
  if (prior.refusal !== null) return { ok: false, id: prior.stream, refusal: prior.refusal as Refusal, agenda: loaded.head ? agenda : null, repeated: true };
  if (!agenda) throw new Error(`record ${prior.stream} of command "${meta.command_id}" is gone`);
  const events = await eventsBetween(client, prior.stream, prior.first_seq, prior.last_seq);
  return { ok: true, id: prior.stream, events, result: prior.result ?? {}, agenda, repeated: true };
}

