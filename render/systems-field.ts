import type { InputBlock } from '@slack/types';
import { LONGEST_TYPED } from '../contracts/slack-actions.ts';
import { typed } from './dialog.ts';
import { type Choice, field, maybe, menuOfSeveral, MOST_CHOICES } from './forms.ts';

/** Systems to choose several of. */
export interface SystemsField {
  readonly label: string;
  readonly hint: string;
  /** Those to choose from, in the order in which they are offered. */
  readonly choices: readonly Choice[];
  /** Ids of those that are chosen already. */
  readonly chosen?: readonly string[];
}

/** A menu of several systems; null where none is registered: Slack takes no empty menu. */
export const systemsMenu = (block: string, { label, hint, choices, chosen }: SystemsField): InputBlock | null =>
  choices.length === 0 ? null : field(block, label, menuOfSeveral(choices, chosen), maybe(hint));

/** A line a system for those that the menu has no room for; null where it holds them all. What is chosen already and not in the menu stands in it. */
export function systemsByHand(block: string, { choices, chosen = [] }: Pick<SystemsField, 'choices' | 'chosen'>): InputBlock | null {
  if (choices.length <= MOST_CHOICES) return null;
  const offered = new Set(choices.slice(0, MOST_CHOICES).map(({ value }) => value));
  const rest = chosen.filter((id) => !offered.has(id));
  return field(block, 'Systems that the menu does not list', typed(LONGEST_TYPED, true, rest.length === 0 ? null : rest.join('\n')), maybe('Their ids, one a line; the menu holds the newest.'));
}
