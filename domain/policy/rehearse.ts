import type { Directory } from '../../contracts/directory.ts';
import type { OwedMessage } from '../../contracts/delivery.ts';
import type { CommandMeta, RecordedEvent } from '../../contracts/ledger.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { WouldBeRequest } from '../../contracts/would-be-request.ts';
import { isRefusal } from '../aggregate.ts';
import type { Command, Context, Facts } from '../aggregate.ts';
import { deploymentApproval } from '../deployment-approval/index.ts';
import type { DeploymentState } from '../deployment-approval/state.ts';
import { assessTier } from '../tier.ts';
import { REHEARSED_DIGEST, rehearsedSystem, rehearsedSubmission } from './rehearsed-request.ts';

/** One event of the rehearsal and the messages that it owes; `to` is empty where nobody was there to tell. */
export interface RehearsedStep {
  readonly at: Instant;
  readonly event: RecordedEvent;
  readonly messages: readonly OwedMessage[];
}

export interface Rehearsal {
  readonly steps: readonly RehearsedStep[];
  /** The state that the case would stand in at the end, e.g. `lapsed`. */
  readonly ends_as: string;
  readonly ends_at: Instant;
}

/** Far more than a case has instants to wake for; a rehearsal that goes on longer runs in a circle. */
const MOST_ROUNDS = 2_000;

/**
 * What would happen if the request were made at `from` and nobody ever acted: every event and message to the lapse, from
 * the very aggregate that decides real cases (design §8). A policy without a lapse ends with its last rung.
 * Refused when the request itself would be.
 */
export function rehearse(request: WouldBeRequest, from: Instant, policy: Policy, directory: Directory): Rehearsal | Refusal {
  const stage = new Stage(request, from, policy, directory);
  const refusal = stage.play(rehearsedSubmission(request, stage.documents()), { kind: 'person', id: request.requester });
  if (refusal) return refusal;
  if (stage.state.status === 'checking') stage.play({ name: 'record-checks', body: { revision: 1, results: [] } }, WORKFLOW);
  for (let round = 0; round < MOST_ROUNDS && stage.waits(); round += 1) stage.play({ name: 'escalate', body: { woke_for: stage.now } }, WORKFLOW);
  return { steps: stage.steps, ends_as: stage.state.status, ends_at: stage.steps.at(-1)?.at ?? from };
}

const WORKFLOW = { kind: 'workflow', id: 'rehearsal' } as const;
const CASE_ID = 'dep_rehearsal';

/** A store that holds one case and forgets it. */
class Stage {
  state: DeploymentState = deploymentApproval.initial(CASE_ID);
  readonly steps: RehearsedStep[] = [];
  readonly #request: WouldBeRequest;
  readonly #facts: Facts;
  now: Instant;
  #ids = 0;
  /** Whether the last command recorded anything. */
  #moved = false;

  constructor(request: WouldBeRequest, from: Instant, policy: Policy, directory: Directory) {
    this.#request = request;
    this.now = from;
    this.#facts = {
      directory,
      policy,
      system: rehearsedSystem(request, from),
      blockers: [],
      waivers: [],
      live: [],
      rollouts: [],
      approvals: request.novel ? 0 : 1,
      stored_evidence: [],
    };
  }

  /** The documents that the request's path asks for; none for a prohibited one, which is rejected at once. */
  documents() {
    const { policy } = this.#facts;
    const { risk_profile, type } = this.#request.system;
    const { path } = assessTier(risk_profile, { novel: this.#request.novel, type }, policy);
    return path === null ? [] : policy.tiers.paths[path].documents;
  }

  /** Moves the clock to the next instant that the case waits for; false when it waits for nothing more. */
  waits(): boolean {
    const wake = deploymentApproval.agenda(this.state, this.#facts, this.now).wake_at;
    if (wake === null || this.state.closes_at !== null) return false;
    if (wake <= this.now) return this.#moved;
    this.now = wake;
    return true;
  }

  /** Decides one command as the store would, folds its events and keeps their messages. */
  play(command: Command, actor: CommandMeta['actor']): Refusal | null {
    const stored = Object.values((command.body['documents'] ?? {}) as Record<string, string>);
    const context: Context = {
      ...this.#facts,
      stored_evidence: stored,
      now: this.now,
      id: CASE_ID,
      meta: { command_id: 'rehearsal', actor, door: 'system', assurance: 'mfa' },
      newId: (kind) => `${kind}_${String((this.#ids += 1)).padStart(26, '0')}`,
      digestOf: () => REHEARSED_DIGEST,
    };
    const decision = deploymentApproval.decide(this.state, command, context);
    if (isRefusal(decision)) return decision;
    const events = decision.events.map((event, i): RecordedEvent => ({ ...event, at: this.now, seq: this.steps.length + i + 1, actor }));
    this.#moved = events.length > 0;
    this.state = events.reduce((state, event) => deploymentApproval.evolve(state, event), this.state);
    this.steps.push(...events.map((event) => ({ at: this.now, event, messages: deploymentApproval.messages(event, this.state, this.#facts) })));
    return null;
  }
}
