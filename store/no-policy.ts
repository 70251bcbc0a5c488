import type { Policy } from '../contracts/policy.ts';

/** Digest of the stand-in below. */
export const NO_POLICY_DIGEST = `sha256:${'0'.repeat(64)}`;

/**
 * What the house's rules get as "the policy in force" before there is one: only the command that brings the first policy
 * runs with it. Reading a threshold from it throws, so that no rule can go on without a policy.
 */
export const NO_POLICY: Policy = new Proxy({ digest: NO_POLICY_DIGEST } as Policy, {
  get(known, key) {
    if (key in known) return Reflect.get(known, key) as unknown;
    if (typeof key === 'symbol' || key === 'toJSON') return undefined;
    throw new Error(`no policy is in force yet, so it has no "${key}"`);
  },
});
