import type { VNode } from 'preact';
import { casePage, systemPage, WORK_PAGE } from '../../contracts/pages.ts';
import { REFUSALS, type Refusal } from '../../contracts/refusal.ts';
import type { NonconformityState } from '../../domain/nonconformity-closure/state.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { deploymentView } from '../../domain/deployment-approval/view.ts';
import type { SystemState } from '../../domain/system/index.ts';
import { readRecord, type RecordNow } from '../../store/read.ts';
import type { Target } from '../../store/store.ts';
import { type Answer, type Page, page } from '../answers.ts';
import { CaseBrief } from '../deployment-approval/brief.tsx';
import { NonconformityBrief } from '../nonconformity-closure/brief.tsx';
import { Reach } from '../parts/reach.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { nothingHere } from '../shell/trouble.tsx';
import type { Visit } from '../visit.ts';
import type { Act, Typed } from './act.ts';
import { isOpenTo, refusalAhead } from './ahead.ts';
import { ActForm } from './form.tsx';
import { choicesBeyond, choicesOf, versionsOf } from './people.ts';
import { extentAt } from './reach.ts';
import { RefusalNotice, Why } from './refusal.tsx';
import { actNamed } from './table.ts';
import { targetOf } from './target.ts';

/** A form to show once more, and why. */
export interface Again {
  readonly typed: Typed;
  readonly errors?: Typed;
  readonly refusal?: Refusal;
  readonly note?: VNode;
  readonly status?: number;
  readonly command_id?: string;
}

/** Where somebody goes from a form of this record. */
export function homeOf(act: Act, id: string, target: Target): string {
  if (act.home) return act.home(id);
  if (target.kind === 'deployment' || target.kind === 'nonconformity') return casePage(target.id);
  return target.kind === 'system' ? systemPage(target.id) : WORK_PAGE;
}

const BACK = /^\/(work|deployments|nonconformities|systems|blockers|policy|settings|ledger|people(\/[a-z][a-z0-9_-]{0,62})?|(cases|systems)\/[a-z]{2,5}_[0-9a-z]+)$/;
/** A page of ours to go back to; the record's own when the form names none. */
export const backOf = (act: Act, id: string, target: Target, typed: Typed): string => (BACK.test(typed['back'] ?? '') ? (typed['back'] ?? '') : homeOf(act, id, target));

/** What the form is about, where it is a case, a system, or how far something reaches. */
function Brief({ act, target, record, id }: { readonly act: Act; readonly target: Target; readonly record: RecordNow; readonly id: string }): VNode | null {
  if (target.kind === 'system') return <p class="lead">System: <RecordLink id={target.id} title={(record.state as SystemState).entry?.name ?? target.id} /></p>;
  if (act.of === 'reach') return <p class="lead">Reaches <Reach of={extentAt(id)} />.</p>;
  if (target.kind === 'nonconformity') return <NonconformityBrief state={record.state as NonconformityState} seen={{ ...record.facts, now: record.now }} />;
  if (target.kind !== 'deployment') return null;
  return <CaseBrief view={deploymentView(record.state as DeploymentState, { ...record.facts, now: record.now })} obligation={id} />;
}

function planSeen({ plans }: NonconformityState): Typed {
  const digest = plans.at(-1)?.plan_digest;
  return digest === undefined ? {} : { plan_digest: digest };
}

/** What a form carries without anybody typing it, from the record as it is now. */
export function carriedNow(act: Act, target: Target, record: RecordNow | null): Typed {
  if (act.carries?.includes('plan_digest') && target.kind === 'nonconformity' && record !== null) return planSeen(record.state as NonconformityState);
  if (!act.carries?.includes('package_digest') || target.kind !== 'deployment' || record === null) return {};
  const digest = (record.state as DeploymentState).revisions.at(-1)?.package_digest;
  return digest === undefined ? {} : { package_digest: digest };
}

/** The form on a page of its own, filled in as it was, with what is wrong at its field. */
export async function formPage(visit: Visit, act: Act, { target, record, id }: { readonly target: Target; readonly record: RecordNow | null; readonly id: string }, again: Again): Promise<Page> {
  const { typed, errors = {}, refusal, note, command_id } = again;
  const status = again.status ?? (refusal ? REFUSALS[refusal.refused] : 200);
  const faults = Object.keys(errors).length;
  const choices = { ...choicesOf(visit), ...(await choicesBeyond(visit, act.fields, record?.facts.policy)), ...(record ? versionsOf(target, record.state) : {}) };
  return page(
    act.title,
    <>
      {note}
      {refusal ? <RefusalNotice refusal={refusal} /> : null}
      {faults > 0 ? <div class="notice bad" role="alert"><p><strong>Nothing was recorded yet.</strong> {errors[''] ?? 'Look at what is marked below.'}</p></div> : null}
      {record ? <Brief act={act} target={target} record={record} id={id} /> : null}
      <section class="card" aria-label={act.title}><ActForm act={act} id={id} back={backOf(act, id, target, typed)} typed={typed} errors={errors} choices={choices} {...(command_id === undefined ? {} : { command_id })} /></section>
      <p><a href={homeOf(act, id, target)}>Back without recording anything</a></p>
    </>,
    { status },
  );
}

/** Fields that the address fills in. */
const askedFor = ({ asked = [] }: Act, query: Typed): Typed => Object.fromEntries(asked.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]]])));

/** A form by its address; for whoever would be refused all the same, why. */
export async function actPage(visit: Visit): Promise<Answer> {
  const act = actNamed(visit.params['act']);
  const id = visit.params['id'] ?? '';
  const target = act ? await targetOf(visit.deps.store, act, id, visit.query) : null;
  const record = target ? await readRecord(visit.deps.store, target) : null;
  if (!act || !target || !record) return nothingHere(visit);
  const carried = { ...Object.fromEntries(Object.entries(visit.query).filter(([name]) => act.carries?.includes(name))), ...carriedNow(act, target, record) };
  const refusal = refusalAhead(visit, act, id, target, record, carried);
  if (isOpenTo(act, refusal)) return formPage(visit, act, { target, record, id }, { typed: { ...act.filled?.(record.state), ...askedFor(act, visit.query), ...carried, ...(visit.query['verdict'] === undefined ? {} : { verdict: visit.query['verdict'] }) } });
  return page(act.title, <><div class="notice bad" role="status"><p>{refusal ? <Why refusal={refusal} /> : null}.</p></div><Brief act={act} target={target} record={record} id={id} /><p><a href={homeOf(act, id, target)}>Back</a></p></>);
}
