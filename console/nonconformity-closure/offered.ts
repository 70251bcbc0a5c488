import type { NonconformityView } from '../../contracts/nonconformity-view.ts';
import { isExtendable } from '../../domain/nonconformity-closure/extend.ts';
import type { NonconformityState } from '../../domain/nonconformity-closure/state.ts';
import { isOpen } from '../../domain/obligations/list.ts';
import type { RecordNow } from '../../store/read.ts';
import type { Target } from '../../store/store.ts';
import type { Act, Typed } from '../acts/act.ts';
import { isOpenTo, refusalAhead } from '../acts/ahead.ts';
import { ACTS } from '../acts/table.ts';
import type { Offer } from '../deployment-approval/offered.ts';
import type { Visit } from '../visit.ts';
import { formThatMeets } from './acts.ts';
import type { Titles } from './summary.tsx';
import { owedTitle } from './titles.ts';

/** Asked of every obligation, whatever it is about (§0.07). */
const OF_ALL = ['acknowledgeObligation', 'nudgeObligation', 'reassignObligation', 'snoozeObligation'];
/** What can be said of the case itself; what an open obligation asks for is offered with it. */
const OF_CASE = ['classifyNonconformity', 'promoteNearMiss', 'recordCorrection', 'recordRootCause', 'submitActionPlan', 'approveActionPlan', 'returnActionPlan', 'checkEffect', 'disputeFinding', 'mergeNonconformity', 'acceptNonconformityRisk', 'rejectNonconformity', 'cancelNonconformity', 'declineProposal', 'reopenNonconformity', 'recordCost'];

const actOf = (key: string): Act | undefined => ACTS.find((act) => act.key === key);

const meeting = (obligation: string | undefined, offers: readonly Offer[]): readonly Offer[] => (obligation === undefined ? offers : offers.map((offer) => ({ ...offer, meets: obligation })));

/** Everything that can be done about it, asked of the rules one by one; a look only. What is owed stands first. */
export function offersOf(visit: Visit, view: NonconformityView, record: RecordNow, titles: Titles): readonly Offer[] {
  const target: Target = { kind: 'nonconformity', id: view.id };
  const plan_digest = (record.state as NonconformityState).plans.at(-1)?.plan_digest;
  const seen: Typed = plan_digest === undefined ? {} : { plan_digest };
  const offer = (key: string, id: string, about: string | null, more: Typed = {}): readonly Offer[] => {
    const act = actOf(key);
    if (act === undefined) return [];
    const carried = { ...seen, ...more };
    const refusal = refusalAhead(visit, act, id, target, record, carried);
    return [{ act, id, about, carried: { ...act.filled?.(record.state), ...carried }, refusal, open: isOpenTo(act, refusal) }];
  };
  const open = view.obligations.filter(isOpen);
  const met = open.map((owed) => ({ owed, form: formThatMeets({ ...owed, case_id: view.id }) }));
  const offered = new Set(met.flatMap(({ form }) => (form === null ? [] : [`${form.act} ${form.id}`])));
  const recurring = open.find(({ kind }) => kind === 'recurrence_decision');
  return [
    ...met.flatMap(({ owed, form }) => (form === null ? [] : meeting(owed.id, offer(form.act, form.id, owedTitle(view, owed), form.carried)))),
    ...view.recurrence.filter(({ confirmed }) => confirmed === null).flatMap(({ id }) => meeting(recurring?.id, offer('decideRecurrence', view.id, titles.get(id) ?? id, { of: id }))),
    ...open.flatMap((owed) => [...(isExtendable(owed) ? ['requestExtension'] : []), ...OF_ALL].flatMap((key) => offer(key, owed.id, owedTitle(view, owed)))),
    ...OF_CASE.filter((key) => !offered.has(`${key} ${view.id}`)).flatMap((key) => offer(key, view.id, null)),
  ];
}
