import type { RootCause } from '../../contracts/nonconformity-closure.ts';
import type { Case } from './case.ts';
import { causeNow } from './state.ts';

/** What is wrong at one place of a body. */
export interface Fault {
  readonly pointer: string;
  readonly detail: string;
}

type Analysis = Pick<RootCause, 'whys' | 'fishbone' | 'extent'> & { readonly escape?: string | null | undefined };

/** What an analysis lacks for the depth that the case's class demands, beyond its form (R-37, §3 depth). */
export function shallow({ state, row: { depth, whys_at_least } }: Case, { whys, fishbone, escape, extent }: Analysis): Fault[] {
  const asks = `a cause of class ${state.class ?? ''}`;
  const of = (part: (typeof depth)[number], lacks: boolean, fault: Fault): Fault[] => (depth.includes(part) && lacks ? [fault] : []);
  return [
    ...of('whys', whys.length < whys_at_least, { pointer: '/whys', detail: `${asks} needs a chain of at least ${whys_at_least} whys, this has ${whys.length}` }),
    ...of('fishbone', !fishbone.some(({ weight }) => weight === 'root'), { pointer: '/fishbone', detail: `${asks} needs a fishbone with at least one cause of weight "root"` }),
    ...of('escape', escape == null, { pointer: '/escape', detail: `${asks} needs its escape cause: why it was not caught earlier` }),
    ...of('extent', extent.looked_at.trim() === '', { pointer: '/extent/looked_at', detail: `${asks} needs what was looked at for the like elsewhere` }),
  ];
}

/** What the cause of the present cycle lacks, since it was recorded for a lighter class; null while it is deep enough, or none is recorded. */
export function lacking(draft: Case): Fault | null {
  const cause = causeNow(draft.state);
  return (draft.row.root_cause === null || cause === undefined ? [] : shallow(draft, cause))[0] ?? null;
}
