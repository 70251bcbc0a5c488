import { digest, shippedPolicy } from '../world.ts';

/** A proposal: the shipped policy with a longer life of permits. */
export function anotherPolicy() {
  const policy = shippedPolicy();
  const changed = { ...policy, digest: digest('another policy'), thresholds: { ...policy.thresholds, permit_life: 'PT48H' } };
  return { digest: changed.digest, policy: changed, source: 'api' };
}
