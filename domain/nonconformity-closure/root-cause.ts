import type { RootCause } from '../../contracts/nonconformity-closure.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Decision } from '../aggregate.ts';
import { namedRefusals } from '../evidence/sound.ts';
import { settle, wrongState, type Case } from './case.ts';
import { correctionFirst, doing } from './correct.ts';
import { shallow, type Fault } from './depth.ts';
import { unknownSystem } from './extent.ts';
import { falseFile } from './false-evidence.ts';
import { mustBeSystemic, proposeMajor, suggestRecurrence } from './recur.ts';
import { openOf, type NonconformityState } from './state.ts';

const ANALYSING: readonly NonconformityState['status'][] = ['classified', 'contained', 'rca', 'reopened'];

/**
 * Records the cause, as deep as the class demands: after the correction where the class asks for one, and again
 * while no plan is submitted. The systems in which the like was found join the extent (clause 10.2 b 3).
 */
export function rootCause(draft: Case, body: RootCause): Decision {
  const { state } = draft;
  if (state.classified === null || !ANALYSING.includes(state.status)) return wrongState(state, 'one that is classified and has no plan under review yet');
  const before = correctionFirst(draft);
  if (before) return before;
  const person = doing(draft, 'root_cause', 'the root cause');
  if (typeof person !== 'string') return person;
  const wrong = insufficient(draft, body) ?? unknownSystem(draft.context, body.extent.found_in, '/extent/found_in');
  if (wrong) return wrong;
  const { escape = null, ...said } = body;
  draft.add('root_cause.recorded', { ...said, escape, person, cycle: state.cycle });
  settle(draft, openOf(draft.state, 'root_cause')?.id, 'met', 'analysed');
  suggestRecurrence(draft);
  proposeMajor(draft);
  return draft.done({ state: draft.state.status });
}

/** Everything that the analysis lacks, in one refusal, each with its pointer. */
function insufficient(draft: Case, body: RootCause): Refusal | null {
  const errors = [...shallow(draft, body), ...wrongCause(draft, body)];
  const [first] = errors;
  if (first) return { refused: 'invalid', detail: errors.length === 1 ? first.detail : `${first.detail}; and ${errors.length - 1} more`, pointer: first.pointer, errors };
  const files = evidenceOf(body);
  const untrue = files.flatMap(({ digest, pointer }) => {
    const detail = falseFile(draft.state, digest);
    return detail === null ? [] : [{ pointer, detail }];
  });
  if (untrue[0]) return { refused: 'evidence_missing', ...untrue[0], errors: untrue };
  return namedRefusals(files, draft.context);
}

/** Causes that no action removes, or that nobody could find again. */
function wrongCause({ state, rules }: Case, { root, cause_class, systemic }: RootCause): Fault[] {
  const known = Object.keys(rules.cause_classes);
  return [
    ...(root.in === 'person' ? [{ pointer: '/root/in', detail: 'a person is never the root: ask once more what let it happen, down to a "controllable_system"' }] : []),
    ...(known.includes(cause_class) ? [] : [{ pointer: '/cause_class', detail: `there is no class of causes "${cause_class}"; the policy has ${known.join(', ')}` }]),
    ...(mustBeSystemic(state) && !systemic ? [{ pointer: '/systemic', detail: 'it came back, or repeats an earlier one: the cause in the management system itself is asked for, with "systemic": true' }] : []),
  ];
}

const evidenceOf = ({ whys, fishbone }: RootCause) =>
  Object.entries({ whys, fishbone }).flatMap(([part, links]) => links.flatMap(({ evidence }, i) => evidence.map((digest, j) => ({ digest, pointer: `/${part}/${i}/evidence/${j}` }))));
