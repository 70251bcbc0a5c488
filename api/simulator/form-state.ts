import type { InputElement } from './block-parts.ts';
import type { StoredBlock } from './blocks.ts';
import { optionsOf } from './payloads.ts';

/** What a person enters: by action id, or by block id and action id; a text, an option's value, a user id, a date, or several. */
export type Typed = Readonly<Record<string, string | readonly string[] | Readonly<Record<string, string | readonly string[]>>>>;

type InputBlock = Extract<StoredBlock, { type: 'input' }>;

/**
 * `view.state.values` as Slack builds it: one entry for each input, the untouched ones with their initial value.
 * @throws Error as Slack's client would refuse to submit: a required input left empty, a text too short or too long,
 *   an option that is not offered, a value for an input that is not there
 */
export function formState(blocks: readonly StoredBlock[], typed: Typed): Record<string, Record<string, unknown>> {
  const inputs = blocks.filter((each): each is InputBlock => each.type === 'input');
  const state: Record<string, Record<string, unknown>> = {};
  const used = new Set<string>();
  for (const input of inputs) {
    const action = input.element.action_id ?? '';
    const entered = enteredFor(input, typed, used);
    const value = elementState(input.element, entered);
    if (input.optional !== true && isEmpty(value)) throw new Error(`the input ${input.block_id}/${action} ("${input.label.text}") must not be empty`);
    state[input.block_id] = { [action]: value };
  }
  const stray = Object.keys(typed).find((key) => !used.has(key));
  if (stray !== undefined) {
    throw new Error(`there is no input "${stray}"; there are: ${inputs.map((input) => `${input.block_id}/${input.element.action_id ?? ''}`).join(', ')}`);
  }
  return state;
}

function enteredFor(input: InputBlock, typed: Typed, used: Set<string>): readonly string[] | undefined {
  const action = input.element.action_id ?? '';
  for (const key of [input.block_id, action]) {
    const found = typed[key];
    if (found === undefined) continue;
    used.add(key);
    const value = typeof found === 'object' && !isList(found) ? found[action] : found;
    if (value !== undefined) return isList(value) ? value : [value];
  }
  return undefined;
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value);
}

function elementState(element: InputElement, entered: readonly string[] | undefined): Record<string, unknown> {
  const { type } = element;
  switch (type) {
    case 'plain_text_input':
      return { type, value: checkedText(element, entered?.[0] ?? element.initial_value ?? null) };
    case 'users_select':
      return { type, selected_user: entered?.[0] ?? element.initial_user ?? null };
    case 'multi_users_select':
      return { type, selected_users: entered ?? element.initial_users ?? [] };
    case 'datepicker':
      return { type, selected_date: entered?.[0] ?? element.initial_date ?? null };
    case 'datetimepicker':
      return { type, selected_date_time: entered?.[0] === undefined ? (element.initial_date_time ?? null) : Number(entered[0]) };
    case 'multi_static_select':
    case 'checkboxes':
      return { type, selected_options: entered ? optionsOf(element.options, entered) : (element.initial_options ?? []) };
    default:
      return { type, selected_option: (entered ? optionsOf(element.options, entered)[0] : element.initial_option) ?? null };
  }
}

function checkedText(element: Extract<InputElement, { type: 'plain_text_input' }>, text: string | null): string | null {
  if (text === null || text === '') return null;
  const { min_length = 0, max_length = 3000 } = element;
  if (text.length < min_length || text.length > max_length) {
    throw new Error(`the input ${element.action_id ?? ''} takes ${min_length} to ${max_length} characters, not ${text.length}`);
  }
  return text;
}

function isEmpty(state: Record<string, unknown>): boolean {
  return Object.entries(state).every(([key, value]) => key === 'type' || value === null || (Array.isArray(value) && value.length === 0));
}
