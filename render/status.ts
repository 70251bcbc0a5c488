import type { DeploymentView, LaneView } from '../contracts/deployment-view.ts';
import { casePage } from '../contracts/pages.ts';
import { fitLine, slackDate, together } from './mrkdwn.ts';
import { capital, inWords, shortDigest, spaced } from './words.ts';

type NameOf = (id: string) => string;

/** All of it fits into one private answer. Characters. */
const LONGEST = 2_900;
const NAMES = 6;

const names = (ids: readonly string[], nameOf: NameOf): string => {
  const shown = ids.slice(0, NAMES).map((id) => fitLine(nameOf(id), 60));
  return [...shown, ...(ids.length > NAMES ? [`${ids.length - NAMES} more`] : [])].join(', ');
};

/** One lane, `asked` being the state of its sign-off: where it stands, who has signed, when it is due and who may still sign. */
function laneLine(lane: LaneView, asked: string | undefined, nameOf: NameOf): string {
  const signed = lane.votes.filter(({ weight }) => weight === 'counts').map(({ person, on_behalf_of, verdict, at }) => `${fitLine(nameOf(person), 60)}${on_behalf_of === null ? '' : ` for ${fitLine(nameOf(on_behalf_of), 60)}`} ${inWords(verdict)} ${slackDate(at)}`);
  const open = lane.state === 'open' && (asked === 'open' || asked === 'paused');
  const state = lane.state === 'open' && !open ? 'asked no longer' : spaced(lane.state);
  const parts = [
    `${state}, ${lane.approvals} of ${lane.needed}`,
    ...signed,
    ...(open && lane.due_at !== null ? [`due ${slackDate(lane.due_at)}${asked === 'paused' ? ' (the clock stands still)' : ''}`] : []),
    ...(open ? [lane.could_satisfy.length > 0 ? `waits for ${names(lane.could_satisfy, nameOf)}` : 'nobody can sign at present'] : []),
    ...(open && lane.obligation_id !== null ? [`\`${lane.obligation_id}\``] : []),
  ];
  return `• *${capital(fitLine(lane.name, 80))}*: ${parts.join(' · ')}`;
}

const outcome = ({ decided_by, valid_until }: DeploymentView, nameOf: NameOf): string[] => [
  ...(decided_by === null ? [] : [`${capital(spaced(decided_by.what))}${decided_by.person === null ? '' : ` by ${fitLine(nameOf(decided_by.person), 60)}`} ${slackDate(decided_by.at)}`]),
  ...(valid_until === null ? [] : [`The approval is valid until ${slackDate(valid_until)}`]),
];

/** A condition, linked to the nonconformity that it is. */
function conditionLine({ title, owner, state, nonconformity }: DeploymentView['conditions'][number], url: string, nameOf: NameOf): string {
  const what = fitLine(title, 200);
  const shown = nonconformity === undefined ? what : `<${new URL(casePage(nonconformity), url).href}|${what}>`;
  return `Condition ${spaced(state)}: ${shown} (owner ${fitLine(nameOf(owner), 60)})`;
}

/** Where a deployment stands, for one person who asked: state, lanes, signatures, what holds it, and what comes next. */
export function statusText(view: DeploymentView, url: string, nameOf: NameOf): string {
  const [next] = view.next_rungs;
  const failed = view.checks.filter((check) => check.outcome === 'fail');
  return together(
    [
      `*<${url}|${fitLine(view.title, 200)}>* \`${view.id}\``,
      `${capital(spaced(view.state))} · ${fitLine(view.system_name, 100)} ${fitLine(view.version_name, 60)} → ${fitLine(view.environment, 63)} · tier ${view.tier}, revision ${view.revision} · package \`${shortDigest(view.package_digest)}\` · requested by ${fitLine(nameOf(view.requester), 60)}`,
      ...outcome(view, nameOf),
      ...view.lanes.map((lane) => laneLine(lane, view.obligations.find(({ id }) => id === lane.obligation_id)?.state, nameOf)),
      ...view.blockers.map(({ title, owner }) => `:no_entry: held by ${fitLine(title, 200)} (owner ${fitLine(nameOf(owner), 60)})`),
      ...failed.map(({ check, subject, code }) => `✗ ${spaced(check)} ${fitLine(subject, 100)}: ${spaced(code)}`),
      ...view.questions.filter(({ answer }) => answer === null).map(({ lane, question }) => `The lane ${fitLine(view.lanes.find((each) => each.lane === lane)?.name ?? lane, 80)} asked: ${fitLine(question, 200)}`),
      ...view.conditions.filter(({ state }) => state !== 'met').map((condition) => conditionLine(condition, url, nameOf)),
      ...(next ? [`If nobody acts, ${names(next.to, nameOf) || 'nobody'} hear${next.to.length === 1 ? 's' : ''} of it next, ${slackDate(next.at)}`] : []),
    ],
    LONGEST,
  );
}
