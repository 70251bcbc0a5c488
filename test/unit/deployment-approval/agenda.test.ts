import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deploymentApproval } from '../../../domain/deployment-approval/index.ts';
import { addMs, fromMs, toMs } from '../../../domain/time/instant.ts';
import { glance, randomCase, randomStep, type Step } from '../../support/random-case.ts';
import type { World } from '../../support/world.ts';

const step: fc.Arbitrary<Step> = fc.record({ op: fc.nat(10_000), a: fc.nat(10_000), b: fc.nat(10_000) });
const story = fc.record({ a: fc.nat(100), b: fc.nat(100), steps: fc.array(step, { minLength: 10, maxLength: 60 }) });
const DAY = 86_400_000;

/** Types of the events that time alone would make at an instant. */
function byTime(world: World, at: string): string[] {
  const context = { ...world.context({ kind: 'workflow', id: 'w' }, 'mfa'), now: at };
  const decision = deploymentApproval.decide(world.state, { name: 'escalate', body: { woke_for: null } }, context);
  return (decision.events ?? []).map(({ type }) => type);
}

/** Instants before the one that the agenda names; when it names none, far ahead. */
function before(now: string, wake: string | null): string[] {
  if (wake === null) return [now, addMs(now, DAY), addMs(now, 90 * DAY), addMs(now, 800 * DAY)];
  if (wake <= now) return [];
  const [from, to] = [toMs(now), toMs(wake)];
  return [from, from + 1, from + (to - from) / 3, to - 1].filter((ms) => ms >= from && ms < to).map((ms) => fromMs(Math.floor(ms)));
}

describe('the agenda of a deployment', () => {
  it('names an instant for everything that can still happen by time: before it, nothing does', () => {
    fc.assert(
      fc.property(story, ({ a, b, steps }) => {
        const world = randomCase(a, b);
        for (const each of steps) {
          randomStep(world, each);
          const { wake_at } = world.agenda();
          for (const at of before(world.now, wake_at)) expect([at, byTime(world, at), glance(world)]).toEqual([at, [], glance(world)]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is answered by one escalation: at its instant something happens, or it moves on', () => {
    fc.assert(
      fc.property(story, ({ a, b, steps }) => {
        const world = randomCase(a, b);
        for (const each of steps) {
          randomStep(world, each);
          const { wake_at } = world.agenda();
          if (wake_at === null) continue;
          if (wake_at > world.now) world.now = wake_at;
          world.workflow('escalate', { woke_for: wake_at });
          const again = world.agenda().wake_at;
          expect([again === null || again > world.now, glance(world)]).toEqual([true, glance(world)]);
          expect(byTime(world, world.now)).toEqual([]);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('ends with the case: a closed one waits for nothing', () => {
    fc.assert(
      fc.property(story, ({ a, b, steps }) => {
        const world = randomCase(a, b);
        for (const each of steps) {
          randomStep(world, each);
          const { open, wake_at, step: owed } = world.agenda();
          expect(open).toBe(world.state.status !== 'closed');
          if (!open) expect([wake_at, owed, world.state.obligations.filter((o) => o.state === 'open')]).toEqual([null, null, []]);
        }
      }),
      { numRuns: 20 },
    );
  });
});
