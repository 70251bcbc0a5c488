import type { Activities, Answer } from '../../activities/types.ts';
import type { Agenda } from '../../contracts/agenda.ts';
import type { Channel, Instant } from '../../contracts/primitives.ts';

/** A call of an activity, and when it came by the server's clock. */
export interface Call {
  readonly what: string;
  readonly key: string;
  readonly at: Instant;
  /** Of an `escalate`: the instant that the workflow said it woke for. */
  readonly woke_for?: unknown;
}

/** A record in memory with just enough rules to drive a workflow: rungs that fire, messages that are owed, one step. */
export interface FakeRecord {
  readonly activities: Activities;
  readonly calls: readonly Call[];
  /** What has happened, in order: `rung <at>`, `told <key>`, `checked`, and whatever a test commits. */
  readonly ledger: readonly string[];
  readonly agenda: () => Agenda;
  /** Changes the record as a commit does: `rev` rises. Answers the new agenda. */
  readonly commit: (entry: string, change?: Partial<FakeState>) => Agenda;
  /** A commit that owes one message on a channel. */
  readonly owe: (channel: Channel, key: string) => Agenda;
  /** From now on `escalate` answers without doing anything, as when the database's clock is behind. */
  readonly stall: (stalled: boolean) => void;
  /** Runs inside each activity, after its effect and before its answer. */
  readonly onEffect: (hook: (what: string) => Promise<void>) => void;
}

export interface FakeState {
  stage: string;
  open: boolean;
  rungs: readonly Instant[];
  step: Agenda['step'];
  owed: readonly { readonly channel: Channel; readonly key: string }[];
  /** What the package check changes. */
  checked: Partial<FakeState>;
}

const callsOf = (calls: readonly Call[], what: string): readonly Call[] => calls.filter((call) => call.what === what);

/** The calls of one activity. */
export const calledFor = (record: FakeRecord, what: string): readonly Call[] => callsOf(record.calls, what);

/** A new record of a case at its first commit. `now` is the test server's clock. */
export function fakeRecord(now: () => Promise<Instant>, begin: Partial<FakeState> = {}): FakeRecord {
  const state: FakeState = { stage: 'in_review', open: true, rungs: [], step: null, owed: [], checked: { step: null, stage: 'in_review' }, ...begin };
  const ledger: string[] = [];
  const calls: Call[] = [];
  const answered = new Set<string>();
  let rev = 1;
  let stalled = false;
  let afterEffect: (what: string) => Promise<void> = async () => undefined;

  const agenda = (): Agenda => ({
    v: 1,
    rev,
    open: state.open || state.owed.length > 0,
    stage: state.stage,
    wake_at: [...state.rungs].sort()[0] ?? null,
    step: state.step,
    tell: [...new Set(state.owed.map(({ channel }) => channel))],
    summary: `${state.stage}: Credit scoring 4.2 to production`,
  });
  const commit = (entry: string, change: Partial<FakeState> = {}): Agenda => {
    Object.assign(state, change);
    ledger.push(entry);
    rev += 1;
    return agenda();
  };
  const seen = async (what: string, key: string, effect: (at: Instant) => void, said: Pick<Call, 'woke_for'> = {}): Promise<Answer> => {
    const at = await now();
    calls.push({ what, key, at, ...said });
    effect(at);
    await afterEffect(what);
    return { agenda: agenda() };
  };
  const escalate = (at: Instant): void => {
    const due = stalled ? [] : state.rungs.filter((rung) => rung <= at).sort();
    if (due.length === 0) return;
    state.rungs = state.rungs.filter((rung) => rung > at);
    ledger.push(...due.map((rung) => `rung ${rung}`));
    rev += 1;
  };
  const once = (id: string, effect: () => void): void => {
    if (answered.has(id)) return;
    answered.add(id);
    effect();
  };

  return {
    calls,
    ledger,
    agenda,
    commit,
    owe: (channel, key) => commit(`owed ${key}`, { owed: [...state.owed, { channel, key }] }),
    stall: (value) => void (stalled = value),
    onEffect: (hook) => void (afterEffect = hook),
    activities: {
      commit: {
        look: () => seen('look', '', () => undefined),
        commit: ({ command, key, body }) => seen(command, key, (at) => once(`${command}/${key}`, () => escalate(at)), { woke_for: body['woke_for'] }),
      },
      effects: {
        tell: ({ channel }) =>
          seen('tell', channel, () => {
            const told = state.owed.filter((owed) => owed.channel === channel);
            ledger.push(...told.map(({ key }) => `told ${key}`));
            state.owed = state.owed.filter((owed) => owed.channel !== channel);
          }),
        checkPackage: ({ key }) =>
          seen('check', key, () => once(`check/${key}`, () => void commit('checked', state.checked))),
      },
    },
  };
}
