import type { OperationId } from '../../contracts/routes.ts';
import type { Command } from '../../domain/aggregate.ts';
import type { Target } from '../../store/store.ts';

type Body = Command['body'];
/** A form of the console as somebody filled it in, by its fields. */
export interface FilledIn {
  /** Key of the form. */
  readonly act: OperationId;
  /** What the form is about. */
  readonly about: string;
  readonly fields: Readonly<Record<string, string>>;
}

interface Form {
  readonly act: OperationId;
  /** The member of the body that names what the form is about; null: the record itself. */
  readonly about: string | null;
  /** The fields that are not the body's members as they stand. */
  readonly fields?: (body: Body) => Readonly<Record<string, string | undefined>>;
}

const ofObligation = (act: OperationId): Form => ({ act, about: 'obligation_id' });
const ofBlocker = (act: OperationId): Form => ({ act, about: 'blocker_id' });

/** Days of an ISO 8601 duration as the form has them. */
const daysOf = (span: unknown): string | undefined => (typeof span === 'string' ? /^P(\d+)D$/.exec(span)?.[1] : undefined);
/** An instant as a field for day and time holds it, in UTC. */
const localOf = (instant: unknown): string | undefined => (typeof instant === 'string' ? instant.replace(/Z$/, '') : undefined);
const linesOf = (value: unknown): string | undefined => (Array.isArray(value) && value.length > 0 ? value.join('\n') : undefined);

function conditionFields(condition: Body, index: number): Record<string, string | undefined> {
  const field = (part: string): string => `condition_${index + 1}_${part}`;
  const words = ['title', 'criteria', 'owner', 'type'].map((part) => [field(part), textIn(condition, part)] as const);
  return { ...Object.fromEntries<string | undefined>(words), [field('days')]: daysOf(condition['within'] ?? condition['every']) };
}

const conditionsOf = ({ conditions }: Body): Record<string, string | undefined> =>
  Object.fromEntries((Array.isArray(conditions) ? (conditions as readonly Body[]) : []).flatMap((each, index) => Object.entries(conditionFields(each, index))));

/** What can ask for more than a click in a chat proves, with the console's form for it. */
const FORMS: Readonly<Record<string, Form>> = {
  vote: { ...ofObligation('castVote'), fields: conditionsOf },
  accept: ofObligation('acceptObligation'),
  return: ofObligation('returnObligation'),
  answer: ofObligation('answerObligation'),
  complete: { ...ofObligation('completeObligation'), fields: ({ evidence }) => ({ evidence: linesOf(evidence) }) },
  minutes: { ...ofObligation('recordMinutes'), fields: ({ attendance }) => ({ attendance: Array.isArray(attendance) ? attendance.join(',') : undefined }) },
  consent: { act: 'consentToCure', about: null },
  'override-veto': { act: 'overrideVeto', about: null },
  'set-tier': { act: 'setTier', about: null },
  'release-blocker': ofBlocker('releaseBlocker'),
  'cure-blocker': ofBlocker('cureBlocker'),
  'waive-blocker': { ...ofBlocker('waiveBlocker'), fields: ({ until }) => ({ until: localOf(until) }) },
  'treat-risk': { act: 'treatRisk', about: 'risk_id', fields: ({ evidence }) => ({ evidence: linesOf(evidence) }) },
  'accept-risk': { act: 'acceptRisk', about: 'risk_id', fields: ({ until }) => ({ until: localOf(until) }) },
  'close-risk': { act: 'closeRisk', about: 'risk_id' },
  'grant-delegation': { act: 'addDelegation', about: 'from', fields: ({ until, starts_at, keep_informed }) => ({ until: localOf(until), starts_at: localOf(starts_at), keep_informed: keep_informed === true ? 'yes' : undefined }) },
  classify: { act: 'classifyNonconformity', about: null, fields: ({ systems, reassess_risk }) => ({ systems: Array.isArray(systems) ? systems.join(',') : undefined, reassess_risk: reassess_risk === true ? 'yes' : undefined }) },
  verify: { act: 'verifyAction', about: null, fields: ({ accepted }) => ({ accepted: accepted === true ? 'yes' : 'no' }) },
  'check-effect': { act: 'checkEffect', about: null, fields: ({ evidence, sample_size }) => ({ evidence: linesOf(evidence), sample_size: typeof sample_size === 'number' ? String(sample_size) : undefined }) },
  reject: { act: 'rejectNonconformity', about: null },
  cancel: { act: 'cancelNonconformity', about: null, fields: ({ evidence }) => ({ evidence: linesOf(evidence) }) },
  'activate-policy': { act: 'activatePolicy', about: 'digest' },
};

const textIn = (body: Body, name: string): string | undefined => (typeof body[name] === 'string' ? body[name] : undefined);

/** The console's form for a command, filled in as the command is, so that nobody types it twice; null where there is none. */
export function formFor({ name, body }: Command, target: Target): FilledIn | null {
  const form = FORMS[name];
  const about = form === undefined ? undefined : form.about === null ? target.id : textIn(body, form.about);
  if (form === undefined || about === undefined) return null;
  const plain = Object.keys(body).filter((member) => member !== form.about).map((member) => [member, textIn(body, member)] as const);
  const all = Object.entries({ ...Object.fromEntries(plain), ...form.fields?.(body) });
  return { act: form.act, about, fields: Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined)) };
}
