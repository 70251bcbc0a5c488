import type { Act, Subject } from '../../console/acts/act.ts';

/** What can stand in the address of a form, by what an act is about. */
export type Subjects = { readonly [S in Subject]?: readonly string[] };

/** The first person of these to whom the form is open, and where; null when it is open to none. */
export async function formsLookedAt(act: Act, subjects: Subjects, people: readonly string[], isOpen: (who: string, address: string) => Promise<boolean>): Promise<{ readonly who: string; readonly address: string } | null> {
  const carried = act.carries?.includes('system_id') ? `?system_id=${subjects.system?.[0] ?? ''}` : '';
  for (const id of subjects[act.of] ?? []) {
    const address = `/act/${act.key}/${encodeURIComponent(id)}${carried}`;
    for (const who of people) if (await isOpen(who, address)) return { who, address };
  }
  return null;
}
