import type { ActionElement, InputElement } from '../block-parts.ts';
import { type Html, html } from './html.ts';

/** Something that takes an entry: a field of a dialog, or a menu in a message. */
export type Entry = InputElement | Exclude<ActionElement, { type: 'button' | 'overflow' }>;

/** What a control needs besides its element. */
export interface ControlWish {
  readonly id: string;
  readonly name: string;
  /** What was entered before, in place of the initial value. */
  readonly entered: readonly string[] | undefined;
  readonly required: boolean;
  readonly invalid: boolean;
  /** Ids of the texts that describe it. */
  readonly described: string;
  readonly focus: boolean;
  readonly people: readonly { readonly id: string; readonly real_name: string }[];
}

/** What the control shows at first. */
function initial(element: Entry): readonly string[] {
  switch (element.type) {
    case 'plain_text_input': return [element.initial_value ?? ''];
    case 'users_select': return listed(element.initial_user);
    case 'multi_users_select': return element.initial_users ?? [];
    case 'datepicker': return listed(element.initial_date);
    case 'datetimepicker': return listed(element.initial_date_time?.toString());
    case 'multi_static_select':
    case 'checkboxes': return element.initial_options?.map(({ value }) => value) ?? [];
    default: return listed(element.initial_option?.value);
  }
}

const listed = (value: string | undefined): string[] => (value === undefined ? [] : [value]);

/** Whether it is several inputs, which a `fieldset` holds and a `legend` names. */
export const isGroup = ({ type }: Entry): boolean => type === 'checkboxes' || type === 'radio_buttons';

/** The HTML control for an element. */
export function control(element: Entry, wish: ControlWish): Html {
  const value = wish.entered ?? initial(element);
  switch (element.type) {
    case 'plain_text_input': return textControl(element, value[0] ?? '', wish);
    case 'datepicker': return html`<input type="date" value="${value[0]}" ${common(wish)}>`;
    case 'datetimepicker': return html`<input type="datetime-local" value="${utcMinutes(value[0])}" ${common(wish)}> UTC`;
    case 'users_select': return select(people(wish), value, wish);
    case 'multi_users_select': return select(people(wish), value, wish, true);
    case 'static_select': return select(choices(element.options), value, wish);
    case 'multi_static_select': return select(choices(element.options), value, wish, true);
    default: return group(element, value, wish);
  }
}

function common({ id, name, required, invalid, described, focus }: ControlWish): Html {
  return html`id="${id}" name="${name}"${required && html` required`}${invalid && html` aria-invalid="true"`}${described !== '' && html` aria-describedby="${described}"`}${focus && html` autofocus`}`;
}

function textControl(element: Extract<Entry, { type: 'plain_text_input' }>, value: string, wish: ControlWish): Html {
  const longest = element.max_length ?? 3000;
  const hint = element.placeholder === undefined ? null : html` placeholder="${element.placeholder.text}"`;
  // a line break right after the tag is dropped by browsers: one more keeps a text that begins with one
  if (element.multiline === true) return html`<textarea rows="5" maxlength="${longest}"${hint} ${common(wish)}>${'\n'}${value}</textarea>`;
  return html`<input type="text" value="${value}" maxlength="${longest}"${hint} autocomplete="off" ${common(wish)}>`;
}

interface Choice {
  readonly value: string;
  readonly text: string;
}
const choices = (options: readonly { readonly value: string; readonly text: { readonly text: string } }[]): Choice[] => options.map(({ value, text }) => ({ value, text: text.text }));
const people = ({ people: all }: ControlWish): Choice[] => all.map(({ id, real_name }) => ({ value: id, text: real_name }));

function select(offered: readonly Choice[], value: readonly string[], wish: ControlWish, several = false): Html {
  const options = offered.map((each) => html`<option value="${each.value}"${value.includes(each.value) && html` selected`}>${each.text}</option>`);
  if (several) return html`<select multiple ${common(wish)}>${options}</select>`;
  return html`<select ${common(wish)}><option value="">Choose …</option>${options}</select>`;
}

function group(element: Extract<Entry, { type: 'checkboxes' | 'radio_buttons' }>, value: readonly string[], wish: ControlWish): Html {
  const type = element.type === 'checkboxes' ? 'checkbox' : 'radio';
  const rows = element.options.map((option, at) => {
    const id = `${wish.id}-${at}`;
    const more = html`${wish.focus && at === 0 && html` autofocus`}${wish.described !== '' && html` aria-describedby="${wish.described}"`}`;
    return html`<div><input type="${type}" id="${id}" name="${wish.name}" value="${option.value}"${value.includes(option.value) && html` checked`}${more}> <label for="${id}">${option.text.text}</label>${option.description && html` <small>${option.description.text}</small>`}</div>`;
  });
  return html`${rows}`;
}

function utcMinutes(seconds: string | undefined): string {
  return seconds === undefined || !/^\d{1,11}$/.test(seconds) ? '' : new Date(Number(seconds) * 1000).toISOString().slice(0, 16);
}
