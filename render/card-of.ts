import type { MessageView } from '../contracts/deployment-view.ts';
import type { RecordView } from '../contracts/record-view.ts';
import type { Beside, Card } from './card.ts';
import { caseCard } from './case-card.ts';
import { nonconformityCard } from './nonconformity-card.ts';
import { recordCard } from './record-card.ts';

/** The card of any message. A view of a case whose case is missing shows what the message itself carries. */
export function cardOf(view: MessageView | RecordView, beside: Beside): Card {
  if ('record' in view) return view.nonconformity ? nonconformityCard(view, view.nonconformity, beside) : recordCard(view, beside);
  if (view.case) return caseCard(view, view.case, beside);
  const none = { what: null, system: null, blocker: null, risk: null, drift: null, policy: null, delegation: null, absence: null, gained: [] };
  return recordCard({ ...view, ...none, record: '', url: view.case_url, actions: [], menu: [] }, beside);
}
