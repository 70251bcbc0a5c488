import type { NcStepView, NonconformityView } from '../contracts/nonconformity-view.ts';
import { extentInWords } from '../contracts/primitives.ts';
import { causeText } from './cause.ts';
import { fitLine, quoted, slackDate, together } from './mrkdwn.ts';
import { capital, spaced } from './words.ts';

type NameOf = (id: string) => string;

/** All of it fits into one private answer. Characters. */
const LONGEST = 2_900;
const CAUSE = 1_200;
const name = (id: string, nameOf: NameOf): string => fitLine(nameOf(id), 60);

function stepLine({ step, state, due_at, done_at }: NcStepView): string {
  const when = done_at !== null && state === 'done' ? `done ${slackDate(done_at)}` : due_at === null ? state : `${state}, due ${slackDate(due_at)}`;
  return `• *${capital(spaced(step))}*: ${when}`;
}

const steps = ({ steps: all }: NonconformityView): string[] => all.filter(({ state }) => state === 'open' || state === 'done').map(stepLine);

function causeOf({ root_causes, cycle }: NonconformityView): string[] {
  const found = root_causes.findLast((one) => one.cycle === cycle);
  return found === undefined ? [] : [quoted(causeText({ ...found, cause: found.root.cause }), CAUSE)];
}

const actions = ({ actions: all }: NonconformityView, nameOf: NameOf): string[] =>
  all
    .filter(({ state }) => state !== 'dropped')
    .map(({ title, state, owing, due_now }) => `• ${fitLine(title, 200)}: ${spaced(state)}${state === 'open' || state === 'waiting' ? `, ${name(owing, nameOf)} owes it by ${slackDate(due_now)}` : ''}`);

/** What it reaches: the unit or the organisation as a whole, and systems, the one that it is about by name. */
function extentOf({ wide, systems, system_id, system_name }: NonconformityView, unitOf: NameOf): string[] {
  const all = wide && extentInWords(wide, wide.scope === 'unit' ? unitOf(wide.id) : null);
  const reach = [...(all === null ? [] : [all]), ...systems.map((id) => (id === system_id ? (system_name ?? id) : id))];
  return reach.length === 0 ? [] : [`Extent: ${fitLine(reach.join(', '), 400)}`];
}

/** Where a nonconformity stands, for one person who asked: extent, class, owner, steps, its cause, actions, what it holds, and what comes next. */
export function nonconformityStatusText(view: NonconformityView, url: string, nameOf: NameOf, unitOf: NameOf): string {
  const [next] = view.next_rungs;
  const about = [capital(spaced(view.state)), ...(view.class === null ? [] : [view.class]), `severity ${view.severity}`, ...(view.owner === null ? [] : [`owner ${name(view.owner, nameOf)}`]), ...(view.cycle > 1 ? [`cycle ${view.cycle}`] : [])];
  return together(
    [
      `*<${url}|${fitLine(view.title, 200)}>* \`${view.id}\``,
      about.join(' · '),
      ...extentOf(view, unitOf),
      ...(view.deadline === null ? [] : [`Deadline from outside: ${slackDate(view.deadline)}`]),
      ...view.blockers.map(({ title, owner }) => `:no_entry: holds ${fitLine(title, 200)} (owner ${name(owner, nameOf)})`),
      ...steps(view),
      ...causeOf(view),
      ...actions(view, nameOf),
      ...(view.extension_requested ? ['More time is asked for; nobody has decided yet.'] : []),
      ...(next ? [`If nobody acts, ${next.to.map((id) => name(id, nameOf)).join(', ') || 'nobody'} hear${next.to.length === 1 ? 's' : ''} of it next, ${slackDate(next.at)}`] : []),
    ],
    LONGEST,
  );
}
