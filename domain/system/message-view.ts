import type { OwedMessage } from '../../contracts/delivery.ts';
import { systemBlockersPage, systemPage } from '../../contracts/pages.ts';
import type { RecordView } from '../../contracts/record-view.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Facts } from '../aggregate.ts';
import { shownBlocker } from '../blockers/shown.ts';
import { personById } from '../directory.ts';
import { shownObligation } from '../obligations/shown.ts';
import { blockers } from './blockers.ts';
import type { SystemState } from './state.ts';

type Message = Pick<OwedMessage, 'kind' | 'recipient' | 'obligation_id' | 'about' | 'late'>;

/** What one person's message about a system shows now: from its record, never from what was sent before (§1.20). */
export function systemMessageView(message: Message, state: SystemState, seen: Facts & { readonly now: Instant }, baseUrl: string): RecordView {
  const { kind, recipient, about, late } = message;
  const { obligation, actions, menu } = shownObligation(state.obligations, message, seen);
  return {
    kind,
    recipient: { id: recipient, name: personById(seen.directory, recipient)?.name ?? recipient },
    about,
    late,
    record: state.id,
    what: about['what'] ?? null,
    url: `${baseUrl}${about['blocker'] === undefined ? systemPage(state.id) : systemBlockersPage(state.id)}`,
    system: { id: state.id, name: state.entry?.name ?? state.id, owner: state.entry?.owner ?? '' },
    blocker: shownBlocker([...blockers(state), ...seen.blockers], about['blocker']),
    risk: riskOf(state, about['risk']),
    drift: driftOf(state, about['environment']),
    policy: null,
    delegation: null,
    absence: null,
    gained: [],
    obligation,
    actions,
    menu,
  };
}

function riskOf(state: SystemState, id: string | undefined): RecordView['risk'] {
  const found = state.risks.find((risk) => risk.id === id);
  if (!found) return null;
  const { title, owner, residual, accepted_by } = found;
  return { id: found.id, title, owner, residual, state: found.state, accepted_by };
}

function driftOf(state: SystemState, environment: string | undefined): RecordView['drift'] {
  const found = state.drift.find((drift) => drift.environment === environment);
  if (!found) return null;
  const parts = found.differing.map((component) => ({ component, expected: found.expected[component] ?? null, observed: found.observed[component] ?? '' }));
  return { environment: found.environment, case_id: found.case_id, parts };
}
