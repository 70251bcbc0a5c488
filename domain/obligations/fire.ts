import type { Obligation, OwedBy, PlannedRung } from '../../contracts/obligation.ts';
import type { Context, NewEvent } from '../aggregate.ts';
import { calendarNamed } from '../directory.ts';
import { heightOf, NO_LADDER, pendingRungs } from '../ladder/plan.ts';
import { recipientsFor } from '../ladder/recipients.ts';
import { addDuration } from '../time/calendar.ts';
import type { MatterOf } from './list.ts';
import { fact, matterFor, roleOfLevel } from './list.ts';

interface Firing {
  readonly rung: PlannedRung;
  readonly to: readonly string[];
}

/**
 * Fires every rung that is due by now, and the next one at once where nobody was there to tell (design §6):
 * 1. each rung fires once per version, recorded with its planned instant, late or not;
 * 2. of the rungs that fire together a person gets one message, for the highest (§0.03);
 * 3. who acknowledged gets no message, but the rung fires (§0.07);
 * 4. L1 and higher open an escalation for those told; a ladder that ends with nobody told is `ladder.stuck`.
 */
export function fireDue(list: readonly Obligation[], context: Context, matterOf?: MatterOf): NewEvent[] {
  return list.filter((o) => o.state === 'open').flatMap((o) => fireFor(o, context, false, matterOf));
}

/** As {@link fireDue} for one obligation; `nobodyYet` when its opening reached nobody, so that the first rung fires at once. */
export function fireFor(obligation: Obligation, context: Context, nobodyYet: boolean, matterOf?: MatterOf): NewEvent[] {
  const pending = [...pendingRungs(obligation)].sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)) || heightOf(a.level) - heightOf(b.level));
  const firings: Firing[] = [];
  let nobody = nobodyYet;
  for (const rung of pending) {
    if (!nobody && rung.at > context.now) break;
    const to = recipientsFor(rung.level, matterFor(obligation, context, matterOf), context.policy, context.directory);
    firings.push({ rung, to });
    nobody = to.length === 0;
  }
  const stuck = nobody && firings.length === pending.length && (firings.length > 0 || nobodyYet);
  return [...firings.flatMap((firing) => record(obligation, firing, firings, context)), ...(stuck ? [stuckEvent(obligation, context, matterOf)] : [])];
}

function record(obligation: Obligation, firing: Firing, all: readonly Firing[], context: Context): NewEvent[] {
  const { rung, to } = firing;
  const escalation = rung.level !== 'L0' && to.length > 0 ? context.newId('obl') : null;
  const fired = fact('rung.fired', {
    obligation_id: obligation.id,
    version: obligation.version,
    rung: rung.id,
    level: rung.level,
    planned_at: rung.at,
    to: [...to],
    tell: to.filter((person) => highestFor(person, all) === firing && !obligation.acknowledged_by.includes(person)),
    late: isLate(obligation, rung, context),
    rule: ruleOf(obligation, rung, context),
    escalation_id: escalation,
  });
  return escalation === null ? [fired] : [fired, openEscalation(escalation, obligation, firing, context)];
}

/** Whether a rung fires too long after its planned instant, as the policy counts it (§0.03). */
function isLate({ calendar }: Obligation, { at }: PlannedRung, { now, policy }: Context): boolean {
  return now > addDuration(at, policy.thresholds.rung_late_after, calendarNamed(policy, calendar));
}

function ruleOf(obligation: Obligation, rung: PlannedRung, context: Context): string {
  const ladder = obligation.kind === 'escalation' ? NO_LADDER : (obligation.ladder ?? context.policy.ladders.use[obligation.kind]);
  return `ladders.${ladder}.${rung.id}`;
}

function highestFor(person: string, all: readonly Firing[]): Firing | undefined {
  return all
    .filter(({ to }) => to.includes(person))
    .reduce<Firing | undefined>((best, next) => (best && heightOf(best.rung.level) > heightOf(next.rung.level) ? best : next), undefined);
}

function openEscalation(id: string, source: Obligation, { rung, to }: Firing, context: Context): NewEvent {
  const lane = 'role' in source.owed_by ? (source.owed_by.lane ?? source.subject.lane) : source.subject.lane;
  const role = roleOfLevel(rung.level, lane, context.policy);
  const [first = ''] = to;
  const owed_by: OwedBy = role === null || (to.length === 1 && rung.level !== 'L5') ? { person: first } : { role };
  return fact('obligation.opened', {
    id,
    kind: 'escalation',
    subject: { ...(lane === undefined ? {} : { lane }), source: source.id, level: rung.level, rung: rung.id },
    owed_by,
    to: [...to],
    opened_at: context.now,
    due_at: null,
    sla: null,
    calendar: null,
    rungs: [],
  });
}

/** The alarm goes to whoever is left of those who watch over the ladders; the store's watch sees the event too. */
function stuckEvent(obligation: Obligation, context: Context, matterOf?: MatterOf): NewEvent {
  const matter = matterFor(obligation, context, matterOf);
  const found = (['L3', 'L4', 'L5'] as const).map((level) => recipientsFor(level, matter, context.policy, context.directory)).find((to) => to.length > 0);
  return fact('ladder.stuck', { obligation_id: obligation.id, version: obligation.version, tell: [...(found ?? [])] });
}
