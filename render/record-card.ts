import type { RecordView } from '../contracts/record-view.ts';
import { row, valueOf, type Beside, type Card, type Row } from './card.ts';
import { howTo } from './how.ts';
import type { Line } from './line.ts';
import { recordHeadline } from './record-words.ts';
import { capital, inWords, roleInWords, shortDigest, spaced, unreachedWhy } from './words.ts';

type NameOf = Beside['nameOf'];

/** How many changed places of a policy, or roles gained, are listed. */
const LISTED = 10;
function listed(lines: readonly Line[], all = lines.length): readonly Line[] {
  return all <= LISTED ? lines : [...lines.slice(0, LISTED), [`… and ${all - LISTED} more`]];
}

/** A message about a system or the house: no case, no package, no verdicts. */
export function recordCard(view: RecordView, { nameOf }: Beside): Card {
  const { obligation, about } = view;
  const due = obligation?.due_at ?? about['due_at'];
  const ended = obligation?.ended;
  return {
    headline: recordHeadline(view, nameOf),
    system: view.system?.name ?? null,
    brief: [...(view.system ? [[view.system.name]] : []), ...(view.delegation ? [[`lane ${view.delegation.lane_name}`]] : []), ...(due && !ended ? [['due ', { at: due }] satisfies Line] : [])],
    title: { text: titleOf(view), url: view.url },
    rows: [...subjects(view, nameOf), ...unreached(view), ...(due && !ended ? row('Due', [[{ at: due }]]) : [])],
    quote: null,
    ending: ended ? { line: [`${capital(inWords(ended.what))} `, { at: ended.at }], reason: ended.reason } : null,
    how: howTo(view, view.record),
    actions: view.actions,
    link: null,
    page: { text: 'Open in Gatehouse', url: view.url },
    value: valueOf(view, view.record, ''),
    menu: obligation === null || view.menu.length === 0 ? null : { items: view.menu, about: { case: view.record, obligation: obligation.id, digest: '' } },
  };
}

const unreached = (view: RecordView): Row[] => {
  const why = unreachedWhy(view);
  return why === null ? [] : row('Why', [[why]]);
};

const titleOf = (view: RecordView): string => view.blocker?.title ?? view.risk?.title ?? view.system?.name ?? (view.policy ? 'Policy' : 'Gatehouse');

function subjects(view: RecordView, nameOf: NameOf): Row[] {
  return [
    ...(view.system ? [...row('System', [[view.system.name]]), ...row('Owner of the system', [[nameOf(view.system.owner)]])] : []),
    ...blocker(view, nameOf),
    ...risk(view, nameOf),
    ...drift(view),
    ...policy(view, nameOf),
    ...people(view, nameOf),
  ];
}

/** Of these messages the blocker does not hold now. */
const WAIVED: Readonly<Record<string, string>> = { 'blocker.waived': 'Waived', 'waivers.accumulated': 'Waived last' };
function blocker({ blocker: the, about, what, record }: RecordView, nameOf: NameOf): Row[] {
  const { blocker: id, until, granted_by, source_case, environment, in_force } = about;
  if (id === undefined || environment !== undefined) return [];
  return [
    ...(the
      ? [...row(WAIVED[what ?? ''] ?? 'Holds', [[the.title]], 'alarm'), ...row('Kind', [[spaced(the.kind)]]), ...row('Reaches', [[the.reach === record ? 'this system' : the.reach]]), ...row('Owner', [[nameOf(the.owner)]])]
      : row('Blocker', [[{ code: id }]])),
    ...(source_case === undefined ? [] : row('Case', [[{ code: source_case }]])),
    ...(in_force === undefined ? [] : row('In force', [[`${in_force} waivers`]])),
    ...(until === undefined ? [] : row('Until', [[{ at: until }]])),
    ...(granted_by === undefined ? [] : row('Granted by', [[nameOf(granted_by)]])),
  ];
}

function risk({ risk: the, about, what }: RecordView, nameOf: NameOf): Row[] {
  if (!the) return [];
  const until = about['until'];
  return [
    ...row('Risk', [[the.title]], the.state === 'open' ? 'alarm' : 'first'),
    ...row('Residual', [[`${the.residual}, ${spaced(the.state)}`]]),
    ...row('Owner', [[nameOf(the.owner)]]),
    ...(the.accepted_by === null ? [] : row('Accepted by', [[nameOf(the.accepted_by)]])),
    ...(until === undefined ? [] : row(what === 'risk.acceptance_expired' ? 'Accepted until' : 'Until', [[{ at: until }]])),
  ];
}

function drift({ drift: the, about }: RecordView): Row[] {
  const { environment, case: approved } = about;
  if (environment === undefined) return [];
  const parts = the?.parts.map(({ component, expected, observed }): Line => [
    `${component}: approved `,
    { code: expected === null ? 'nothing' : shortDigest(expected) },
    ', runs ',
    { code: shortDigest(observed) },
  ]);
  return [
    ...row('Environment', [[environment]]),
    ...(approved === undefined ? [] : row('Approved in', [[{ code: approved }]])),
    ...row('Differs', listed(parts ?? []), 'alarm'),
  ];
}

function policy({ policy: the, about }: RecordView, nameOf: NameOf): Row[] {
  if (!the) return [];
  const { activated_by, by } = about;
  return [
    ...row('Policy', [[{ code: shortDigest(the.digest) }, `, ${spaced(the.state)}`]]),
    ...row('Proposed by', [[the.proposed_by === null ? 'nobody yet: it was found on disk' : nameOf(the.proposed_by)]]),
    ...(activated_by === undefined ? [] : row('Activated by', [[nameOf(activated_by)]])),
    ...(by === undefined ? [] : row('In its place', [[{ code: shortDigest(by) }]])),
    ...row('Changes', listed(the.changed.map((place): Line => [place]))),
  ];
}

function people({ delegation, absence, gained, about }: RecordView, nameOf: NameOf): Row[] {
  const held = gained.map(({ person, role, unit }): Line => [`${nameOf(person)}: ${roleInWords(role)}${unit === null ? '' : ` in ${unit}`}`]);
  return [
    ...(delegation ? [...row('Signs', [[`${nameOf(delegation.to)} for ${nameOf(delegation.from)}, lane ${delegation.lane_name}`]]), ...upToRow(about), ...untilRow(delegation.until)] : []),
    ...(absence ? [...row('Away', [[nameOf(absence.person)]]), ...untilRow(absence.until), ...(absence.deputy === null ? [] : row('Deputy', [[nameOf(absence.deputy)]]))] : []),
    ...row('Gained', listed(held, Math.max(held.length, Number(about['count'] ?? 0)))),
  ];
}

const upToRow = ({ tier_cap, held_by }: RecordView['about']): Row[] =>
  tier_cap === undefined || held_by === undefined ? [] : row('Up to', [[`tier ${tier_cap}, since it was given with the assurance "${held_by}"; more takes a stronger sign-in`]]);
const untilRow = (until: string | null): Row[] => (until === null ? [] : row('Until', [[{ at: until }]]));
