import { recordPage, stepUpPage } from '../../contracts/pages.ts';
import { PATHS, type PathName, type Policy } from '../../contracts/policy.ts';
import type { Assurance } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Context } from '../aggregate.ts';
import { tierOfPath } from '../tier.ts';
import { assuranceOf, freshNeeded } from './assurance.ts';
import { isStrongEnough } from './eligibility.ts';

/** Tiers that a request can pass at, the lightest first. */
const GATE_TIERS = ['low', 'medium', 'high'] as const;
export type GateTier = (typeof GATE_TIERS)[number];

const strongest = (policy: Policy, paths: readonly PathName[]): Assurance =>
  paths.map((path) => policy.tiers.paths[path].assurance).reduce((a, b) => (isStrongEnough(a, b) ? a : b));

/** What a word of weight takes on a path; with null, where no tier is known, the most that any path takes. */
export const neededOn = (policy: Policy, path: PathName | null): Assurance => strongest(policy, path === null ? PATHS : [path]);

/**
 * The context with its assurance judged again from what was proven, by the policy that the record goes by and at the instant
 * of the decision: the door can only have judged it by the policy in force. Without a proof it stays as it was.
 */
export function provenNow<C extends Pick<Context, 'meta' | 'policy' | 'now'>>(context: C): C {
  const { meta, policy, now } = context;
  if (meta.proof === undefined) return context;
  const development = meta.development === true || meta.assurance === 'development';
  return { ...context, meta: { ...meta, assurance: assuranceOf(meta.proof, development, policy, now) } };
}

/** What is asked for: in words to which "with assurance …" fits, and how it is done on the command line, if that is one command. */
export interface Asking {
  readonly path: PathName | null;
  readonly what: string;
  readonly command?: string;
}

/**
 * Why what a person proved is too little for a word of weight: a vote, and whatever goes around one or opens the gate without
 * one (R-75, R-86, §1.20). Says where it can be proven. Null when it is enough, and for machines and workflows, which other rules hold.
 */
export function assuranceRefusal({ path, what, command }: Asking, context: Pick<Context, 'id' | 'meta' | 'policy' | 'now'>): Refusal | null {
  const { id, meta, policy, now } = context;
  const needed = neededOn(policy, path);
  if (meta.actor.kind !== 'person' || isStrongEnough(meta.assurance, needed)) return null;
  const page = needed === 'mfa' ? stepUpPage(recordPage(id)) : recordPage(id);
  const fresh = needed === 'mfa' ? `; ${freshNeeded(meta.proof, policy, now)}` : '';
  const login = needed === 'mfa' ? 'gatehouse login --mfa' : 'gatehouse login';
  const way = command === undefined ? `sign in the console at ${page}, or with: ${login}` : `sign in the console, or with: ${command} --reason "…"`;
  return {
    refused: 'assurance_too_weak',
    detail: `${what} with assurance "${needed}", this came with "${meta.assurance}"${fresh}; ${way}`,
    extra: { needed, page, ...(command === undefined ? {} : { command }) },
  };
}

const needsAtTier = (policy: Policy, tier: GateTier): Assurance => strongest(policy, PATHS.filter((path) => tierOfPath(path) === tier));

/** The highest tier up to which somebody with this assurance could sign every path themselves; null when not even the lightest. */
export function reachOf(policy: Policy, have: Assurance): GateTier | null {
  const short = GATE_TIERS.findIndex((tier) => !isStrongEnough(have, needsAtTier(policy, tier)));
  return (short < 0 ? GATE_TIERS.at(-1) : GATE_TIERS[short - 1]) ?? null;
}

/** The heaviest path up to a tier that asks for more than this assurance; undefined when there is none. */
export const pathBeyond = (policy: Policy, have: Assurance, upTo: GateTier): PathName | undefined =>
  PATHS.findLast((path) => GATE_TIERS.slice(0, GATE_TIERS.indexOf(upTo) + 1).some((tier) => tier === tierOfPath(path)) && !isStrongEnough(have, policy.tiers.paths[path].assurance));
