import { describe, expect, it } from '@jest/globals';
import { changedSince } from '../../../domain/deployment-approval/compared.ts';
import type { LiveVersion } from '../../../domain/aggregate.ts';
import { digest, World } from '../../support/world.ts';

const CODE = `git:${'a'.repeat(40)}`;
const live = (weights: string, more: Partial<LiveVersion> = {}): LiveVersion => ({
  environment: 'production', case_id: 'dep_00000000000000000000000007', version_id: 'ver_0', digests: { weights: digest(weights), code: CODE }, at: '2026-01-12T09:00:00.000Z', ...more,
});
const weights = (from: string, to: string) => [{ name: 'weights', before: digest(from), after: digest(to) }];

function asked(versions: readonly LiveVersion[], revised = false) {
  const world = new World('medium', { live: versions });
  world.request();
  world.check();
  if (revised) world.as('mira', 'revise', { version_id: 'ver_2', reason: 'New weights' });
  return changedSince(world.state, world.facts);
}

describe('§1.20 what changed since the last approval', () => {
  it.each([
    ['a first deployment has nothing to compare with', [], false, null],
    ['a first deployment that was revised is compared with the revision before', [], true, { since: 'revision', components: weights('w1', 'w2') }],
    ['a retrain is compared with what is live, although it is a first revision', [live('w0')], false, { since: 'approval', components: weights('w0', 'w1') }],
    ['a revised retrain is compared with what is live too: nobody approved the revision before', [live('w0')], true, { since: 'approval', components: weights('w0', 'w2') }],
    ['the same digests as live have no component that changed', [live('w1')], false, { since: 'approval', components: [] }],
    ['what is live elsewhere was not approved for here', [live('w0', { environment: 'staging' })], false, null],
    ['the latest counts where there are several', [live('w9', { at: '2026-02-01T09:00:00.000Z' }), live('w0')], false, { since: 'approval', components: weights('w9', 'w1') }],
  ] as const)('%s', (_reason, versions, revised, expected) => {
    expect(asked(versions, revised)).toEqual(expected);
  });

  it('a component that came or went has nothing on one side', () => {
    expect(asked([live('w1', { digests: { weights: digest('w1'), dataset: digest('d') } })])?.components).toEqual([
      { name: 'code', before: null, after: CODE },
      { name: 'dataset', before: digest('d'), after: null },
    ]);
  });

  it('a case is not compared with itself once it is live', () => {
    const world = new World('medium');
    world.request();
    world.check();
    expect(changedSince(world.state, { live: [live('w0', { case_id: world.state.id })] })).toBeNull();
  });
});
