import type { LIKENESS } from '../../contracts/nonconformity-closure.ts';
import { likeness, ncRaise } from '../../contracts/nonconformity-closure.ts';
import { casePage } from '../../contracts/pages.ts';
import { formNote, RAISE_BLOCKS } from '../../contracts/slack-forms.ts';
import { type AlikeShown, raisedText } from '../../render/nonconformity-answers.ts';
import type { Outcome } from '../../store/outcome.ts';
import { endOfDay, enteredIn, whereOf, type Reader } from './form-fields.ts';
import { jsonOf } from './json.ts';
import type { Entered } from './payloads.ts';
import { idsIn, systemsIn } from './systems-field.ts';

type Field = keyof typeof RAISE_BLOCKS;

/** What is right where a field is empty, or holds what it can't. */
const RIGHT: Readonly<Record<Field, string>> = {
  title: 'Say in one line what is not as it should be.',
  description: 'Say what was found.',
  source: 'Choose how it was found.',
  severity: 'Choose how severe it is.',
  class: 'Choose a class, or none.',
  clauses: 'Give numbers of clauses with commas, e.g. 8.2, 9.1.',
  controls: 'Give numbers of controls with commas, e.g. A.6.2.4, A.7.4.',
  system_id: 'Choose a registered system, or none.',
  systems: 'Choose registered systems, at most 100.',
  more_systems: 'Give the ids of registered systems, one a line: sys_…; at most 100 in all.',
  unit: 'Choose a unit, or none.',
  requirement: 'Choose what was not fulfilled, or nothing.',
  deadline: 'Choose the day of the deadline, one that is still to come.',
  vendor: 'Give the name of the vendor in at most 200 characters, or none.',
  source_case: 'Give the id of the case that it follows from, e.g. dep_…, or none.',
  near_miss: 'Tick it where nothing happened this time.',
};

const isField = (name: unknown): name is Field => typeof name === 'string' && Object.hasOwn(RAISE_BLOCKS, name);
/** Only what was typed can be no system: what the menu offers is registered. */
const fieldAt = (name: unknown, shown: Shown): Field | null => (!isField(name) ? null : name === 'systems' && shown(RAISE_BLOCKS.more_systems) ? 'more_systems' : name);
/** Whether the dialog has a block. */
type Shown = (block: string) => boolean;
/** The block of the field that a refusal points at; the title for any other, and for a field that the dialog has not. */
const blockOf = (pointer: string | undefined, shown: Shown): string => {
  const block = RAISE_BLOCKS[fieldAt(pointer?.split('/')[1], shown) ?? 'title'];
  return shown(block) ? block : RAISE_BLOCKS.title;
};

/** What it may be a duplicate of, as the record of it says. */
const likeIn = ({ result }: Extract<Outcome, { ok: true }>): readonly { readonly id: string; readonly by: readonly (typeof LIKENESS)[number][] }[] =>
  likeness.array().safeParse(result['alike']).data ?? [];

/** What was left open has no field in the command. */
const given = (fields: Readonly<Record<string, string | undefined>>): Record<string, string> => Object.fromEntries(Object.entries(fields).filter((each): each is [string, string] => each[1] !== undefined && each[1] !== ''));

/** The fields as the command has them, not judged yet. A day counts to its end. */
function saidIn(of: (field: Field) => Entered | undefined): Record<string, unknown> {
  const chosen = (field: Field): string | undefined => of(field)?.selected_option?.value;
  const day = of('deadline')?.selected_date ?? undefined;
  return {
    title: of('title')?.value,
    description: of('description')?.value,
    source: of('source')?.selected_option?.value,
    severity: of('severity')?.selected_option?.value,
    clauses: idsIn(of('clauses')?.value),
    controls: idsIn(of('controls')?.value),
    systems: systemsIn(of('systems'), of('more_systems')),
    near_miss: (of('near_miss')?.selected_options ?? []).length > 0,
    ...given({ class: chosen('class'), system_id: chosen('system_id'), unit: chosen('unit'), requirement: chosen('requirement') }),
    ...given({ vendor: of('vendor')?.value?.trim(), source_case: of('source_case')?.value?.trim(), deadline: day === undefined ? undefined : endOfDay(day) }),
  };
}

/** A nonconformity or a near-miss, as far as it can be judged without the record. */
export const readRaise: Reader = (payload, _house, { url, freshId, titlesOf }) => {
  const note = formNote.safeParse(jsonOf(payload.view.private_metadata)).data;
  if (!note) return null;
  const shown: Shown = (block) => Object.hasOwn(payload.view.state.values, block);
  const asked = ncRaise.safeParse(saidIn((field) => enteredIn(payload)(RAISE_BLOCKS[field])));
  if (!asked.success) {
    const wrong = asked.error.issues.map(({ path }) => fieldAt(path[0], shown)).filter((field) => field !== null);
    return { errors: Object.fromEntries(wrong.map((field) => [RAISE_BLOCKS[field], RIGHT[field]])) };
  }
  return {
    target: { kind: 'nonconformity', id: freshId('nc') },
    command: { name: 'raise', body: asked.data },
    where: whereOf(payload.user.id, note),
    blockOf: (pointer) => blockOf(pointer, shown),
    done: async (outcome) => {
      const found = likeIn(outcome);
      const titles = await titlesOf(found.map(({ id }) => id));
      const page = (id: string): string => `${url}${casePage(id)}`;
      const alike = found.map(({ id, by }): AlikeShown => ({ id, title: titles.get(id) ?? id, url: page(id), by }));
      return raisedText({ id: outcome.id, title: asked.data.title, url: page(outcome.id), near_miss: outcome.result['state'] === 'near_miss', alike });
    },
  };
};
