import {
  analysed, approved, asksFor, checked, checking, classified, corrected, decides, gives, handedIn, inDays, isRefused, lightlyClosed, moreTime, passDays, planned, raised, toCause, toEvidence, untilBoard, untilChecked, verified,
} from './nonconformity-steps.ts';
import { register, step, type Step } from './steps.ts';

const toPlan = toCause('major');

/**
 * Every step late in its time; once no more time is granted, the action is so late that the board has heard long before. No
 * step is taken on the day of a reminder: a clock that runs on a little, as under a drop, then changes nothing.
 */
const A_YEAR: readonly Step[] = [
  register('low'),
  raised(),
  classified('major'),
  corrected,
  passDays(9),
  analysed(),
  passDays(3),
  planned('gate', 44),
  passDays(1),
  approved,
  passDays(40),
  // a day less than the class lets it be: thirty days have an hour less where summer time begins among them
  asksFor(29),
  decides('bruno'),
  passDays(29),
  asksFor(29),
  decides('viktor'),
  passDays(29),
  isRefused('dana', 'extend', 'limit_reached', (state) => moreTime(state, 10)),
  passDays(76),
  handedIn,
  passDays(1),
  verified(),
  untilChecked,
  checked('inconclusive'),
  untilChecked,
  isRefused('rohan', 'check-effect', 'limit_reached', () => checking('inconclusive')),
  checked('effective'),
];

/** Stories about one nonconformity (§3), stored and replayed as the others are. */
export const NONCONFORMITY_SCENARIOS: Readonly<Record<string, readonly Step[]>> = {
  'nc-major-closed': [...toPlan, ...toEvidence, untilChecked, checked('effective')],
  'nc-ineffective-and-reopened': [...toPlan, ...toEvidence, untilChecked, checked('ineffective'), passDays(1)],
  'nc-silent-major-to-the-board': [register('low'), raised(), classified('major'), untilBoard('correction')],
  'nc-silent-minor-to-the-board': [register('low'), raised(), classified('minor'), untilBoard('correction')],
  'nc-a-year-with-two-extensions': A_YEAR,
  'nc-more-time-granted': [register('low'), raised(), classified('minor'), passDays(1), asksFor(10, 'mira', 'correction'), passDays(1), decides('bruno'), passDays(1)],
  // its workflow has ended, and a reopening starts another run
  'nc-closed-and-its-evidence-found-false': [
    register('low'),
    raised(),
    classified('observation'),
    ...lightlyClosed,
    passDays(20),
    gives('noor', 'reopen', { because: 'evidence_false', reason: 'The log was made up' }),
    passDays(1),
  ],
  'nc-risk-accepted-until-it-expires': [
    register('low'),
    raised(),
    classified('minor'),
    corrected,
    gives('rafael', 'accept-risk', async (_state, stage) => ({ until: await inDays(stage, 20), reason: 'It is small', compensating_control: 'A look every morning' })),
    passDays(21),
  ],
  'nc-its-owner-leaves': [register('low'), raised(), classified('minor'), passDays(1), step('mira leaves the house', (stage) => stage.leaves('mira')), passDays(1)],
};
