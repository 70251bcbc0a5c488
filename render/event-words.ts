import { NONCONFORMITY_HEADLINES } from './nonconformity-event-words.ts';
import { RECORD_HEADLINES } from './record-event-words.ts';
import { inWords, spaced } from './words.ts';

/** A row of a record as people read it. */
export interface EventRow {
  readonly type: string;
  readonly actor: { readonly kind: string; readonly id: string };
  readonly body: Readonly<Record<string, unknown>>;
}

/** What happened in one line, and what somebody said about it. */
export interface EventWords {
  readonly what: string;
  readonly said: string | null;
}

type Body = Readonly<Record<string, unknown>>;
type NameOf = (id: string) => string;
/** What a headline is made of. */
export interface Beside {
  readonly body: Body;
  readonly name: (key: string) => string;
  /** A key in words; a lane by its name. */
  readonly word: (key: string) => string;
  readonly laneOf: NameOf;
}

const HEADLINES: Readonly<Record<string, (beside: Beside) => string>> = {
  'deployment.submitted': ({ name }) => `${name('requester')} asked for the deployment`,
  'deployment.revised': ({ body }) => `Revision ${String(body['revision'])} was submitted`,
  'checks.completed': ({ body }) => checksInWords(body['results']),
  'gate.blocked': () => 'The gate is blocked',
  'gate.unblocked': () => 'The gate is no longer blocked',
  'review.opened': ({ body }) => `The review of revision ${String(body['revision'])} began`,
  'lane.added': ({ word }) => `The lane ${word('lane')} must sign`,
  'lane.passed': ({ word }) => `The lane ${word('lane')} passed`,
  'lane.failed': ({ word }) => `The lane ${word('lane')} failed`,
  'lane.reopened': ({ word }) => `The lane ${word('lane')} is open again`,
  'lane.referred': ({ word }) => `The lane ${word('lane')} was referred to its ${word('standing')}`,
  'lane.stuck': ({ word }) => `Nobody is left who may sign for ${word('lane')}`,
  'lane.overridden': ({ word }) => `The veto of ${word('lane')} was overridden`,
  'lane.noticed': ({ word }) => `The lane ${word('lane')} was told`,
  'vote.cast': ({ name, word, body }) => `${name('person')}${body['on_behalf_of'] ? ` for ${name('on_behalf_of')}` : ''} ${inWords(String(body['verdict']))} for ${word('lane')}`,
  'vote.withdrawn': ({ name, word }) => `${name('person')} took the vote for ${word('lane')} back`,
  'vote.voided': ({ name, word }) => `The vote of ${name('person')} for ${word('lane')} is void (${word('rule')})`,
  'vote.carried': ({ name, word }) => `The vote of ${name('person')} for ${word('lane')} counts for the new revision`,
  'vote.flagged': ({ name, word }) => `The vote of ${name('person')} for ${word('lane')} was flagged (${word('rule')})`,
  'committee.minuted': ({ body }) => `The committee met: ${String(body['approvals'])} for, ${String(body['rejections'])} against`,
  'question.asked': ({ name, word }) => `${name('person')} asked for ${word('lane')}`,
  'question.answered': ({ name }) => `${name('person')} answered`,
  'changes.requested': ({ body, name }) => (body['person'] === null ? 'Changes are needed: the checks failed' : `${name('person')} asked for changes`),
  'tier.changed': ({ word }) => `The tier was changed from ${word('from')} to ${word('to')}`,
  'deployment.approved': ({ body }) => (body['conditional'] === true ? 'Approved with conditions' : 'Approved'),
  'condition.set': ({ body }) => `The approval is given on the condition that ${String(body['nonconformity'])} is closed`,
  'condition.met': ({ body, name }) => (typeof body['person'] === 'string' ? `${name('person')} accepted the evidence of a condition` : 'A condition is met: its nonconformity is over'),
  'deployment.rejected': ({ word }) => `Rejected (${word('rule')})`,
  'deployment.withdrawn': ({ name }) => `${name('person')} withdrew the request`,
  'deployment.lapsed': () => 'Lapsed: nobody decided in time',
  'permit.issued': () => 'A permit was issued',
  'permit.used': () => 'The permit was used',
  'permit.expired': () => 'The permit ended unused',
  'permit.voided': ({ word }) => `The permit is void (${word('rule')})`,
  'deployment.live': ({ word }) => `Live in ${word('environment')}`,
  'approval.expiring': () => 'The approval expires soon',
  'approval.expired': () => 'The approval has expired',
  'approval.revoked': () => 'The approval was revoked',
  'obligation.opened': ({ body, word, laneOf }) => `Owed: ${word('kind')}${laneIn(body, laneOf)}`,
  'obligation.met': () => 'An obligation was met',
  'obligation.failed': () => 'An obligation was not met in time',
  'obligation.withdrawn': () => 'An obligation is no longer needed',
  'obligation.paused': () => 'A clock stands still',
  'obligation.resumed': () => 'A clock runs on',
  'obligation.redated': ({ name }) => `${name('person')} extended an obligation`,
  'obligation.reassigned': () => 'An obligation was given to somebody else',
  'obligation.acknowledged': ({ name }) => `${name('person')} acknowledged`,
  'obligation.snoozed': ({ name }) => `${name('person')} asked for quiet`,
  'obligation.nudged': ({ name }) => `${name('person')} asked again`,
  'rung.fired': ({ body, word }) => `Escalation ${word('level')} (${word('rung')})${body['late'] === true ? ', late' : ''}`,
  'board.triggered': ({ word }) => `The board was told at once: ${word('trigger')}`,
  'command.refused': ({ word }) => `Refused: ${word('command')} (${word('code')})`,
  'delivery.sent': ({ name, word }) => `${name('recipient')} was told by ${word('channel')}`,
  'delivery.failed': ({ name, word }) => `${name('recipient')} could not be told by ${word('channel')}`,
};

function laneIn(body: Body, laneOf: NameOf): string {
  const lane = (body['subject'] as Body | undefined)?.['lane'];
  return typeof lane === 'string' ? ` of ${spaced(laneOf(lane))}` : '';
}

function checksInWords(results: unknown): string {
  const all = Array.isArray(results) ? (results as readonly { readonly outcome?: string }[]) : [];
  const failed = all.filter(({ outcome }) => outcome !== 'pass').length;
  return failed === 0 ? `The checks passed (${all.length})` : `${failed} of ${all.length} checks failed`;
}

/** Under which members of a body somebody's own words stand. */
const SAID = ['reason', 'question', 'answer', 'comment', 'minutes', 'instruction'] as const;

/** What somebody said, as it stands; an erased text says that it was erased. */
function saidIn(body: Body): string | null {
  for (const key of SAID) {
    const value = body[key];
    if (typeof value === 'string') return value;
    if (value !== null && typeof value === 'object' && 'erased' in value) return '(erased)';
  }
  return null;
}

/** A row of the record in words: what happened, and what was said. Types without words of their own are named by their type. */
export function eventInWords({ type, body }: EventRow, nameOf: NameOf, laneOf: NameOf = (id) => id): EventWords {
  const text = (key: string): string => (typeof body[key] === 'string' ? body[key] : '');
  const words = HEADLINES[type] ?? NONCONFORMITY_HEADLINES[type] ?? RECORD_HEADLINES[type];
  const what = words ? words({ body, name: (key) => nameOf(text(key)), word: (key) => spaced(key === 'lane' ? laneOf(text(key)) : text(key)), laneOf }) : spaced(type.replaceAll('.', ' '));
  return { what, said: saidIn(body) };
}
