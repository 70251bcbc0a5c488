import type { DamagedFile } from '../../contracts/evidence.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Facts } from '../aggregate.ts';

type Seen = Pick<Facts, 'stored_evidence' | 'damaged_evidence'>;

const damageRefusal = ({ sha256, found }: DamagedFile): Refusal =>
  found === 'changed'
    ? { refused: 'evidence_changed', detail: `the file ${sha256} was changed in the store since it was brought; put the original back there, or hand in a file that is whole` }
    : { refused: 'evidence_missing', detail: `the record of ${sha256} is here, but its file is gone from the store; upload it again with POST /v1/evidence` };

/** Why nothing can rest on this file that a command names: nobody stored it, it is gone, or it was changed since. Null when it is whole. */
function fileRefusal(sha256: string, { stored_evidence, damaged_evidence = [] }: Seen): Refusal | null {
  const damaged = damaged_evidence.find((each) => each.sha256 === sha256);
  if (damaged) return damageRefusal(damaged);
  return stored_evidence.includes(sha256) ? null : { refused: 'evidence_missing', detail: `no file with digest ${sha256} is stored; upload it with POST /v1/evidence and name the digest that it answers` };
}

interface NamedFile {
  readonly digest: string;
  /** Where the command names it. */
  readonly pointer: string;
}

/** Why files that a command names in several places can't carry its decision, each with its place. Null when all are whole. */
export function namedRefusals(named: readonly NamedFile[], seen: Seen): Refusal | null {
  const faults = named.flatMap(({ digest, pointer }) => {
    const refusal = fileRefusal(digest, seen);
    return refusal === null ? [] : [{ ...refusal, pointer }];
  });
  const [first, ...more] = faults;
  if (first === undefined) return null;
  return { ...first, detail: more.length === 0 ? first.detail : `${first.detail}; and ${more.length} more`, errors: faults.map(({ pointer, detail }) => ({ pointer, detail })) };
}

/** As {@link namedRefusals} of files that stand in one place; of many it names the first that is at fault. */
export function namedRefusal(named: readonly string[], seen: Seen, pointer: string): Refusal | null {
  const [first] = named.flatMap((sha256) => fileRefusal(sha256, seen) ?? []);
  return first === undefined ? null : { ...first, pointer };
}

/** Why files that were handed in before can't carry a decision now: one of them is gone or was changed since. */
export function handedInRefusal(given: readonly string[], { damaged_evidence = [] }: Seen): Refusal | null {
  const damaged = damaged_evidence.find(({ sha256 }) => given.includes(sha256));
  return damaged === undefined ? null : damageRefusal(damaged);
}
