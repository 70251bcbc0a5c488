import { openOf } from '../../../domain/nonconformity-closure/state.ts';
import { EFFECTIVENESS } from '../nonconformity.ts';
import {
  action, analysed, approved, asksFor, checked, classified, corrected, decides, gives, handedIn, isRefused, lightlyClosed, passDays, planned, plannedLightly, raised, toCause, toEvidence, untilBoard, untilChecked, verified,
} from './nonconformity-steps.ts';
import { EVIDENCE, register, type Step } from './steps.ts';

const REASON = { reason: 'So it was found' };
const found = (change: Record<string, unknown> = {}): readonly Step[] => [register('low'), raised(change)];
const known = (as: 'major' | 'minor' | 'observation' | 'opportunity', change: Record<string, unknown> = {}): readonly Step[] => [...found(change), classified(as)];
const nearMiss = raised({ near_miss: true });
/** One that was raised before, and one that is like it. */
const twice: readonly Step[] = [...known('minor'), passDays(1), raised({ description: 'Once more' }), classified('minor'), passDays(1)];
const saysOfTheFirst = (confirmed: boolean): Step => gives('noor', 'decide-recurrence', (_state, { ncIds }) => ({ of: ncIds[0], confirmed, ...REASON }));
const removal = { removed_by: 'ret_00000000000000000000000001', reason: 'The model was retired', ...EVIDENCE };

/** The ways out of the straight procedure (§3 states and edge cases), one story each. */
export const NONCONFORMITY_BRANCHES: Readonly<Record<string, readonly Step[]>> = {
  'nc-nobody-classifies-it': [...found(), untilBoard('classification')],
  'nc-rejected-by-two': [...found(), gives('noor', 'reject', REASON), isRefused('noor', 'reject', 'second_person_needed', () => REASON), passDays(1), gives('maya', 'reject', REASON)],
  'nc-rejection-declined': [...known('minor'), gives('noor', 'reject', REASON), passDays(1), gives('maya', 'decline', REASON)],
  'nc-cancelled-by-two': [...known('minor'), gives('noor', 'cancel', REASON), isRefused('noor', 'cancel', 'second_person_needed', () => REASON), passDays(1), gives('maya', 'cancel', REASON)],
  'nc-removed-by-retirement': [...known('minor'), gives('noor', 'cancel', removal), passDays(1), gives('maya', 'cancel', REASON)],
  'nc-merged': [...twice, saysOfTheFirst(false), gives('noor', 'merge', (_state, { ncIds }) => ({ into: ncIds[0], ...REASON }))],
  'nc-dispute-upheld': [...known('minor'), passDays(1), gives('mira', 'dispute', REASON), passDays(1), gives('rafael', 'decide-dispute', { upheld: true, ...REASON }), passDays(1), gives('maya', 'reject', REASON)],
  'nc-dispute-dismissed': [...known('minor'), passDays(1), gives('mira', 'dispute', REASON), passDays(1), gives('rafael', 'decide-dispute', { upheld: false, ...REASON })],
  'nc-more-time-refused': [...toCause('minor'), planned(), approved, passDays(28), asksFor(20), passDays(1), decides('bruno', false), passDays(2)],
  'nc-recurs-after-closing': [...toCause('minor'), ...toEvidence, untilChecked, checked('effective'), passDays(30), gives('noor', 'reopen', { because: 'recurrence', ...REASON }), passDays(1)],
  'nc-ineffective-minor': [...toCause('minor'), ...toEvidence, untilChecked, checked('ineffective'), passDays(1)],
  'nc-repeats-an-earlier-one': [...twice, saysOfTheFirst(true), passDays(1)],
  'nc-raised-to-major-in-work': [...known('minor'), corrected, passDays(1), analysed({ fishbone: [] }), passDays(1), planned(), approved, passDays(1), gives('noor', 'classify', { class: 'major', owner: 'mira', ...REASON })],
  'nc-three-near-misses': [register('low'), nearMiss, passDays(1), nearMiss, passDays(1), nearMiss, passDays(1)],
  'nc-near-miss-promoted-by-hand': [register('low'), nearMiss, passDays(1), gives('noor', 'promote', REASON)],
  'nc-silent-observation': [...known('observation'), passDays(60), plannedLightly],
  'nc-silent-opportunity': [...known('opportunity'), passDays(60), plannedLightly],
  'nc-observation-closed': [...known('observation'), ...lightlyClosed],
  'nc-opportunity-closed': [...known('opportunity'), ...lightlyClosed],
  'nc-audit-waits-for-its-risk': [
    ...known('observation', { source: 'audit' }),
    ...lightlyClosed,
    passDays(1),
    gives('ruth', 'complete', (state) => ({ obligation_id: openOf(state, 'risk_reassessment')?.id, comment: 'As before' })),
  ],
  'nc-plan-and-evidence-returned': [
    ...toCause('minor'),
    planned(),
    gives('maya', 'return-plan', { reason: 'Name the tool' }),
    passDays(1),
    gives('mira', 'plan', async (_state, stage) => ({ actions: [await action(stage, 'tool', 30), await action(stage, 'training', 40, { depends_on: ['tool'] })], effectiveness: EFFECTIVENESS })),
    approved,
    passDays(1),
    handedIn,
    verified(false),
    passDays(1),
    handedIn,
    verified(),
    passDays(1),
    handedIn,
    verified(),
  ],
};
