import type { RecordedEvent } from '../../contracts/ledger.ts';
import type { NonconformityEventBody } from '../../contracts/nonconformity-events.ts';
import type { NonconformityState } from './state.ts';

type Linked = Partial<Record<'whys' | 'fishbone', readonly { readonly evidence: readonly string[] }[]>>;

/** Files that an event rests on: its own, and those behind each link of a root cause. */
function filesOf({ body }: RecordedEvent): readonly string[] {
  const { evidence, whys = [], fishbone = [] } = body as Linked & { readonly evidence?: unknown };
  return [...(Array.isArray(evidence) ? (evidence as readonly string[]) : []), ...[...whys, ...fishbone].flatMap((link) => link.evidence)];
}

/** Every file that the case ever rested on, with those of one more event. */
export function withFiles(known: readonly string[], event: RecordedEvent): readonly string[] {
  const more = filesOf(event).filter((digest) => !known.includes(digest));
  return more.length === 0 ? known : [...new Set([...known, ...more])];
}

/** The files found false so far, with those that a reopening names; each with the cycle that ended by it. */
export const falseWith = ({ false_evidence }: NonconformityState, { cycle, false_evidence: named = [] }: NonconformityEventBody<'nonconformity.reopened'>): NonconformityState['false_evidence'] => [
  ...false_evidence,
  ...named.filter((digest) => !false_evidence.some((one) => one.digest === digest)).map((digest) => ({ digest, cycle: cycle - 1 })),
];

/** Why a file is no evidence here any more: once found false, it stays so for the whole case (§3 edge cases); null otherwise. */
export function falseFile({ false_evidence }: NonconformityState, digest: string): string | null {
  const found = false_evidence.find((one) => one.digest === digest);
  return found === undefined ? null : `the file ${digest} was found false in cycle ${found.cycle} of this case and shows nothing here any more; upload what does with POST /v1/evidence`;
}
