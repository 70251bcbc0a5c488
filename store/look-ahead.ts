import { createHash } from 'node:crypto';
import { canonicalJson } from '../contracts/json.ts';
import type { CommandMeta } from '../contracts/ledger.ts';
import type { Refusal } from '../contracts/refusal.ts';
import { type Command, isRefusal } from '../domain/aggregate.ts';
import type { RecordNow } from './read.ts';
import type { Store, Target } from './store.ts';

const digestOf = (value: unknown): string => `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`;

/** Why the command would be refused if it were given to the record as it was read; null when it would not. A look only: nothing is recorded, and the command itself is judged again. */
export function lookAhead({ newId, rules }: Pick<Store, 'newId' | 'rules'>, target: Target, record: Pick<RecordNow, 'state' | 'facts' | 'now'>, command: Command, meta: CommandMeta): Refusal | null {
  const context = { ...record.facts, now: record.now, meta, id: target.id, newId: (prefix: Parameters<typeof newId>[0]) => newId(prefix, record.now), digestOf };
  const decision = rules.kinds[target.kind].decide(record.state, command, context);
  return isRefusal(decision) ? decision : null;
}
