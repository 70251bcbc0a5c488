import type { Blocker, Waiver } from '../../contracts/blocker.ts';
import type { OwedMessage } from '../../contracts/delivery.ts';
import type { Directory } from '../../contracts/directory.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Extent, Instant } from '../../contracts/primitives.ts';
import type { Aggregate, Command, Context, Decision, OpenRollout } from '../../domain/aggregate.ts';
import type { Rules } from '../../store/store.ts';

/** A record small enough to know by heart, with one of everything that the command path has to carry. */
export interface ToyState {
  readonly id: string;
  readonly exists: boolean;
  readonly system_id: string | null;
  readonly title: string;
  readonly notes: readonly string[];
  readonly votes: readonly { readonly person: string; readonly reason: string; readonly at: Instant }[];
  readonly closed: boolean;
  readonly wake_at: Instant | null;
  readonly escalations: number;
  readonly obligations: readonly Obligation[];
  readonly blockers: readonly Blocker[];
  readonly waivers: readonly Waiver[];
  readonly permits: readonly string[];
  readonly rollout: OpenRollout | null;
  readonly unit: string | null;
  readonly directory: Directory | null;
  readonly policies: readonly Policy[];
}

type Body = Readonly<Record<string, unknown>>;
type Event = { readonly type: string; readonly body: Body };
const text = (body: Body, key: string): string => String(body[key]);
const refuse = (refused: 'blocked' | 'already_voted' | 'unknown_case' | 'not_due' | 'rollout_in_progress' | 'already_exists', detail: string): Decision => ({ refused, detail });

const obligation = (id: string, to: readonly string[], at: Instant, due_at: Instant): Obligation => ({
  id,
  kind: 'sign_off',
  subject: { lane: 'legal' },
  owed_by: { role: 'legal', lane: 'legal' },
  to: [...to],
  opened_at: at,
  due_at,
  sla: 'PT4H',
  calendar: null,
  rungs: [],
  state: 'open',
  version: 1,
  fired: [],
  acknowledged_by: [],
  snoozed: [],
  paused_at: null,
  pauses: [],
  closed_at: null,
  instruction: null,
});

const on = (...events: readonly Event[]): Decision => ({ events });

/** What each command records. */
const COMMANDS: Readonly<Record<string, (state: ToyState, body: Body, context: Context) => Decision>> = {
  open: (state, body, { newId }) => {
    const id = newId('obl');
    return state.exists ? refuse('already_exists', 'it is open') : { events: [{ type: 'toy.opened', body: { ...body, obligation_id: id } }], result: { obligation_id: id } };
  },
  note: (_state, body) => on({ type: 'toy.noted', body }),
  vote: (state, body, { meta }) => {
    const person = meta.actor.id;
    if (state.closed) return refuse('already_voted', 'it is closed');
    return state.votes.some((vote) => vote.person === person) ? refuse('already_voted', `${person} has voted`) : on({ type: 'toy.voted', body: { ...body, person } });
  },
  close: (state) => (state.closed ? on() : on({ type: 'toy.closed', body: {} })),
  raise: (_state, body, { newId }) => on({ type: 'toy.raised', body: { ...body, blocker_id: newId('blk') } }),
  release: (_state, body) => on({ type: 'toy.released', body }),
  remind: (_state, body) => on({ type: 'toy.reminded', body }),
  escalate: (state, _body, { now }) => (state.wake_at !== null && state.wake_at <= now ? on({ type: 'toy.escalated', body: {} }) : on()),
  'issue-permit': (_state, _body, { blockers, newId }) =>
    blockers.length > 0 ? refuse('blocked', blockers.map((blocker) => blocker.id).join()) : on({ type: 'toy.permitted', body: { permit_id: newId('prm') } }),
  'use-permit': (_state, body, { rollouts, id }) =>
    rollouts.length > 0 ? refuse('rollout_in_progress', 'somebody rolls out') : on({ type: 'toy.rolled', body: { environment: body['environment'], case_id: id } }),
  undelivered: () => on(),
  load: (_state, body) => on({ type: 'toy.loaded', body }),
  fail: () => {
    throw new Error('a bug in a rule');
  },
};

function decide(state: ToyState, command: Command, context: Context): Decision {
  if (!state.exists && command.name !== 'open' && command.name !== 'load') return refuse('unknown_case', `no case ${context.id}`);
  return COMMANDS[command.name]?.(state, command.body, context) ?? refuse('unknown_case', command.name);
}

const closedAt = (entry: Obligation, at: Instant): Obligation => ({ ...entry, state: 'met', closed_at: at });

const STEPS: Readonly<Record<string, (state: ToyState, body: Body, event: RecordedEvent) => ToyState>> = {
  'toy.opened': (state, body, { at }) => ({
    ...state,
    exists: true,
    title: text(body, 'title'),
    system_id: typeof body['system_id'] === 'string' ? body['system_id'] : null,
    unit: typeof body['unit'] === 'string' ? body['unit'] : null,
    wake_at: typeof body['wake_at'] === 'string' ? body['wake_at'] : null,
    obligations: Array.isArray(body['to']) ? [obligation(text(body, 'obligation_id'), body['to'] as string[], at, text(body, 'due_at'))] : [],
  }),
  'toy.noted': (state, body) => ({ ...state, notes: [...state.notes, text(body, 'text')] }),
  'toy.voted': (state, body, { at }) => ({ ...state, votes: [...state.votes, { person: text(body, 'person'), reason: text(body, 'reason'), at }] }),
  'toy.closed': (state, _body, { at }) => ({ ...state, closed: true, wake_at: null, obligations: state.obligations.map((entry) => closedAt(entry, at)) }),
  'toy.escalated': (state) => ({ ...state, escalations: state.escalations + 1, wake_at: null }),
  'toy.raised': (state, body, { at }) => ({
    ...state,
    blockers: [
      ...state.blockers,
      { id: text(body, 'blocker_id'), kind: 'manual', extent: body['extent'] as Extent, holds: ['gate', 'permit'], owner: 'ada', title: text(body, 'title'), link: '/', raised_at: at, source_case: null, ends_by: 'release', dormant_until: null },
    ],
  }),
  'toy.released': (state, body) => ({ ...state, blockers: state.blockers.filter((blocker) => blocker.id !== body['blocker_id']) }),
  'toy.permitted': (state, body) => ({ ...state, permits: [...state.permits, text(body, 'permit_id')] }),
  'toy.rolled': (state, body) => ({ ...state, rollout: { environment: text(body, 'environment'), case_id: text(body, 'case_id') } }),
  'toy.loaded': (state, body) => ({ ...state, exists: true, directory: body['directory'] as Directory, policies: body['policies'] as Policy[] }),
};

function messages(event: RecordedEvent, state: ToyState): OwedMessage[] {
  if (event.type === 'toy.opened') {
    return state.obligations.flatMap((entry) =>
      entry.to.map((recipient) => ({
        key: `${state.id}/${entry.id}@1/open/${recipient}/sign_off`,
        kind: 'sign_off' as const,
        recipient,
        channels: ['chat', 'email'] as const,
        obligation_id: entry.id,
        about: {},
        mutable: true,
        late: false,
      })),
    );
  }
  if (event.type === 'toy.reminded') {
    return state.obligations.flatMap(({ id, to }) =>
      to.map((recipient) => ({ key: `${state.id}/${id}@1/remind-${event.seq}/${recipient}/reminder`, kind: event.body['as'] === 'escalation' ? ('escalation' as const) : ('reminder' as const), recipient, channels: ['chat', 'email'] as const, obligation_id: id, about: {}, mutable: true, late: false })),
    );
  }
  if (event.type !== 'toy.closed') return [];
  return [{ key: `${state.id}/closed/ada/decision`, kind: 'decision', recipient: 'ada', channels: ['email'], obligation_id: null, about: {}, mutable: false, late: false }];
}

export const toy: Aggregate<ToyState> = {
  initial: (id) => ({
    id,
    exists: false,
    system_id: null,
    title: '',
    notes: [],
    votes: [],
    closed: false,
    wake_at: null,
    escalations: 0,
    obligations: [],
    blockers: [],
    waivers: [],
    permits: [],
    rollout: null,
    unit: null,
    directory: null,
    policies: [],
  }),
  decide,
  evolve: (state, event) => STEPS[event.type]?.(state, event.body, event) ?? state,
  agenda: (state) => ({ open: !state.closed, stage: state.closed ? 'closed' : 'in_review', wake_at: state.wake_at, step: null, summary: `${state.votes.length} votes` }),
  messages,
  obligations: (state) => state.obligations,
  blockers: (state) => state.blockers,
  waivers: (state) => state.waivers,
  summary: (state) => ({
    kind: 'deployment',
    state: state.closed ? 'closed' : 'in_review',
    title: state.title,
    system_id: state.system_id,
    owner: 'ada',
    requester: 'bob',
    asking: ['bob'],
    closed: state.closed,
    policy_digest: null,
    rollout: state.rollout,
  }),
};

const NOBODY: Directory = { organisation: { name: 'Toys' }, units: [], people: [], delegations: [], absences: [] };

/** The toy in every role. */
export const TOY_RULES: Rules = {
  kinds: { deployment: toy, nonconformity: toy, system: toy, house: toy, evidence: toy },
  house: (state) => {
    const { directory, policies } = state as ToyState;
    return { directory: directory ?? NOBODY, active: policies[0]?.digest ?? null, policies };
  },
  unitOf: (state) => (state as ToyState).unit,
};

const person = (id: string, unit: string, roles: string[]) => ({ id, name: id, unit, calendar: 'always', roles, email: `${id}@example.org`, slack_user_id: `U0${id.toUpperCase()}` });

/** Three people in a unit that lies under another. */
export const TOY_DIRECTORY: Directory = {
  organisation: { name: 'Toys' },
  units: [{ id: 'top', name: 'Top' }, { id: 'below', name: 'Below', parent: 'top' }, { id: 'beside', name: 'Beside' }],
  people: [person('ada', 'top', ['legal']), person('bob', 'below', []), person('cleo', 'beside', ['risk'])],
  delegations: [],
  absences: [],
};

/** As much of a policy as the command path reads by itself. */
export const TOY_POLICY = {
  digest: `sha256:${'1'.repeat(64)}`,
  calendars: { always: { zone: 'UTC', hours: { from: '00:00', to: '24:00' }, workdays: [1, 2, 3, 4, 5, 6, 7], holidays: [] } },
  ladders: { channels: { order: ['chat', 'email'], fall_through_after: 'PT15M' } },
} as unknown as Policy;
