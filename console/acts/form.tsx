import { randomUUID } from 'node:crypto';
import type { VNode } from 'preact';
import { useViewer } from '../viewer.tsx';
import type { Act, Field, Typed } from './act.ts';
import { type Drawing, FieldOf, hiddenFields } from './fields.tsx';
import type { Choices } from './people.ts';
import { isShown, MORE_ROWS, type Rows, shownField, shownRows } from './rows.ts';
import { takesFiles } from './uploads.ts';

/** A form of an act on one thing. */
export interface FormWish {
  readonly act: Act;
  /** The record, obligation or blocker that the address names. */
  readonly id: string;
  /** Where to go once it is recorded. */
  readonly back: string;
  /** Values of the fields and of those that are carried. */
  readonly typed: Typed;
  readonly errors?: Typed;
  readonly choices: Choices;
  /** Of a form that is sent once more because nobody knows whether the first got through; a fresh one by default. */
  readonly command_id?: string;
}

/** Fields one after the other; those of a group in a frame that opens when anything in it was typed or is wrong. */
function Grouped({ fields, drawing }: { readonly fields: readonly Field[]; readonly drawing: Drawing }): VNode {
  const groups = [...new Set(fields.flatMap(({ group }) => (group === undefined ? [] : [group])))];
  return (
    <>
      {fields.filter(({ group }) => group === undefined).map((field) => <FieldOf key={field.name} field={field} drawing={drawing} />)}
      {groups.map((group) => {
        const own = fields.filter((field) => field.group === group);
        const open = own.some(({ name, unfolded }) => unfolded === true || drawing.typed[name] !== undefined || drawing.errors[name] !== undefined);
        return (
          <details class="box" key={group} open={open}>
            <summary>{group}</summary>
            <div class="inside">{own.map((field) => <FieldOf key={field.name} field={field} drawing={drawing} />)}</div>
          </details>
        );
      })}
    </>
  );
}

/** Asks for more rows of a list; it stands after the button that sends, which is the one that Enter presses. */
const More = ({ rows, typed }: { readonly rows: Rows; readonly typed: Typed }): VNode | null =>
  shownRows(rows, typed) >= rows.most ? null : <button type="submit" name={MORE_ROWS} value={rows.of} formnovalidate>More rows: {rows.label}</button>;

/** What tells fields of several forms on one page apart. */
const PREFIXED = ['lane', 'action_id', 'of'];

/** The form, with a command id of its own: sent twice it has one effect. */
export function ActForm({ act, id, back, typed, errors = {}, choices, command_id = randomUUID() }: FormWish): VNode {
  const { csrf } = useViewer();
  const carried = Object.fromEntries((act.carries ?? []).flatMap((name) => (typed[name] === undefined ? [] : [[name, typed[name]]])));
  const { rows = [] } = act;
  const shown = Object.fromEntries(rows.map((each) => [shownField(each.of), String(shownRows(each, typed))]));
  const drawing: Drawing = { prefix: [act.key, id, ...PREFIXED.flatMap((name) => typed[name] ?? [])].join('-').replaceAll(/[^\w-]/g, '-'), typed, errors, choices };
  return (
    <form method="post" action={`/act/${act.key}/${encodeURIComponent(id)}`} aria-label={act.title} {...(takesFiles(act) ? { enctype: 'multipart/form-data' } : {})}>
      {hiddenFields({ csrf, command_id, back, ...carried, ...shown })}
      <Grouped fields={act.fields.filter((field) => isShown(act, field, typed))} drawing={drawing} />
      <p class="actions"><button type="submit" {...(act.tone === undefined ? {} : { class: act.tone })}>{act.button}</button>{rows.map((each) => <More key={each.of} rows={each} typed={typed} />)}</p>
    </form>
  );
}
