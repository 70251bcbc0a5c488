/**
 * The entry of the workflow bundle: each export is a workflow type, named in `contracts/workflow.ts`.
 *
 * A change that issues other commands in the same place (another activity, another timer) breaks the replay of running
 * cases. Guard it with `patched('<what>-<yyyy-mm>')`, once, at the top of the part that changes, and keep the old branch
 * until no case is open that began before it; the histories under `test/replay` tell. What only follows the agenda
 * (a new stage, a new step, other rules) needs none.
 */
export { deploymentApproval } from './deployment-approval.ts';
export { house } from './house.ts';
export { nonconformityClosure } from './nonconformity-closure.ts';
