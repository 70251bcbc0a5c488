import type { CommandMeta } from '../../contracts/ledger.ts';
import { type DrivenRecord, workflowIdOf } from '../../contracts/workflow.ts';
import { execute } from '../../store/execute.ts';
import { agendaNow } from '../../store/read.ts';
import type { Store } from '../../store/store.ts';
import type { Answer, CommitActivities, CommitInput } from '../types.ts';

/** Who gives a workflow's commands, and under which id: from the state, so that a repeat is known as one (design §4). */
function workflowMeta(record: DrivenRecord, command: string, key: string): CommandMeta {
  return {
    command_id: `${record.id}/${command}/${key}`,
    actor: { kind: 'workflow', id: workflowIdOf(record) },
    door: 'workflow',
    assurance: 'session',
  };
}

/**
 * Gives a command in the name of the record's workflow and answers the newest agenda, whatever became of the command.
 * Throws only while the database is away, or for a bug: the activity is tried again.
 */
export async function commitAsWorkflow(store: Store, { kind, id, command, key, body }: CommitInput): Promise<Answer> {
  const outcome = await execute(store, { kind, id }, { name: command, body }, workflowMeta({ kind, id }, command, key));
  return { agenda: outcome.agenda ?? (await agendaNow(store, id)) };
}

/** The workflow's door to the record: {@link commitAsWorkflow} and a plain look. */
export const createCommit = (store: Store): CommitActivities => ({
  look: async ({ id }) => ({ agenda: await agendaNow(store, id) }),
  commit: (input) => commitAsWorkflow(store, input),
});
