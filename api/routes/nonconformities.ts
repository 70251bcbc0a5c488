import type { NONCONFORMITY_OPERATIONS } from '../../contracts/api/nonconformities.ts';
import type { NonconformityCommandName } from '../../contracts/nonconformity-closure.ts';
import { pathOf } from '../../contracts/routes.ts';
import type { NonconformityState } from '../../domain/nonconformity-closure/state.ts';
import { nonconformityView } from '../../domain/nonconformity-closure/view.ts';
import { readRecord } from '../../store/read.ts';
import type { ApiDeps } from '../deps.ts';
import type { Asked, Handlers } from '../http/route.ts';
import { command, freshId, refuse } from './give.ts';
import { answerNearMisses } from './near-misses.ts';
import { answerAlike } from './nonconformities-alike.ts';
import { answerList } from './nonconformities-list.ts';
import { answerImport } from './nonconformity-import.ts';

const target = (id: string) => ({ kind: 'nonconformity', id }) as const;

/** The nonconformity as everybody sees it now, with its revision. @throws HttpProblem (404) */
async function nonconformityNow(deps: ApiDeps, id: string) {
  const found = await readRecord(deps.store, target(id));
  if (!found) refuse({ refused: 'unknown_case', detail: `there is no nonconformity ${id}; GET /v1/nonconformities lists them` });
  const view = nonconformityView(found.state as NonconformityState, { ...found.facts, now: found.now });
  return { ...view, rev: found.agenda.rev };
}

type Named = { readonly params: { readonly id: string }; readonly body: object } & Pick<Asked<'recordCost'>, 'meta'>;

const asCommand =
  (name: NonconformityCommandName) =>
  async ({ params, body, meta }: Named, deps: ApiDeps) => ({ json: await command(deps, target(params.id), name, body, meta()) });

/** Nonconformity closure; what may be done when, and by whom, is for `domain/nonconformity-closure`. */
export const nonconformityHandlers: Handlers<keyof typeof NONCONFORMITY_OPERATIONS> = {
  raiseNonconformity: async ({ body, meta }, deps) => {
    const json = await command(deps, target(freshId(deps, 'nc')), 'raise', body, meta());
    return { json, headers: { Location: pathOf('getNonconformity', { id: String(json['id']) }) } };
  },
  importNonconformities: answerImport,
  listNonconformities: answerList,
  listAlikeNonconformities: answerAlike,
  listNearMissPatterns: answerNearMisses,
  getNonconformity: async ({ params }, deps) => ({ json: await nonconformityNow(deps, params.id) }),
  classifyNonconformity: asCommand('classify'),
  promoteNearMiss: asCommand('promote'),
  recordCorrection: asCommand('correct'),
  recordRootCause: asCommand('root-cause'),
  submitActionPlan: asCommand('plan'),
  approveActionPlan: asCommand('approve-plan'),
  returnActionPlan: asCommand('return-plan'),
  verifyAction: asCommand('verify'),
  checkEffect: asCommand('check-effect'),
  requestExtension: asCommand('extend'),
  decideExtension: asCommand('decide-extension'),
  rejectNonconformity: asCommand('reject'),
  cancelNonconformity: asCommand('cancel'),
  mergeNonconformity: asCommand('merge'),
  acceptNonconformityRisk: asCommand('accept-risk'),
  reopenNonconformity: asCommand('reopen'),
  disputeFinding: asCommand('dispute'),
  declineProposal: asCommand('decline'),
  decideDispute: asCommand('decide-dispute'),
  decideRecurrence: asCommand('decide-recurrence'),
  recordCost: asCommand('record-cost'),
};
