import type { VNode } from 'preact';
import type { NcStep, NcStepView } from '../../contracts/nonconformity-view.ts';
import { useViewer } from '../viewer.tsx';
import { type Clock, clockIn } from './clock.ts';
import { PictureTable } from './frame.tsx';

/** The steps of §3 in words. */
export const STEPS: Readonly<Record<NcStep, string>> = {
  classify: 'Classify',
  correct: 'Correct at once',
  root_cause: 'Root cause',
  plan: 'Plan',
  approve_plan: 'Approve the plan',
  implement: 'Do the actions',
  verify: 'Verify the evidence',
  wait: 'Wait for the effect',
  check_effect: 'Check the effect',
};

type Standing = 'ahead' | 'open' | 'overdue' | 'done' | 'not_asked';
const SIGNS: Readonly<Record<Standing, string>> = { ahead: '…', open: '○', overdue: '!', done: '✓', not_asked: '–' };
const WORDS: Readonly<Record<Standing, string>> = { ahead: 'not yet', open: 'open', overdue: 'overdue', done: 'done', not_asked: 'not asked for' };

const standingOf = ({ state, due_at, step }: NcStepView, now: string): Standing => (state === 'open' && step !== 'wait' && due_at !== null && due_at <= now ? 'overdue' : state);

function whenOf({ step, state, due_at, done_at }: NcStepView, write: Clock['words']): string {
  if (state === 'done' && done_at !== null) return write(done_at);
  if (due_at === null) return '';
  return `${step === 'wait' ? 'until' : 'due'} ${write(due_at)}`;
}

/** How far a nonconformity is: its steps in their order as boxes, each with when it was done or is due, in the reader's zone. It wraps where there is no room. */
export function StepStrip({ id, steps }: { readonly id: string; readonly steps: readonly NcStepView[] }): VNode {
  const { zone, now } = useViewer();
  const clock = clockIn(zone);
  const asked = steps.filter(({ state }) => state !== 'not_asked');
  const done = asked.filter(({ state }) => state === 'done').length;
  const drawn = steps.map((step) => ({ step, standing: standingOf(step, now) }));
  return (
    <figure class="picture">
      <div class="lane-strip" role="img" aria-label={`Steps: ${done} of ${asked.length} are done. ${drawn.map(({ step, standing }) => `${STEPS[step.step]}: ${WORDS[standing]}`).join('; ')}.`}>
        {drawn.map(({ step, standing }) => (
          <div key={step.step} class={`lane-box step-${standing}`}>
            <span class="lane-name">{STEPS[step.step]}</span>
            <span class="lane-state">{SIGNS[standing]} {WORDS[standing]}</span>
            <span class="lane-due">{whenOf(step, (at) => `${clock.short(at)} ${clock.name(at)}`)}</span>
          </div>
        ))}
      </div>
      <PictureTable id={id} title="Steps" table={{ heads: ['Step', 'State', 'When'], rows: drawn.map(({ step, standing }) => [STEPS[step.step], WORDS[standing], whenOf(step, clock.words)]) }} />
    </figure>
  );
}
