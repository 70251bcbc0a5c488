import type { Aggregate, CaseSummary } from '../aggregate.ts';
import { agenda } from './agenda.ts';
import { accountableFor } from './accountable.ts';
import { bearings } from './blockers.ts';
import { othersMatterSince } from './compared.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import { factOf } from './fact.ts';
import { messages } from './messages.ts';
import { restsOn } from './rests-on.ts';
import { initial, isOver, type NonconformityState } from './state.ts';

/** What lists and other cases see of a nonconformity. */
function summary(state: NonconformityState): CaseSummary {
  const { raised } = state;
  return {
    kind: 'nonconformity',
    state: state.status,
    title: raised?.title ?? '',
    system_id: raised?.system_id ?? null,
    owner: state.owner,
    requester: raised?.person ?? null,
    closed: state.exists && isOver(state),
    policy_digest: raised?.policy_digest ?? null,
    nonconformity: factOf(state),
  };
}

/** Nonconformity closure with corrective actions: the third of the four gates (workflows §3). */
export const nonconformityClosure: Aggregate<NonconformityState> = {
  initial,
  decide,
  evolve,
  agenda,
  messages,
  obligations: (state) => state.obligations,
  accountable: accountableFor,
  othersMatterSince,
  restsOn,
  blockers: bearings,
  waivers: () => [],
  summary,
};
