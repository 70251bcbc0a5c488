import { isRefusal } from '../../domain/aggregate.ts';
import { unfitFor } from '../../domain/nonconformity-closure/separation.ts';
import { actionsNow, isOver, planNow, raiseProposed, type Action, type NonconformityState } from '../../domain/nonconformity-closure/state.ts';
import { digest } from './world.ts';
import { EFFECTIVENESS, holding, otherNc, OTHER_SYSTEM, PROOF, ROOT_CAUSE, Story, SYSTEM } from './nonconformity.ts';

const PEOPLE = ['mira', 'dana', 'bruno', 'bela', 'rohan', 'noor', 'maya', 'rafael', 'viktor', 'ruth', 'rosa', 'yuki', 'devon', 'theo'];
/** Without these three nobody could classify or confirm any more: they never leave on a walk. */
const STAY = ['noor', 'maya', 'viktor'];
const EARLIER = 'nc_00000000000000000000000007';
const WIDER = 'nc_00000000000000000000000008';
const DAY_MS = 86_400_000;
/** Some of these are found false on the way. */
const FILES = [PROOF, ...Array.from({ length: 8 }, (_, n) => digest(`file ${n}`))];

type Random = () => number;
type Bodies = Readonly<Record<string, () => Readonly<Record<string, unknown>>>>;

/** A number generator that a seed repeats, 0 to 1. */
const randomOf = (seed: number): Random => {
  let last = seed;
  return () => (last = (last * 1_664_525 + 1_013_904_223) % 4_294_967_296) / 4_294_967_296;
};

/** How often a command is tried beside the others: what brings the case on, more often than what ends it. */
const WEIGHTS: Readonly<Record<string, number>> = { complete: 6, verify: 6, 'check-effect': 6, plan: 5, 'approve-plan': 5, 'root-cause': 4, extend: 3, 'decide-extension': 3, classify: 2, 'decide-recurrence': 2, decline: 8 };

/** One nonconformity through which somebody walks at random: commands of anybody, time that passes, people who leave. */
export class Walk {
  readonly story: Story;
  readonly #random: Random;
  readonly #gone: string[] = [];
  readonly #log: string[] = [];

  constructor(seed: number) {
    this.#random = randomOf(seed * 7919 + 1);
    const wider = otherNc(WIDER, { class: 'major', status: 'implementing', closed_at: null, systems: [SYSTEM, OTHER_SYSTEM], holds: holding(SYSTEM, OTHER_SYSTEM) });
    this.story = new Story({ stored_evidence: FILES, nonconformities: this.#chance(0.5) ? [] : [otherNc(EARLIER), wider] });
    this.story.raised({ source: this.#pick(['audit', 'review', 'certification_body']) });
  }

  /** One step, after which the case must be sound. @throws Error with the last steps when it is not. */
  step(): void {
    const chance = this.#random();
    if (chance < 0.12) this.#wait();
    else if (chance < 0.13 && this.#gone.length < 3) this.#leave();
    else this.#command();
    const wrong = faultOf(this.story);
    if (wrong !== null) throw new Error(`${wrong}; the last steps: ${this.#log.slice(-12).join(' | ')}`);
  }

  #chance = (share: number): boolean => this.#random() < share;
  #pick = <T>(list: readonly T[]): T => list[Math.floor(this.#random() * list.length)] as T;
  #later = (days: number): string => new Date(Date.parse(this.story.now) + days * DAY_MS).toISOString();

  #wait(): void {
    this.story.runTo(this.#later(this.#random() * 60));
    this.#log.push(`until ${this.story.now}`);
  }

  #leave(): void {
    const who = this.#pick(PEOPLE.filter((id) => !this.#gone.includes(id) && !STAY.includes(id)));
    this.#gone.push(who);
    this.story.leaves(who);
    this.#log.push(`${who} leaves`);
  }

  /** Some command, tried by one after the other until somebody may give it. */
  #command(): void {
    const bodies = this.#bodies();
    const name = this.#pick(Object.keys(bodies).flatMap((key) => Array.from({ length: WEIGHTS[key] ?? 1 }, () => key)));
    for (const person of [this.#pick(PEOPLE), this.#pick(PEOPLE), ...(this.#chance(0.7) ? PEOPLE : [])]) {
      const decision = this.story.as(person, name, bodies[name]?.() ?? {});
      if (!isRefusal(decision)) return void this.#log.push(`${person} ${name} -> ${this.story.state.status}`);
      if (decision.detail.length < 10 || /undefined|null|: $|, $/.test(decision.detail)) throw new Error(`"${name}" was refused with "${decision.detail}"`);
    }
  }

  #bodies(): Bodies {
    const { state } = this.story;
    const open = state.obligations.filter((o) => o.closed_at === null && o.kind !== 'escalation');
    const obligation_id = this.#pick(open.length > 0 ? open : state.obligations).id;
    const action_id = state.actions.length > 0 ? this.#pick<Action>(state.actions).action_id : 'act_0';
    const [reason, comment] = ['because', 'seen'];
    const file = () => this.#pick(FILES);
    return {
      classify: () => ({ class: this.#pick(['major', 'minor', 'observation']), owner: this.#pick(PEOPLE), reason }),
      correct: () => ({ correction: 'undone', consequences: 'none', evidence: this.#chance(0.5) ? [] : [file()] }),
      'root-cause': () => ({ ...ROOT_CAUSE, whys: ROOT_CAUSE.whys.map(({ because }, n) => (n === 0 ? { because, evidence: [file()] } : { because, assumption: true })), fishbone: [{ ...ROOT_CAUSE.fishbone[0], evidence: [file()] }], systemic: this.#chance(0.6) }),
      plan: () => this.#plan(state),
      'approve-plan': () => ({ plan_digest: planNow(state)?.plan_digest ?? PROOF }),
      'return-plan': () => ({ reason }),
      complete: () => ({ obligation_id, evidence: [file()], comment }),
      verify: () => ({ action_id, accepted: this.#chance(0.8), comment }),
      'check-effect': () => ({ verdict: this.#pick(['effective', 'ineffective', 'inconclusive']), measured: 'ten', evidence: [file()], sample_size: 40, comment }),
      extend: () => ({ obligation_id, until: this.#later(5 + this.#random() * 40), reason, interim_control: 'by hand' }),
      'decide-extension': () => ({ obligation_id, granted: this.#chance(0.6), reason }),
      reassign: () => ({ obligation_id, to: this.#pick(PEOPLE), reason }),
      dispute: () => ({ reason }),
      'decide-dispute': () => ({ upheld: this.#chance(0.3), reason }),
      'decide-recurrence': () => ({ of: this.#pick([EARLIER, WIDER]), confirmed: this.#chance(0.5), reason }),
      'accept-risk': () => ({ until: this.#later(30), reason, compensating_control: 'by hand' }),
      reopen: () => ({ reason, ...this.#pick<object>([{ because: 'recurrence' }, { because: 'other' }, { because: 'evidence_false' }, { because: 'evidence_false', evidence: [file()] }]) }),
      ...(state.proposal === null ? {} : { decline: () => ({ reason }) }),
      ...(this.#chance(0.05) ? { reject: () => ({ reason }), cancel: () => ({ reason, evidence: [] }), merge: () => ({ into: WIDER, reason }) } : {}),
    };
  }

  #plan({ plans }: NonconformityState) {
    const action = (n: number, days: number, depends_on: string[]) => ({
      key: `a${n}-${plans.length}`,
      type: 'corrective',
      title: 'mend it',
      owner: this.#pick(PEOPLE),
      due_at: this.#later(days),
      evidence_spec: 'a report',
      verifier: this.#pick(PEOPLE),
      depends_on,
    });
    const first = action(1, 20, []);
    const actions = this.#chance(0.5) ? [first] : [first, action(2, this.#pick([20, 30]), [first.key])];
    return { actions, ...(this.#chance(0.8) ? { effectiveness: { ...EFFECTIVENESS, checker: this.#pick(PEOPLE) } } : {}) };
  }
}

/** Beside these a case waits for somebody's word on the way to its next step. */
const BEFORE_CLOSING = ['correction', 'second_person', 'risk_reassessment', 'finding_dispute', 'recurrence_decision', 'classification'];
/** Who owes the next step, by state. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  raised: ['classification'],
  classified: ['action_plan'],
  contained: ['action_plan'],
  rca: ['action_plan'],
  reopened: ['action_plan'],
  plan_review: ['plan_approval'],
  implementing: ['corrective_action', 'evidence_verification'],
  verify_evidence: ['evidence_verification', ...BEFORE_CLOSING],
  effectiveness_check: ['effectiveness_check', ...BEFORE_CLOSING],
};
/** What more time can be asked for, of which somebody owes the answer while it is open. */
const isMoot = ({ extensions, obligations }: NonconformityState): boolean =>
  extensions.some(({ state, obligation_id }) => state === 'requested' && obligations.find(({ id }) => id === obligation_id)?.closed_at !== null);

/** There may be several of these at once: one per action. */
const PER_ACTION = ['corrective_action', 'evidence_verification', 'extension_decision'];

/** What must never be true of a nonconformity, whatever anybody does: in words, or null. */
function faultOf(story: Story): string | null {
  const { state } = story;
  const owed = story.owes();
  const single = owed.filter((kind) => !PER_ACTION.includes(kind));
  const at = `${state.status}, owed ${owed.join(', ') || 'nothing'}`;
  if (isOver(state) && state.status !== 'near_miss' && owed.length > 0) return `it is over and something is owed: ${at}`;
  if (!isOver(state) && owed.length === 0 && state.wait_until === null && state.accepted === null) return `nobody owes anything: ${at}`;
  if (new Set(single).size !== single.length) return `one thing is owed twice: ${at}`;
  const next = NEXT[state.status];
  if (next && !next.some((kind) => owed.includes(kind))) return `nobody owes the next step: ${at}`;
  if (raiseProposed(state) !== undefined && (state.status === 'closed' || (!isOver(state) && state.accepted === null && !owed.includes('classification')))) return `a raise of its class is left undecided: ${at}`;
  const believed = state.actions.find((action) => action.state === 'verified' && state.false_evidence.some((one) => action.evidence.includes(one.digest)));
  if (believed) return `"${believed.key}" rests on a file that was found false: ${at}`;
  if (isMoot(state)) return `more time is asked for what is owed no more: ${at}`;
  if (state.status === 'closed' && state.correction === null && ['major', 'minor'].includes(state.class ?? '')) return `it closed and nothing was put right: ${at}`;
  const asked = state.obligations.find((o) => o.closed_at === null && o.to.some((id) => unfitFor(state, o).includes(id)));
  if (asked) return `${asked.to.join(', ')} is asked to judge their own work by "${asked.kind}": ${at}`;
  const own = actionsNow(state).find(({ verified_by, doers }) => verified_by !== null && doers.includes(verified_by));
  if (own) return `${own.verified_by ?? ''} verified their own action: ${at}`;
  return loops(story) ? `escalate at ${story.agenda().wake_at ?? ''} changes nothing: ${at}` : null;
}

/** A wake that is past and changes nothing would come for ever. */
function loops(story: Story): boolean {
  const { wake_at } = story.agenda();
  if (wake_at === null || wake_at >= (story.state.last_at ?? '')) return false;
  const before = story.events.length;
  story.workflow('escalate', { woke_for: wake_at });
  return story.events.length === before && story.agenda().wake_at === wake_at;
}
