import type { Obligation } from '../../contracts/obligation.ts';
import type { Level } from '../../contracts/primitives.ts';
import type { Context } from '../aggregate.ts';
import { currentPerson, holdsRole, managerOf } from '../directory.ts';
import { heightOf } from '../ladder/plan.ts';
import { isReachable } from '../ladder/recipients.ts';
import { chainAbove } from '../line.ts';
import { rungToSnooze } from './ask.ts';
import { isOpen } from './list.ts';

/** Somebody, an obligation, and what is known around them. */
export interface Concern {
  readonly meant: Obligation;
  readonly person: string;
  readonly context: Pick<Context, 'directory' | 'policy' | 'system' | 'now'>;
}

/** Whether a rung of this height or above told the person. */
const toldAt = ({ meant, person }: Concern, from: Level): boolean => meant.fired.some(({ level, to }) => heightOf(level as Level) >= heightOf(from) && to.includes(person));

/** Whoever hears of it from `from` on: by a rung that fired, or by holding L3's role, who watches over all (§0.07). */
export function oversees(concern: Concern, from: Level): boolean {
  const { person, context } = concern;
  const found = currentPerson(context.directory, person, context.now);
  return toldAt(concern, from) || (found !== undefined && holdsRole(context.directory, found, context.policy.ladders.levels.L3, context.system?.entry?.unit));
}

export const isSystemOwner = ({ context, person }: Concern): boolean => context.system?.entry?.owner === person;
/** Whether the person owes it, alone or with others. */
export const owes = ({ meant, person }: Concern): boolean => meant.to.includes(person) || ('person' in meant.owed_by && meant.owed_by.person === person);
export const isManager = ({ meant, person, context }: Concern): boolean => 'person' in meant.owed_by && managerOf(context.directory, meant.owed_by.person, context.now) === person;

/** Whether the person stands above who owes it, however far up the line. */
export const isAbove = ({ meant, person, context }: Concern): boolean => 'person' in meant.owed_by && chainAbove(context.directory, meant.owed_by.person, context.now).includes(person);

/** What a message offers beside its buttons to one whom the ladder reached, or who owes it. */
export type OversightItem = 'nudge' | 'reassign' | 'snooze';

/**
 * What one person may be offered about an open obligation: to nudge and to give it to somebody else, for those whom its
 * escalation reached; to snooze its next rung, for those who owe it (§0.03, §0.07). The command's own rule has the last word.
 */
export function oversightOf(meant: Obligation, person: string, context: Concern['context']): readonly OversightItem[] {
  if (!isOpen(meant) || meant.kind === 'escalation') return [];
  const concern = { meant, person, context };
  const above = toldAt(concern, 'L1');
  const others = meant.to.some((each) => each !== person && isReachable(context.directory, each, context.now));
  return [
    ...(above && others ? (['nudge'] as const) : []),
    ...(above && 'person' in meant.owed_by ? (['reassign'] as const) : []),
    ...(owes(concern) && !('refused' in rungToSnooze(meant, context.policy)) ? (['snooze'] as const) : []),
  ];
}
