import type { Closure } from './closure.ts';

/** Where a form is open: to whom, and what stands behind its name in the address. */
export interface OpenForm {
  readonly who: string;
  readonly at: string;
}

const DAY = 86_400_000;
/** Without a check of the effect, which only some classes owe. */
const LIGHT = { plan: { effectiveness: undefined } };

/** One that is closed, and one like it that was raised after it. */
async function alike(nc: Closure): Promise<readonly [closed: string, again: string]> {
  const told = { raise: { controls: ['A.6.2.4'] }, ...LIGHT };
  const closed = await nc.to('effectiveness_wait', 'observation', told);
  return [closed, await nc.to('contained', 'minor', told)];
}

/** One whose action is owed, and one for whose action more time was asked for; those actions' obligations. */
async function actions(nc: Closure): Promise<readonly [owed: string, asked: string]> {
  const ids = [await nc.to('implementing', 'minor'), await nc.to('implementing', 'minor')] as const;
  const [owed, asked] = [await nc.action(ids[0]), await nc.action(ids[1])];
  const until = new Date(Date.parse(asked.due_now) + DAY).toISOString();
  await nc.does('dana', ids[1], 'extend', { obligation_id: asked.obligation_id, until, reason: 'The vendor is late', interim_control: 'By hand' });
  return [String(owed.obligation_id), String(asked.obligation_id)];
}

/** One that its owner disputes, and one whose rejection is proposed. */
async function contested(nc: Closure): Promise<readonly [disputed: string, proposed: string]> {
  const [disputed, proposed] = [await nc.to('classified', 'minor'), await nc.to('classified', 'minor')];
  await nc.does('mira', disputed, 'dispute', { reason: 'Page two names the approver' });
  await nc.does('noor', proposed, 'reject', { reason: 'It was the test system' });
  return [disputed, proposed];
}

/** Nonconformities at every step; by form, where it is open. `checked` is one whose effect is to be checked. */
export async function openForms(nc: Closure, checked: string): Promise<Readonly<Record<string, OpenForm>>> {
  const [raised, near, classified, contained, rca] = [await nc.raised(), await nc.raised({ near_miss: true }), await nc.to('classified', 'minor'), await nc.to('contained'), await nc.to('rca')];
  const [minor, plan, verify] = [await nc.to('contained', 'minor'), await nc.to('plan_review'), await nc.to('verify_evidence')];
  const [[closed, again], [owed, asked], [disputed, proposed]] = [await alike(nc), await actions(nc), await contested(nc)];
  const { action_id } = await nc.action(verify);
  return {
    classifyNonconformity: { who: 'noor', at: raised },
    promoteNearMiss: { who: 'noor', at: near },
    recordCorrection: { who: 'mira', at: classified },
    recordCost: { who: 'mira', at: classified },
    disputeFinding: { who: 'mira', at: classified },
    mergeNonconformity: { who: 'noor', at: classified },
    rejectNonconformity: { who: 'noor', at: classified },
    cancelNonconformity: { who: 'noor', at: classified },
    recordRootCause: { who: 'mira', at: contained },
    acceptNonconformityRisk: { who: 'rafael', at: minor },
    submitActionPlan: { who: 'mira', at: rca },
    approveActionPlan: { who: 'maya', at: plan },
    returnActionPlan: { who: 'maya', at: plan },
    requestExtension: { who: 'dana', at: owed },
    decideExtension: { who: 'bruno', at: asked },
    verifyAction: { who: 'bela', at: `${verify}?action_id=${action_id}` },
    checkEffect: { who: 'rohan', at: checked },
    decideDispute: { who: 'rafael', at: disputed },
    declineProposal: { who: 'maya', at: proposed },
    decideRecurrence: { who: 'noor', at: `${again}?of=${closed}` },
    reopenNonconformity: { who: 'noor', at: closed },
  };
}
