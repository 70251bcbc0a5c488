import type { SystemCommandBody } from '../../contracts/system.ts';
import { RESIDUALS } from '../../contracts/system.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Duration } from '../../contracts/primitives.ts';
import { holdsAny, inPerson, somebody, strangerIn } from '../actors.ts';
import type { Context, Decision, NewEvent } from '../aggregate.ts';
import { latestEnd, notTheirOwn, weakToOpen } from '../blockers/index.ts';
import { namedRefusals } from '../evidence/sound.ts';
import { findOpen, meetObligation, openObligation, wallBetween } from '../obligations/index.ts';
import { fact } from './facts.ts';
import { mayManage } from './register.ts';
import type { Residual, RiskItem, SystemState } from './state.ts';

const rank = (residual: Residual): number => RESIDUALS.indexOf(residual);
const halts = (residual: Residual, context: Context): boolean => rank(residual) >= rank(context.policy.thresholds.risk.halt_at);

/** Owed by the risk's owner: treat it, or have it accepted, in time. */
const oweTreatment = (risk: { readonly id: string; readonly owner: string }, sla: Duration, context: Context): NewEvent[] =>
  openObligation({ kind: 'risk_treatment', subject: { risk: risk.id }, owed_by: { person: risk.owner }, sla }, context);

/** The open obligation to treat this risk item. */
const treatmentOf = (state: SystemState, riskId: string) =>
  state.obligations.find((o) => o.kind === 'risk_treatment' && o.subject.risk === riskId && findOpen(state.obligations, o.id) !== undefined);

const treatmentDone = (state: SystemState, risk: RiskItem): NewEvent[] => {
  const owed = treatmentOf(state, risk.id);
  return owed ? meetObligation(state.obligations, owed.id, 'R-26') : [];
};

/** Opens the obligation to treat again, unless it is open. */
export const oweAgain = (state: SystemState, risk: RiskItem, context: Context): NewEvent[] =>
  treatmentOf(state, risk.id) ? [] : oweTreatment(risk, context.policy.thresholds.risk.treatment_due, context);

/** The risk item while something can still be done about it. */
function openRisk(state: SystemState, id: string): RiskItem | Refusal {
  const risk = state.risks.find((item) => item.id === id);
  if (!risk) return { refused: 'invalid', detail: `no risk item ${id} on ${state.id}; GET /v1/systems/${state.id}/risks lists them`, pointer: '/risk_id' };
  return risk.state === 'closed' ? { refused: 'wrong_state', detail: `${id} is closed; add a new risk item` } : risk;
}

/** Enters a risk item: anybody who works here may. At or above the policy's threshold it holds the gate at once. */
export function addRisk(_state: SystemState, body: SystemCommandBody<'add-risk'>, context: Context): Decision {
  const person = somebody(context);
  if (typeof person !== 'string') return person;
  const stranger = strangerIn(context, [{ id: body.owner, pointer: '/owner' }]);
  if (stranger) return stranger;
  if (body.due_at !== undefined && body.due_at <= context.now) {
    return { refused: 'invalid', detail: `treatment is due in the future, after ${context.now}`, pointer: '/due_at' };
  }
  const risk_id = context.newId('rsk');
  const { title, owner, residual, option, criteria = null, component = null } = body;
  const blocker_id = context.newId('blk');
  const added = fact('risk.added', { risk_id, blocker_id, title, owner, residual, option, criteria, component, halts: halts(residual, context), person });
  const sla = body.due_at === undefined ? context.policy.thresholds.risk.treatment_due : wallBetween(context.now, body.due_at);
  return { events: [added, ...oweTreatment({ id: risk_id, owner }, sla, context)], result: { risk_id } };
}

/**
 * Records a treatment and the residual it leaves: by the risk's owner or deputy or heir, or who manages the system. Below the threshold
 * the item is treated; at or above it stays open, or accepted if no worse than what was accepted. A halting item is
 * treated by a person, since that may open the gate, and below the threshold never by the requester of what it holds (§1.05).
 */
export function treatRisk(state: SystemState, body: SystemCommandBody<'treat-risk'>, context: Context): Decision {
  const risk = openRisk(state, body.risk_id);
  if ('refused' in risk) return risk;
  const person = risk.halts ? inPerson(context) : somebody(context);
  if (typeof person !== 'string') return person;
  const owed = treatmentOf(state, risk.id);
  const owes = owed && (owed.to.includes(person) || ('person' in owed.owed_by && owed.owed_by.person === person));
  if (risk.owner !== person && !owes && !mayManage(state, person, context)) {
    return { refused: 'not_permitted', detail: `only the risk's owner ${risk.owner}, whoever owes it in that place, or who manages the system may record its treatment` };
  }
  const unsound = namedRefusals(body.evidence.map((digest, at) => ({ digest, pointer: `/evidence/${at}` })), context);
  if (unsound) return unsound;
  const { residual, reason, evidence } = body;
  const halting = halts(residual, context);
  const fault = risk.halts && !halting ? (notTheirOwn(person, 'treat', context) ?? weakToOpen('the treatment of a risk that holds the gate is recorded', context)) : null;
  if (fault) return fault;
  const accepted = risk.state === 'accepted' && rank(residual) <= rank(risk.residual);
  const next = halting ? (accepted ? ('accepted' as const) : ('open' as const)) : ('treated' as const);
  const treated = fact('risk.treated', { risk_id: risk.id, residual, state: next, halts: halting, reason, evidence, person });
  if (next === 'open') return { events: [treated, ...oweAgain(state, risk, context)] };
  return { events: [treated, ...treatmentDone(state, risk)] };
}

const WORDS = { accept: 'a risk here is accepted', close: 'a risk that holds the gate is closed' } as const;

/** Who may accept this residual: the role that the policy names, never the risk's owner or who asks to deploy (R-26, §1.05). */
function acceptor(act: 'accept' | 'close', risk: RiskItem, context: Context, unit: string | undefined): string | Refusal {
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  const own = risk.halts ? notTheirOwn(person, act, context) : null;
  if (own) return own;
  const { role } = context.policy.thresholds.risk.acceptance[risk.residual];
  if (person === risk.owner) return { refused: 'separation_of_duties', detail: `${person} owns this risk; somebody else with the role "${role}" must decide` };
  if (holdsAny(context.directory, person, [role], context.now, unit)) return weakToOpen(WORDS[act], context) ?? person;
  return { refused: 'not_permitted', detail: `a residual of ${risk.residual} is decided by the role "${role}"` };
}

/** Accepts a risk until an instant: who may, and for how long at most, is in the policy by residual. Then it is open again. */
export function acceptRisk(state: SystemState, body: SystemCommandBody<'accept-risk'>, context: Context): Decision {
  const risk = openRisk(state, body.risk_id);
  if ('refused' in risk) return risk;
  const person = acceptor('accept', risk, context, state.entry?.unit);
  if (typeof person !== 'string') return person;
  const rule = context.policy.thresholds.risk.acceptance[risk.residual];
  const latest = latestEnd(person, rule.at_most, context);
  if (body.until <= context.now) return { refused: 'invalid', detail: `an acceptance ends in the future, after ${context.now}`, pointer: '/until' };
  if (body.until > latest) return { refused: 'limit_reached', detail: `a residual of ${risk.residual} is accepted at most until ${latest}`, pointer: '/until' };
  const accepted = fact('risk.accepted', { risk_id: risk.id, residual: risk.residual, until: body.until, board: rule.board, reason: body.reason, person });
  return { events: [accepted, ...treatmentDone(state, risk)] };
}

/** Closes a risk item: one that halts only by who could accept it, since closing lets the gate open too. */
export function closeRisk(state: SystemState, body: SystemCommandBody<'close-risk'>, context: Context): Decision {
  const risk = openRisk(state, body.risk_id);
  if ('refused' in risk) return risk;
  const person = risk.halts ? acceptor('close', risk, context, state.entry?.unit) : somebody(context);
  if (typeof person !== 'string') return person;
  if (!risk.halts && risk.owner !== person && !mayManage(state, person, context)) {
    return { refused: 'not_permitted', detail: `only the risk's owner ${risk.owner} or who manages the system may close it` };
  }
  return { events: [fact('risk.closed', { risk_id: risk.id, reason: body.reason, person }), ...treatmentDone(state, risk)] };
}
