import type { EvidenceEventBody, EvidenceEventType } from '../../contracts/evidence.ts';
import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { Aggregate } from '../aggregate.ts';
import { decide } from './decide.ts';
import { type EvidenceState, initial } from './state.ts';

type Step<T extends EvidenceEventType> = (state: EvidenceState, body: EvidenceEventBody<T>, event: RecordedEvent) => EvidenceState;

const STEPS: { readonly [T in EvidenceEventType]: Step<T> } = {
  'evidence.stored': (state, { sha256, bytes, type = null, name, person }, { at }) => ({ ...state, sha256, bytes, type, name, stored_by: person, stored_at: at }),
  'evidence.brought_again': (state, { name }) => ({ ...state, name: state.name ?? name, damage: null }),
  'evidence.read': (state) => ({ ...state, reads: state.reads + 1, damage: null }),
  'evidence.damaged': (state, { found }) => ({ ...state, damage: found }),
};

function evolve(state: EvidenceState, event: RecordedEvent): EvidenceState {
  const step = STEPS[event.type as EvidenceEventType] as Step<EvidenceEventType> | undefined;
  return { ...(step ? step(state, event.body as never, event) : state), last_at: event.at };
}

/** Custody of evidence files, one record per file. It waits for nothing, so no workflow drives it. */
export const evidence: Aggregate<EvidenceState> = {
  initial,
  decide,
  evolve,
  agenda: (state) => ({ open: false, stage: 'stored', wake_at: null, step: null, summary: `${state.reads} reads` }),
  messages: () => [],
  obligations: () => [],
  blockers: () => [],
  waivers: () => [],
  summary: (state) => ({
    kind: 'evidence',
    state: state.damage === null ? 'stored' : 'damaged',
    title: state.name ?? state.id,
    system_id: null,
    owner: state.stored_by,
    closed: true,
    policy_digest: null,
  }),
};

export type { EvidenceState } from './state.ts';
