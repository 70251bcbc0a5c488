import { MOST_WHYS, NC_CLASSES, NC_SOURCES } from '../../contracts/nonconformity-closure.ts';
import type { NcClassRule, NonconformitiesPolicy } from '../../contracts/nonconformity-policy.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { NO_LADDER } from '../ladder/plan.ts';
import { BY_THE_WALL, subtractDuration } from '../time/calendar.ts';
import { didYouMean } from './nearest.ts';
import { problem } from './problem.ts';
import type { KeyPath, PolicyProblem } from './problem.ts';

const FILE = 'nonconformities.yaml';
/** Ages are compared by when they begin before one day; which day does not matter but for the length of months. */
const ANY_DAY: Instant = '2026-07-01T00:00:00.000Z';

/** What makes no sense in `nonconformities.yaml` by itself: unknown ladders and sources, classes that nobody could fulfil (R-43, §3). */
export function nonconformityProblems({ nonconformities: rules, ladders }: Policy): PolicyProblem[] {
  if (rules === undefined) return [];
  const known = [...Object.keys(ladders.ladders), NO_LADDER];
  return [...causes(rules), ...sources(rules), ...bands(rules), ...NC_CLASSES.flatMap((name) => ofClass(['classes', name], name, rules.classes[name], known))];
}

function causes({ cause_classes }: NonconformitiesPolicy): PolicyProblem[] {
  if (Object.keys(cause_classes).length > 0) return [];
  return [problem(FILE, ['cause_classes'], 'there is no class of causes, so no root cause could be recorded', 'write at least one, e.g. missing_control: { name: A control that was missing }')];
}

const sources = ({ risk_reassessment }: NonconformitiesPolicy): PolicyProblem[] =>
  risk_reassessment.sources.flatMap((name, i) =>
    (NC_SOURCES as readonly string[]).includes(name) ? [] : [problem(FILE, ['risk_reassessment', 'sources', i], `there is no source "${name}" of nonconformities`, didYouMean(name, NC_SOURCES))],
  );

/** An age below another's would leave a band of the board that nothing ever falls into. */
function bands({ board_bands = [] }: NonconformitiesPolicy): PolicyProblem[] {
  const ages = board_bands.map((band) => subtractDuration(ANY_DAY, band, BY_THE_WALL));
  return board_bands.flatMap((band, i) => {
    const [before, age] = [ages[i - 1], ages[i]];
    if (before === undefined || age === undefined || age < before) return [];
    return [problem(FILE, ['board_bands', i], `${band} is no longer than ${board_bands[i - 1] ?? ''} before it, so nothing would fall into its band`, 'write ages that rise, e.g. [P7D, P30D, P90D]')];
  });
}

function ofClass(path: KeyPath, name: string, row: NcClassRule, ladders: readonly string[]): PolicyProblem[] {
  const at = (...key: KeyPath) => [...path, ...key];
  const found: (PolicyProblem | false)[] = [
    !ladders.includes(row.ladder) && problem(FILE, at('ladder'), `there is no ladder "${row.ladder}"`, didYouMean(row.ladder, ladders)),
    row.effect_on_gates === 'halt' && row.ladder === NO_LADDER && problem(FILE, at('ladder'), `what holds a gate shut would stay silent for ever`, 'name a ladder of ladders.yaml for a class with effect_on_gates: halt'),
    row.whys_at_least > MOST_WHYS && problem(FILE, at('whys_at_least'), `no chain has ${row.whys_at_least} links`, `write at most ${MOST_WHYS}`),
    name === 'major' && row.risk_acceptance !== null && problem(FILE, at('risk_acceptance'), 'the risk of a major one is never accepted (§3)', 'write null'),
  ];
  return found.filter((each) => each !== false);
}
