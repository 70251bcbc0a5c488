import { CONDITION_TYPES } from '../../contracts/deployment-approval.ts';
import { capital, spaced } from '../../render/words.ts';
import type { Act, Field, Typed } from './act.ts';

/** How many conditions one form takes. */
const CONDITIONS = [1, 2, 3] as const;
const PARTS = ['title', 'criteria', 'owner', 'type', 'days'] as const;
const nameOf = (n: number, part: (typeof PARTS)[number]): string => `condition_${n}_${part}`;

const conditionFields = (n: number): Field[] => {
  const group = `Condition ${n}`;
  return [
    { name: nameOf(n, 'title'), label: 'What has to be done', kind: 'line', group },
    { name: nameOf(n, 'criteria'), label: 'What evidence will show it', kind: 'text', group },
    { name: nameOf(n, 'owner'), label: 'Who owes it', kind: 'person', group },
    { name: nameOf(n, 'type'), label: 'When', kind: 'choice', group, options: CONDITION_TYPES.map((value) => ({ value, label: capital(spaced(value)) })) },
    { name: nameOf(n, 'days'), label: 'Days', kind: 'number', group, hint: 'within so many days, or for an ongoing one every so many' },
  ];
};

/** The conditions that anything was typed of, by their numbers. */
const used = (typed: Typed): readonly number[] => CONDITIONS.filter((n) => PARTS.some((part) => part !== 'type' && typed[nameOf(n, part)] !== undefined));

/** A condition as the contract has it (§1.08); days are the time of a one-off and the cadence of an ongoing one. */
function conditionIn(typed: Typed, n: number): Record<string, unknown> {
  const at = (part: (typeof PARTS)[number]): string | undefined => typed[nameOf(n, part)];
  const type = at('type');
  const span = at('days') === undefined ? {} : { [type === 'ongoing' ? 'every' : 'within']: `P${at('days') ?? ''}D` };
  return Object.fromEntries(Object.entries({ type, title: at('title'), criteria: at('criteria'), owner: at('owner'), ...span }).filter(([, value]) => value !== undefined));
}

function fieldOf(pointer: string, typed: Typed): string | null {
  const [, first = '', index, part = 'title'] = pointer.split('/');
  if (first !== 'conditions') return first === '' ? null : first;
  const n = used(typed)[Number(index ?? 0)] ?? 1;
  return nameOf(n, part === 'within' || part === 'every' ? 'days' : (PARTS.find((known) => known === part) ?? 'title'));
}

const VERDICTS: Field['options'] = [
  { value: 'approve', label: 'Approve' },
  { value: 'approve_with_conditions', label: 'Approve with conditions' },
  { value: 'request_changes', label: 'Request changes' },
  { value: 'reject', label: 'Reject' },
  { value: 'abstain', label: 'Abstain' },
  { value: 'recuse', label: 'Step aside: not me' },
];

const body = (typed: Typed): Record<string, unknown> => ({
  package_digest: typed['package_digest'],
  ...(typed['verdict'] === undefined ? {} : { verdict: typed['verdict'] }),
  ...(typed['reason'] === undefined ? {} : { reason: typed['reason'] }),
  ...(typed['ground'] === undefined ? {} : { ground: typed['ground'] }),
  ...(typed['on_behalf_of'] === undefined ? {} : { on_behalf_of: typed['on_behalf_of'] }),
  conditions: used(typed).map((n) => conditionIn(typed, n)),
});

const REASON = 'Looked at';

/** One person's word in a lane (§0.05), on the package that the form names (§1.10). */
export const VOTE: Act = {
  key: 'castVote',
  operation: 'castVote',
  command: 'vote',
  of: 'obligation',
  title: 'Decide',
  button: 'Record my decision',
  tone: 'primary',
  done: 'Your decision is recorded.',
  carries: ['package_digest'],
  fields: [
    { name: 'verdict', label: 'Your decision', kind: 'radio', required: true, options: VERDICTS },
    { name: 'reason', label: 'Reason', kind: 'text', hint: 'Everybody who looks at this case can read it. Needed for everything but a plain approval, and by some tiers for that too.' },
    { name: 'ground', label: 'I reject because this is a prohibited practice: the board is told at once, and nobody can lift it', kind: 'flag', options: [{ value: 'prohibited_practice', label: '' }] },
    { name: 'on_behalf_of', label: 'On behalf of', kind: 'lender', hint: 'Only as somebody’s delegate; leave it empty to sign in your own right.' },
    ...CONDITIONS.flatMap(conditionFields),
  ],
  body,
  sample: ({ package_digest }) => ({ package_digest, verdict: 'approve', reason: REASON, conditions: [] }),
  fieldOf,
};

/** Takes one's own vote back, which reopens the lane; possible until the permit is issued (§0.05). */
export const UNVOTE: Act = {
  key: 'withdrawVote',
  operation: 'castVote',
  command: 'vote',
  of: 'obligation',
  title: 'Take my vote back',
  button: 'Take my vote back',
  done: 'Your vote is taken back.',
  carries: ['package_digest'],
  fields: [{ name: 'reason', label: 'Reason', kind: 'text' }],
  body: ({ package_digest, reason }) => ({ package_digest, verdict: 'withdraw', conditions: [], ...(reason === undefined ? {} : { reason }) }),
  sample: ({ package_digest }) => ({ package_digest, verdict: 'withdraw', reason: REASON, conditions: [] }),
};
