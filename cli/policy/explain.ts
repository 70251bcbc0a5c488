import { explain, type Explanation } from '../../domain/policy/explain.ts';
import { fields, inline, sections, table } from '../print.ts';
import type { Run } from '../spec.ts';
import { placesOf, readDirectory, readPolicy } from './ground.ts';
import { wouldBe } from './would-be.ts';

const head = (answer: Explanation): string =>
  fields({
    tier: `${answer.tier}${answer.path === null ? '' : `, path ${answer.path}`} (score ${answer.score})`,
    because: answer.reasons,
    due_at: answer.due_at ?? undefined,
    valid_for: answer.valid_for ?? undefined,
    assurance: answer.assurance ?? undefined,
    signed_weights: answer.path === null ? undefined : answer.signature,
    documents: answer.path === null ? undefined : answer.documents,
    told_at_once: answer.told.length > 0 ? answer.told.map(({ name }) => name) : undefined,
  });

const lanes = (answer: Explanation): string =>
  table(answer.lanes, [
    ['lane', ({ name }) => name],
    ['needed', ({ needed, committee }) => (committee ? 'committee' : needed)],
    ['veto', ({ veto }) => (veto ? 'yes' : '')],
    ['due', ({ due_at }) => due_at],
    ['may sign', ({ may_sign }) => may_sign.map(({ name, standing, absent }) => `${name}${standing === 'member' ? '' : ` (${standing})`}${absent ? ' (away)' : ''}`)],
    ['in reserve', ({ in_reserve }) => in_reserve.map(({ name }) => name)],
  ], 'nobody is asked to sign');

const holding = (answer: Explanation): string => [...answer.blockers.map(({ title, owner }) => `${title} (owner ${owner})`), ...answer.vacancies].join('\n');
const notices = (answer: Explanation): string => answer.notices.map(({ lane, people }) => `${lane}: ${inline(people.map(({ name }) => name))}`).join('\n');

/** An explanation for a terminal. */
export const explanationText = (answer: Explanation): string => sections(['', head(answer)], ['Who signs', lanes(answer)], ['Who only hears', notices(answer)], ['What blocks', holding(answer)]);

/** "Who must sign, by when, what blocks?" for a request that nobody made yet (R-03, design §8). */
export const explainRequest: Run = async (given, { io }) => {
  const now = new Date().toISOString();
  const { dir, directoryFile } = placesOf(given, io.env);
  const policy = readPolicy(dir, now);
  const answer = explain(wouldBe(given), policy, readDirectory(directoryFile, policy), [], now);
  return { json: answer, text: explanationText(answer) };
};
