import type { VNode } from 'preact';
import { NC_SOURCES, type NcRaise, ncRaise } from '../../contracts/nonconformity-closure.ts';
import { casePage, raiseNonconformityPage } from '../../contracts/pages.ts';
import { alikeTo } from '../../domain/nonconformity-closure/alike.ts';
import { likenessInWords } from '../../render/nonconformity-words.ts';
import { execute } from '../../store/execute.ts';
import { candidatesLike } from '../../store/queries/nonconformities.ts';
import type { Act, Field, Giving, LookAgain, Typed } from '../acts/act.ts';
import { EVIDENCE_FIELD, flag, instantIn, listIn, pick, plain } from '../acts/plain.ts';
import { move } from '../answers.ts';
import { CLASS_OPTIONS, REQUIREMENT, SEVERITY } from '../nonconformity-closure/fields.ts';
import { listAddress, optionsOf } from '../parts/list.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { State } from '../parts/small.tsx';
import type { Visit } from '../visit.ts';

const KEY = 'raiseNonconformity';
export const NONCONFORMITIES_PAGE = '/nonconformities';
const MORE = 'Extent, requirement, deadline, where it comes from';

const FIELDS: readonly Field[] = [
  { name: 'title', label: 'What is not as it should be, in one line', kind: 'line', required: true },
  { name: 'description', label: 'What was found', kind: 'text', required: true },
  { name: 'source', label: 'How it was found', kind: 'choice', required: true, options: optionsOf(NC_SOURCES) },
  { name: 'system_id', label: 'The system that it is about', kind: 'system', hint: 'nothing chosen: it is about a unit, or about the organisation' },
  SEVERITY,
  { name: 'class', label: 'Class, as you see it', kind: 'choice', options: CLASS_OPTIONS, hint: 'the coordinator decides' },
  { name: 'controls', label: 'Controls that were not fulfilled', kind: 'line', hint: 'with commas, e.g. A.6.2.4, A.7.4' },
  EVIDENCE_FIELD,
  flag('near_miss', 'A near-miss: nothing happened this time', { hint: 'A light record without blame; it becomes a nonconformity when like ones come together' }),
  { ...REQUIREMENT, group: MORE },
  { name: 'clauses', label: 'Clauses that were not fulfilled', kind: 'line', group: MORE, hint: 'with commas, e.g. 8.2, 9.1' },
  { name: 'systems', label: 'Further systems in its extent', kind: 'systems', group: MORE },
  { name: 'unit', label: 'Unit, where it is about no system', kind: 'unit', group: MORE },
  { name: 'found_at', label: 'Found at (UTC)', kind: 'instant', group: MORE, hint: 'empty: now' },
  { name: 'deadline', label: 'Deadline from outside (UTC)', kind: 'instant', group: MORE, hint: 'of the certification body, or of a contract: nothing is due later than that' },
  { name: 'source_case', label: 'The case that it follows from', kind: 'line', group: MORE, hint: 'its id, e.g. inc_… or dep_…' },
  { name: 'vendor', label: 'Vendor', kind: 'line', group: MORE },
];

const body = (typed: Typed): Record<string, unknown> => ({
  ...pick('title', 'description', 'source', 'system_id', 'severity', 'class', 'requirement', 'unit', 'source_case', 'vendor')(typed),
  ...listIn(typed, 'controls'),
  ...listIn(typed, 'clauses'),
  ...listIn(typed, 'systems'),
  ...listIn(typed, 'evidence'),
  ...instantIn(typed, 'found_at'),
  ...instantIn(typed, 'deadline'),
  near_miss: typed['near_miss'] === 'yes',
});

interface Alike {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly why: string;
}

/** At most so many are shown; the likest come first. */
const MOST = 10;

/** What it would be like, by the rules that raising it follows. */
async function alikeBefore({ deps, policy }: Visit, { title, controls, clauses, system_id, systems }: NcRaise): Promise<readonly Alike[]> {
  const rules = policy?.nonconformities;
  if (rules === undefined) return [];
  const about = [...new Set([...(system_id === undefined ? [] : [system_id]), ...systems])];
  const one = { title, controls, clauses, systems: about, cause_class: null };
  const others = await candidatesLike(deps.store, one, rules);
  return alikeTo(one, others, rules).slice(0, MOST).map(({ id, by }) => {
    const other = others.find((each) => each.id === id);
    return { id, title: other?.title ?? id, state: other?.status ?? '', why: likenessInWords(by) };
  });
}

const Look = ({ alike }: { readonly alike: readonly Alike[] }): VNode => (
  <div class="notice warn" role="alert">
    <p><strong>Nothing was recorded yet.</strong> {alike.length === 1 ? 'One like it is' : `${alike.length} like it are`} on record. If one of them is the same, add to it there; if not, send the form once more.</p>
    <ul class="plain">{alike.map(({ id, title, state, why }) => <li key={id} class="line"><RecordLink id={id} title={title} /><State of={state} /><span class="faint">{why}</span></li>)}</ul>
  </div>
);

/** Shows what is alike first, once; then begins the case, and leads to its page. The form sent twice leads to the one case that it began. */
async function raise(visit: Visit, { typed, body: given, meta }: Giving) {
  const { deps, at } = visit;
  const finding = ncRaise.parse(given);
  const alike = typed['looked'] === undefined ? await alikeBefore(visit, finding) : [];
  if (alike.length > 0) return { kind: 'look', note: <Look alike={alike} />, typed: { ...typed, looked: 'yes' } } satisfies LookAgain;
  const outcome = await execute(deps.store, { kind: 'nonconformity', id: deps.store.newId('nc', at) }, { name: 'raise', body: finding }, meta);
  return outcome.ok ? move(listAddress(casePage(outcome.id), {}, { done: KEY })) : outcome.refusal;
}

/** Raises a nonconformity or a near-miss: anybody may. */
export const RAISE_NC_ACT: Act = plain({
  key: KEY,
  operation: 'raiseNonconformity',
  command: 'raise',
  of: 'finding',
  title: 'Raise a nonconformity',
  button: 'Raise it',
  tone: 'primary',
  done: 'It is raised. The coordinator classifies it next; a near-miss only stays on record.',
  fields: FIELDS,
  carries: ['looked'],
  asked: ['system_id', 'source_case', 'title'],
  body,
  home: () => NONCONFORMITIES_PAGE,
  give: raise,
});

/** Where a nonconformity is raised, with what is known of it already. */
export const raisePage = raiseNonconformityPage;
