import type { MessageView } from '../contracts/deployment-view.ts';
import type { RecordView } from '../contracts/record-view.ts';
import type { Line } from './line.ts';

/** How each kind of obligation is met where no button meets it: a command, and what comes before it. */
const COMMANDS: Readonly<Record<string, (obligation: string, record: string, about: Readonly<Record<string, string>>) => Line>> = {
  sign_off: (obligation) => ['Sign with ', { code: `gatehouse vote ${obligation} approve|approve-with-conditions|request-changes|reject --reason "…"` }],
  revision: (_obligation, record) => ['Send a new revision with ', { code: `gatehouse deploy revise ${record} -f FILE` }, ', or withdraw the request.'],
  answer: (obligation) => ['Answer with ', { code: `gatehouse deploy answer ${obligation}` }],
  condition: (obligation) => ['Hand in evidence with ', { code: `gatehouse evidence add FILE --to ${obligation}` }],
  condition_review: (obligation) => ['Look at the evidence, then call ', { code: 'acceptObligation' }, ' or ', { code: 'returnObligation' }, ' for ', { code: obligation }],
  minutes: (obligation) => ['Enter the minutes: call ', { code: 'recordMinutes' }, ' for ', { code: obligation }],
  consent: (_obligation, record) => ['Give your consent: call ', { code: 'consentToCure' }, ' for ', { code: record }],
  ratify_policy: (_obligation, _record, about) => ['Look at the difference, then ', { code: `gatehouse policy activate ${about['policy'] ?? 'DIGEST'}` }],
  risk_treatment: (_obligation, _record, about) => ['Record the treatment with ', { code: `gatehouse risk treat ${about['risk'] ?? 'RISK'}` }, ', or have the risk accepted.'],
  retirement_review: (obligation) => ['Say what becomes of it: call ', { code: 'completeObligation' }, ' for ', { code: obligation }],
};

const ESCALATED: Line = ['An escalation gives no right to sign: you can acknowledge it, nudge whoever owes it, or give it to somebody else.'];
const BOARD: Line = ['The secretary of the board enters its answer: call ', { code: 'completeObligation' }, ' for the escalation.'];

/** What its reader can do about an open obligation, for those messages that ask something; null for the others. */
export function howTo(view: MessageView | RecordView, record: string): Line | null {
  const owed = view.obligation;
  if (!owed || owed.ended) return null;
  if (view.kind === 'escalation') return ESCALATED;
  if (view.kind === 'board') return BOARD;
  const signs = view.actions.some(({ action }) => action === 'approve');
  if (view.kind === 'stuck' || (owed.kind === 'sign_off' && !signs)) return null;
  return COMMANDS[owed.kind]?.(owed.id, record, view.about) ?? null;
}
