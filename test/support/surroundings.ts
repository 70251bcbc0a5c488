import type { Actor, RecordedEvent } from '../../contracts/ledger.ts';
import { isRefusal, type Aggregate, type Context, type Decision, type NewEvent } from '../../domain/aggregate.ts';
import { unitAndAbove } from '../../domain/directory.ts';
import { house } from '../../domain/house/index.ts';
import { system } from '../../domain/system/index.ts';
import type { SystemState } from '../../domain/system/state.ts';
import type { World } from './world.ts';

/** The system's and the house's records beside a case, on the real rules; what they hold reaches the case as in the store. */
export class Surroundings {
  #house = house.initial('house');
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  get #system(): SystemState {
    const { system: state } = this.#world.facts;
    if (!state) throw new Error('the case has no system');
    return state;
  }

  /** A command on the system's record; the case is woken afterwards. */
  system(by: string, name: string, body: Record<string, unknown> = {}): Decision {
    const [decision, state] = this.#decide(system, this.#system, { kind: 'person', id: by }, name, body);
    this.#world.facts = { ...this.#world.facts, system: state };
    return this.#seen(decision);
  }

  /** A command on the house's record; the case is woken afterwards. */
  house(by: string, name: string, body: Record<string, unknown> = {}): Decision {
    const [decision, state] = this.#decide(house, this.#house, { kind: 'person', id: by }, name, body);
    this.#house = state;
    return this.#seen(decision);
  }

  /** What time alone brings to both records; the case is woken afterwards. */
  escalate(): void {
    const workflow: Actor = { kind: 'workflow', id: 'w' };
    const [, systemState] = this.#decide(system, this.#system, workflow, 'escalate', { woke_for: null });
    this.#world.facts = { ...this.#world.facts, system: systemState };
    const [decision, houseState] = this.#decide(house, this.#house, workflow, 'escalate', { woke_for: null });
    this.#house = houseState;
    this.#seen(decision);
  }

  #decide<S>(aggregate: Aggregate<S>, state: S, actor: Actor, name: string, body: Record<string, unknown>): [Decision, S] {
    const context: Context = { ...this.#world.context(actor, 'mfa'), open_requesters: this.#world.state.exists ? [this.#world.state.requester] : [] };
    const decision = aggregate.decide(state, { name, body }, context);
    const events = isRefusal(decision) ? [] : decision.events;
    const record = (event: NewEvent, i: number): RecordedEvent => ({ ...event, at: context.now, actor, seq: i + 1 });
    return [decision, events.map(record).reduce((folded, event) => aggregate.evolve(folded, event), state)];
  }

  #seen(decision: Decision): Decision {
    const { facts } = this.#world;
    const units = unitAndAbove(facts.directory, this.#system.entry?.unit ?? '');
    const reaches = ({ extent }: { readonly extent: { readonly scope: string; readonly id?: string } }) =>
      extent.scope === 'organisation' || (extent.scope === 'unit' ? units.includes(extent.id ?? '') : extent.id === this.#system.id);
    this.#world.facts = {
      ...facts,
      blockers: [...system.blockers(this.#system), ...house.blockers(this.#house)].filter(reaches),
      waivers: [...system.waivers(this.#system), ...house.waivers(this.#house)],
    };
    if (this.#world.state.exists) this.#world.workflow('escalate');
    return decision;
  }
}
