import { PEOPLE_PAGE } from '../../contracts/pages.ts';
import { TIERS } from '../../contracts/primitives.ts';
import { capital } from '../../render/words.ts';
import type { Act } from '../acts/act.ts';
import { instantIn, LATER, pick, plain } from '../acts/plain.ts';

const pageOfPerson = (id: string): string => `${PEOPLE_PAGE}/${encodeURIComponent(id)}`;
const list = (): string => PEOPLE_PAGE;
/** Long past: the start of a time that is only ever used to ask the rules ahead. */
const EARLIER = '2000-01-01T00:00:00.000Z';

/** Who signs for whom, and who is away (§1.01, §1.02). */
export const PEOPLE_ACTS: readonly Act[] = [
  plain({
    operation: 'addDelegation',
    command: 'grant-delegation',
    of: 'giver',
    title: 'Delegate',
    button: 'Delegate',
    done: 'The delegation is recorded.',
    home: pageOfPerson,
    carries: ['lane'],
    fields: [
      { name: 'to', label: 'Who signs in this place', kind: 'person', required: true },
      { name: 'starts_at', label: 'From (UTC)', kind: 'instant', hint: 'empty: from now on' },
      { name: 'until', label: 'Until (UTC)', kind: 'instant', required: true },
      { name: 'tier_cap', label: 'Up to tier', kind: 'choice', options: TIERS.filter((each) => each !== 'prohibited').map((value) => ({ value, label: capital(value) })) },
      { name: 'unit', label: 'For the unit', kind: 'unit', hint: 'nothing chosen: wherever the role is held' },
      { name: 'keep_informed', label: 'Tell the delegating person too', kind: 'flag', options: [{ value: 'yes', label: '' }] },
    ],
    body: (typed) => ({ ...pick('lane', 'to', 'tier_cap', 'unit')(typed), ...instantIn(typed, 'starts_at'), ...instantIn(typed, 'until'), ...(typed['keep_informed'] === 'yes' ? { keep_informed: true } : {}) }),
    sample: (carried) => ({ ...pick('lane', 'to')(carried), until: LATER, keep_informed: false }),
  }),
  plain({ operation: 'endDelegation', command: 'end-delegation', of: 'delegation', title: 'End the delegation', button: 'End it', done: 'The delegation has ended.', home: list, fields: [] }),
  plain({
    operation: 'addAbsence',
    command: 'add-absence',
    of: 'absent',
    title: 'Enter an absence',
    button: 'Enter the absence',
    done: 'The absence is recorded.',
    home: pageOfPerson,
    fields: [
      { name: 'starts_at', label: 'From (UTC)', kind: 'instant', required: true },
      { name: 'until', label: 'Until (UTC)', kind: 'instant', required: true },
      { name: 'deputy', label: 'Who stands in', kind: 'person', hint: 'gets what is owed by this person alone while the absence lasts' },
    ],
    body: (typed) => ({ ...instantIn(typed, 'starts_at'), ...instantIn(typed, 'until'), ...pick('deputy')(typed) }),
    sample: () => ({ starts_at: EARLIER, until: LATER }),
  }),
  plain({ operation: 'endAbsence', command: 'end-absence', of: 'absence', title: 'End the absence', button: 'End it', done: 'The absence has ended.', home: list, fields: [] }),
];
