import { type Choice, MOST_CHOICES } from '../../render/forms.ts';
import { withRetry } from '../../store/database.ts';
import { systemTitles } from '../../store/queries/systems.ts';
import { inTime } from './give.ts';
import type { Entered } from './payloads.ts';
import type { ListenerDeps } from './ports.ts';

/** The systems that are `chosen`, in front, and the newest registered ones: one more than a menu holds where there are more. Null when the store does not answer in time. */
export async function systemChoices({ store }: Pick<ListenerDeps, 'store'>, chosen: readonly string[] = []): Promise<readonly Choice[] | null> {
  const found = await inTime(withRetry(() => systemTitles(store, MOST_CHOICES + 1, chosen)));
  const choices = found?.map(({ id, title }) => ({ value: id, text: title === '' ? id : title }));
  return choices === undefined ? null : [...choices.filter(({ value }) => chosen.includes(value)), ...choices.filter(({ value }) => !chosen.includes(value))];
}

/** Ids as somebody typed them: lines, blanks or commas between. */
export const idsIn = (text: string | null | undefined): string[] => (text ?? '').split(/[\s,;]+/).filter((one) => one !== '');

/** The systems of a menu and of the field below it, each once; undefined where the dialog asked for none. */
export function systemsIn(menu: Entered | undefined, byHand: Entered | undefined): readonly string[] | undefined {
  if (menu === undefined && byHand === undefined) return undefined;
  return [...new Set([...(menu?.selected_options ?? []).map(({ value }) => value), ...idsIn(byHand?.value)])];
}
