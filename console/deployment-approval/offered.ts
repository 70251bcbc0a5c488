import type { DeploymentView } from '../../contracts/deployment-view.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import type { ObligationKind } from '../../contracts/policy.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { hasSpoken } from '../../domain/deployment-approval/lanes-meant.ts';
import { isOpen } from '../../domain/obligations/list.ts';
import { readRecord, type RecordNow } from '../../store/read.ts';
import type { Target } from '../../store/store.ts';
import type { Act, Typed } from '../acts/act.ts';
import { isOpenTo, refusalAhead } from '../acts/ahead.ts';
import { formsThatMeet } from '../acts/meets.ts';
import { ACTS } from '../acts/table.ts';
import { targetOf } from '../acts/target.ts';
import type { Visit } from '../visit.ts';
import { titleOf } from './next.tsx';

/** Something that could be done on this page; `refusal` says why this person can't. */
export interface Offer {
  readonly act: Act;
  readonly id: string;
  /** `Legal sign-off`, or the blocker's title; null for the case itself. */
  readonly about: string | null;
  readonly carried: Typed;
  readonly refusal: Refusal | null;
  readonly open: boolean;
  /** The open obligation that the form meets, if it does. */
  readonly meets?: string;
}

/** What can be done about a kind of obligation beside meeting it. */
const BESIDE: { readonly [K in ObligationKind]?: readonly string[] } = { sign_off: ['askAboutObligation'] };
const OF_ALL: readonly string[] = ['acknowledgeObligation', 'nudgeObligation', 'reassignObligation', 'snoozeObligation', 'extendObligation'];
const OF_CASE: readonly string[] = ['reviseDeployment', 'resubmitDeployment', 'consentToCure', 'overrideVeto', 'setTier', 'withdrawDeployment', 'revokeApproval'];
const OF_BLOCKER: readonly string[] = ['releaseBlocker', 'waiveBlocker', 'cureBlocker'];

const acts = (keys: readonly string[]): readonly Act[] => keys.flatMap((key) => ACTS.find((act) => act.key === key) ?? []);

const withMeets = (offer: Offer, meets: string | undefined): Offer => (meets === undefined ? offer : { ...offer, meets });

/** Everything that concerns obligations of the case and the case itself, asked of the rules one by one; a look only. */
export function offersOf(visit: Visit, view: DeploymentView, record: RecordNow): readonly Offer[] {
  const target: Target = { kind: 'deployment', id: view.id };
  const carried = { package_digest: view.package_digest };
  const offer = (act: Act, id: string, about: string | null): Offer => {
    const refusal = refusalAhead(visit, act, id, target, record, carried);
    return { act, id, about, carried, refusal, open: isOpenTo(act, refusal) };
  };
  const open = view.obligations.filter(isOpen);
  const met = new Map(open.map((obligation) => [obligation, formsThatMeet({ ...obligation, case_id: view.id })] as const));
  /** Which obligation a form about the whole case meets. */
  const metBy = (key: string): string | undefined => open.find((obligation) => met.get(obligation)?.some(({ act, id }) => act === key && id === view.id))?.id;
  const owed = (obligation: Obligation): Offer[] => {
    const about = titleOf(view, obligation);
    const meeting = (met.get(obligation) ?? []).filter(({ id }) => id === obligation.id).map(({ act }) => act);
    const others = [...(BESIDE[obligation.kind] ?? []), ...OF_ALL];
    return [...acts(meeting).map((act) => ({ ...offer(act, obligation.id, about), meets: obligation.id })), ...acts(others).map((act) => offer(act, obligation.id, about))];
  };
  const spoken = view.lanes.filter(({ votes, obligation_id }) => obligation_id !== null && hasSpoken(votes, visit.person.id));
  return [
    ...open.flatMap(owed),
    ...acts(['withdrawVote']).flatMap((act) => spoken.map((lane) => offer(act, lane.obligation_id ?? '', lane.name))),
    ...acts(OF_CASE).map((act) => withMeets(offer(act, view.id, null), metBy(act.key))),
  ];
}

/** Each record at most once: all questions of one page are asked of the same reading. */
function readOnce(store: Visit['deps']['store']): (target: Target) => Promise<RecordNow | null> {
  const found = new Map<string, Promise<RecordNow | null>>();
  return (target) => {
    const read = found.get(target.id) ?? readRecord(store, target);
    found.set(target.id, read);
    return read;
  };
}

/** What can be done about each blocker, asked of the record that keeps it. */
export async function blockerOffers(visit: Visit, view: DeploymentView): Promise<readonly Offer[]> {
  const carried = { system_id: view.system_id };
  const read = readOnce(visit.deps.store);
  const offer = async (act: Act, { id, title }: DeploymentView['blockers'][number]): Promise<readonly Offer[]> => {
    const target = await targetOf(visit.deps.store, act, id, carried);
    const record = target && (await read(target));
    if (!target || !record) return [];
    const refusal = refusalAhead(visit, act, id, target, record, carried);
    return [{ act, id, about: title, carried, refusal, open: isOpenTo(act, refusal) }];
  };
  const found: Offer[] = [];
  for (const blocker of view.blockers) found.push(...(await Promise.all(acts(OF_BLOCKER).map((act) => offer(act, blocker)))).flat());
  return found;
}
