import type { MessageKind, OwedMessage } from '../../contracts/delivery.ts';
import type { DeploymentEventType } from '../../contracts/deployment-events.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { Facts } from '../aggregate.ts';
import { holders } from '../directory.ts';
import { notify, obligationMessages } from '../obligations/index.ts';
import { current, type DeploymentState } from './state.ts';

interface Notice {
  readonly kind: MessageKind;
  readonly to: readonly (string | null | undefined)[];
  readonly about?: Readonly<Record<string, string>>;
}
type Teller = (state: DeploymentState, body: Readonly<Record<string, unknown>>, facts: Facts, at: string) => Notice | null;

const parties = (state: DeploymentState): string[] => [state.requester, state.owner];
const governance = (state: DeploymentState, facts: Facts, at: string): string[] =>
  holders(facts.directory, facts.policy.ladders.levels.L3, at, state.unit).map(({ id }) => id);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): string[] => (Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []);
const told = (kind: MessageKind, extra?: (body: Readonly<Record<string, unknown>>) => Readonly<Record<string, string>>): Teller =>
  (state, body) => ({ kind, to: parties(state), ...(extra ? { about: extra(body) } : {}) });
const toldWithL3 = (kind: MessageKind, extra?: (body: Readonly<Record<string, unknown>>) => Readonly<Record<string, string>>): Teller =>
  (state, body, facts, at) => ({ kind, to: [...parties(state), ...governance(state, facts, at)], ...(extra ? { about: extra(body) } : {}) });

const rejected: Teller = (state, body, facts, at) => {
  const about = { rule: text(body['rule']), lane: text(body['lane']) };
  if (body['rule'] !== 'prohibited_practice') return { kind: 'decision', to: parties(state), about };
  const roles = facts.policy.tiers.prohibited.tell_roles.flatMap((role) => holders(facts.directory, role, at, state.unit).map(({ id }) => id));
  return { kind: 'decision', to: [...parties(state), ...roles, ...governance(state, facts, at)], about };
};

/** After an outage the last of several notices is told, and none when the approval ended meanwhile (§0.03). */
const expiring: Teller = (state, body) =>
  state.outcome === null && body['notice'] === state.noticed.at(-1) ? { kind: 'expiry', to: parties(state), about: { valid_until: text(body['valid_until']) } } : null;

/** Who hears of what, beyond the obligations themselves. */
const NOTICES: { readonly [T in DeploymentEventType]?: Teller } = {
  'gate.blocked': (state, body) => ({ kind: 'notice', to: parties(state), about: { blockers: list(body['blockers']).join(' ') } }),
  'lane.noticed': (_state, body) => ({ kind: 'notice', to: list(body['to']), about: { lane: text(body['lane']) } }),
  'lane.referred': (_state, body) => ({ kind: 'sign_off', to: list(body['to']), about: { lane: text(body['lane']), referred: text(body['rule']) } }),
  'lane.stuck': (_state, body) => ({ kind: 'stuck', to: list(body['tell']), about: { lane: text(body['lane']) } }),
  'question.answered': (state, body) => ({
    kind: 'answer',
    to: [state.questions.find((q) => q.id === body['question_id'])?.person],
    about: { question: text(body['question_id']), asked_on: text(body['obligation_id']) },
  }),
  'deployment.approved': told('decision', (body) => ({ valid_until: text(body['valid_until']) })),
  'deployment.rejected': rejected,
  'deployment.withdrawn': told('decision'),
  'deployment.lapsed': toldWithL3('decision'),
  'deployment.live': told('notice'),
  'tier.changed': told('notice', (body) => ({ tier: text(body['to']), effective: text(body['effective']) })),
  'deployment.superseded': told('notice', (body) => ({ by_case: text(body['by_case']) })),
  'permit.expired': told('notice', (body) => ({ permit: text(body['permit_id']) })),
  'approval.expiring': expiring,
  'approval.expired': toldWithL3('expiry', (body) => ({ valid_until: text(body['valid_until']) })),
  'approval.revoked': toldWithL3('decision', (body) => ({ rule: text(body['rule']) })),
  'condition.missed': toldWithL3('notice', (body) => ({ condition: text(body['condition_id']) })),
  'condition.returned': (state, body) => ({
    kind: 'notice',
    to: [state.conditions.find((c) => c.condition_id === body['condition_id'])?.owner],
    about: { condition: text(body['condition_id']) },
  }),
};

/** Messages that an event owes (design §6); `state` is the case as the commit leaves it. */
export function messages(event: RecordedEvent, state: DeploymentState, facts: Facts): readonly OwedMessage[] {
  const owed = obligationMessages(event, state.obligations, facts, state.id);
  const notice = NOTICES[event.type as DeploymentEventType]?.(state, event.body, facts, event.at);
  if (!notice) return owed;
  const about = { event: event.type, system: current(state).manifest.system_id, ...notice.about };
  const lane = notice.kind === 'sign_off' ? state.lanes.find((l) => l.lane === about['lane' as keyof typeof about]) : undefined;
  const extra = notify(event, state.id, facts, { kind: notice.kind, to: notice.to, about });
  return [...owed, ...(lane ? extra.map((m) => ({ ...m, obligation_id: lane.obligation_id, mutable: true })) : extra)];
}
