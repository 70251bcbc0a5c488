import type { Beside } from './event-words.ts';
import { ruleInWords } from './nonconformity-words.ts';
import { spaced } from './words.ts';

const count = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
const verdictOf = ({ body }: Beside, yes: string, no: string, key: string): string => (body[key] === true ? yes : no);

/** What happened to a nonconformity, one line each (§3). */
export const NONCONFORMITY_HEADLINES: Readonly<Record<string, (beside: Beside) => string>> = {
  'nonconformity.raised': ({ name, word, body }) => `${name('person')} raised ${body['near_miss'] === true ? 'a near-miss' : 'it'} (${word('source')})`,
  'near_miss.promoted': ({ body, name }) => (body['person'] === null ? `The near-miss became a nonconformity: ${count(body['like'])} like it came together` : `${name('person')} made a nonconformity of it`),
  'nonconformity.classified': ({ name, word }) => `${name('person')} classified it as ${word('class')}; ${name('owner')} owns it`,
  'class.proposed': ({ word, body }) => `The class ${word('class')} is proposed: ${ruleInWords(String(body['rule'])) ?? ''}`,
  'correction.recorded': ({ name }) => `${name('person')} recorded the correction`,
  'root_cause.recorded': ({ name, word }) => `${name('person')} recorded the root cause (${word('cause_class')})`,
  'plan.submitted': ({ name, body }) => `${name('person')} submitted plan ${String(body['number'])} with ${count(body['actions'])} actions`,
  'plan.approved': ({ name, body }) => `${name('person')} approved plan ${String(body['number'])}`,
  'plan.returned': ({ name, body }) => `${name('person')} returned plan ${String(body['number'])}`,
  'action.opened': () => 'An action is owed from now on',
  'action.completed': ({ name, body }) => `${name('person')} handed in evidence for an action (${count(body['evidence'])} files)`,
  'action.verified': ({ name }) => `${name('person')} accepted the evidence of an action`,
  'action.returned': ({ name }) => `${name('person')} returned the evidence of an action`,
  'evidence.verified': () => 'The evidence of every action is verified',
  'effectiveness.waiting': ({ body }) => `Its effect will be checked${body['extended'] === true ? ' once more, later' : ''}`,
  'effectiveness.opened': () => 'The check of its effect is due',
  'effectiveness.checked': ({ name, word }) => `${name('person')} found the actions ${word('verdict')}`,
  'extension.requested': ({ name, body }) => `${name('person')} asked for more time (extension ${String(body['number'])})`,
  'extension.decided': (beside) => `${beside.name('person')} ${verdictOf(beside, 'granted', 'refused', 'granted')} extension ${String(beside.body['number'])}`,
  'rejection.proposed': ({ name }) => `${name('person')} proposed to reject it`,
  'nonconformity.rejected': ({ name }) => `${name('person')} rejected it, as the second person: it is no nonconformity`,
  'cancellation.proposed': ({ name }) => `${name('person')} proposed to cancel it`,
  'proposal.declined': ({ name, body }) => `${name('person')} declined to ${String(body['what'])} it, as ${name('proposed_by')} had proposed`,
  'nonconformity.cancelled': ({ name, body }) => `${name('person')} cancelled it, as the second person${body['removed_by'] === null ? '' : ': removed by model retirement'}`,
  'nonconformity.merged': ({ name, body }) => `${name('person')} merged it into ${String(body['into'])}`,
  'nonconformity.risk_accepted': ({ name }) => `${name('person')} accepted its risk for a time`,
  'nonconformity.reopened': ({ body, name }) => `${body['person'] === null ? 'It was opened again' : `${name('person')} opened it again`}: cycle ${String(body['cycle'])}`,
  'nonconformity.closed': () => 'Closed',
  'dispute.opened': ({ name }) => `${name('person')} disputed the finding`,
  'dispute.decided': (beside) => `${beside.name('person')} ${verdictOf(beside, 'upheld', 'turned down', 'upheld')} the dispute`,
  'recurrence.suggested': ({ body }) => `It may repeat ${count(body['alike'])} earlier ones`,
  'recurrence.decided': (beside) => `${beside.name('person')} said that it ${verdictOf(beside, 'repeats', 'does not repeat', 'confirmed')} ${String(beside.body['of'])}`,
  'risk.reassessment_due': ({ body }) => `The risk must be judged anew: ${ruleInWords(String(body['rule'])) ?? ''}`,
  'risk.reassessed': ({ name }) => `${name('person')} judged the risk anew`,
  'cost.recorded': ({ name, body }) => `${name('person')} recorded a cost: ${String(body['amount'])} ${String(body['currency'])} (${spaced(String(body['kind']))})`,
};
