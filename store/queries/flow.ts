import type { GovernanceMetrics } from '../../contracts/governance-metrics.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Tier, WorkCalendar } from '../../contracts/primitives.ts';
import { calendarNamed } from '../../domain/directory.ts';
import { type Decision, decisionIn, type FlowEvent, type Window } from '../../domain/metrics/decisions.ts';
import { GateFlow } from '../../domain/metrics/governance.ts';
import { type ClosedSignOff, type Wait, waitOf } from '../../domain/metrics/sign-offs.ts';
import { withRetry } from '../database.ts';
import type { Store } from '../store.ts';

/** Which deployments count; a unit with those below it. */
export interface FlowWish extends Window {
  readonly system?: string | undefined;
  readonly unit?: string | undefined;
  readonly tier?: Tier | undefined;
}

interface CaseRow {
  readonly id: string;
  readonly policy_digest: string | null;
  readonly events: readonly FlowEvent[];
}

interface SignOffRow extends Omit<ClosedSignOff, 'levels'> {
  readonly case_id: string;
  readonly calendar: string | null;
  readonly fired: readonly { readonly level: string }[];
}

/** So many cases are read at a time: memory stays flat however long the window is. */
const CHUNK = 500;

// The types are written out: only then does the planner know that the small indexes of 0009 hold every row asked for.
const DECIDED = `SELECT DISTINCT l.stream AS id FROM ledger l JOIN cases c ON c.id = l.stream
  WHERE l.type IN ('deployment.approved', 'deployment.rejected', 'deployment.withdrawn', 'deployment.lapsed') AND l.at >= $1 AND l.at < $2
    AND ($3::text IS NULL OR c.system_id = $3)
  ORDER BY id`;

const UNITS = 'SELECT id FROM units WHERE id = $1 OR $1 = ANY (path)';

// Each body is parsed once: that is most of the work.
const EVENTS = `SELECT c.id, c.policy_digest, json_agg(json_build_object('at', l.at, 'type', l.type, 'yes', coalesce(b.conditional, b.resubmitted, b.effective = 'now', false),
    'tier', coalesce(b.manifest->>'tier', b.to), 'unit', b.unit) ORDER BY l.seq) AS events
  FROM cases c JOIN ledger l ON l.stream = c.id, LATERAL json_to_record(l.body::json) AS b (conditional boolean, resubmitted boolean, effective text, "to" text, unit text, manifest json)
  WHERE c.id = ANY ($1) AND l.type IN ('deployment.submitted', 'deployment.revised', 'deployment.reopened', 'changes.requested', 'tier.changed',
    'deployment.approved', 'deployment.rejected', 'deployment.withdrawn', 'deployment.lapsed')
  GROUP BY c.id`;

const SIGN_OFFS = `SELECT o.case_id, o.state, o.opened_at, o.closed_at, o.due_at, d.subject->>'lane' AS lane, d.calendar, d.pauses, d.fired
  FROM obligations_closed o, LATERAL json_to_record(o.data) AS d (subject json, calendar text, pauses json, fired json)
  WHERE o.case_id = ANY ($1) AND o.kind = 'sign_off'`;

/**
 * How the gate flowed (R-63; docs/metrics.md): of deployments decided in the window, read from the ledger and the ended
 * obligations in parts. Business time runs on the calendars of the policy that each case pinned, by `policies`.
 */
export async function gateFlow(store: Pick<Store, 'pool'>, wish: FlowWish, policies: readonly Policy[]): Promise<GovernanceMetrics> {
  const { from, to, system = null, unit } = wish;
  const window = { from, to };
  const flow = new GateFlow(window);
  const { rows } = await withRetry(() => store.pool.query<{ id: string }>({ name: 'flow_decided', text: DECIDED, values: [from, to, system] }));
  const units = unit === undefined ? null : new Set((await withRetry(() => store.pool.query<{ id: string }>({ name: 'flow_units', text: UNITS, values: [unit] }))).rows.map(({ id }) => id));
  const counts = (decision: Decision): boolean => (wish.tier === undefined || decision.tier === wish.tier) && (units === null || units.has(decision.unit));
  const ids = rows.map(({ id }) => id);
  for (let at = 0; at < ids.length; at += CHUNK) {
    for (const { decision, signOffs } of await casesOf(store, ids.slice(at, at + CHUNK), window, counts, policies)) flow.add(decision, signOffs);
  }
  return flow.figures();
}

interface FlowCase {
  readonly decision: Decision;
  readonly signOffs: readonly (ClosedSignOff & { readonly wait: Wait | null })[];
}

async function casesOf({ pool }: Pick<Store, 'pool'>, ids: readonly string[], window: Window, counts: (decision: Decision) => boolean, policies: readonly Policy[]): Promise<FlowCase[]> {
  const { rows } = await withRetry(() => pool.query<CaseRow>({ name: 'flow_events', text: EVENTS, values: [ids] }));
  const decided = rows.flatMap(({ id, policy_digest, events }) => {
    const decision = decisionIn(events, window);
    return decision !== null && counts(decision) ? [{ id, policy_digest, decision }] : [];
  });
  if (decided.length === 0) return [];
  const found = await withRetry(() => pool.query<SignOffRow>({ name: 'flow_sign_offs', text: SIGN_OFFS, values: [decided.map(({ id }) => id)] }));
  const byCase = new Map<string, SignOffRow[]>(ids.map((id) => [id, []]));
  for (const row of found.rows) byCase.get(row.case_id)?.push(row);
  const timed = (row: SignOffRow, digest: string | null) => ({ ...row, levels: row.fired.map(({ level }) => level), wait: row.state === 'met' ? waitOf(row, calendarIn(policies, digest, row.calendar)) : null });
  return decided.map(({ id, policy_digest, decision }) => ({ decision, signOffs: (byCase.get(id) ?? []).map((row) => timed(row, policy_digest)) }));
}

/** The calendar as the pinned policy has it. @throws Error for a policy that the house does not know, which it never forgets. */
function calendarIn(policies: readonly Policy[], digest: string | null, name: string | null): WorkCalendar {
  const policy = policies.find((each) => each.digest === digest);
  if (!policy) throw new Error(`the house knows no policy ${digest ?? '(none)'}, which a case has pinned; run "gatehouse ledger verify"`);
  return calendarNamed(policy, name);
}
