import type { VNode } from 'preact';
import { CSRF_FIELD } from '../../contracts/session.ts';
import type { Field, Typed } from './act.ts';
import type { Option } from '../parts/list.tsx';
import type { Choices } from './people.ts';

/** Fields that travel with a form unseen. */
export const hiddenFields = (fields: Typed & { readonly csrf: string }): VNode[] =>
  Object.entries(fields).map(([name, value]) => <input key={name} type="hidden" name={name === 'csrf' ? CSRF_FIELD : name} value={value} />);

/** What a field needs to draw itself: what was typed, what is wrong, whom one can choose. */
export interface Drawing {
  /** Tells fields of several forms on one page apart. */
  readonly prefix: string;
  readonly typed: Typed;
  readonly errors: Typed;
  readonly choices: Choices;
}

interface Ids {
  readonly id: string;
  readonly describedBy: string | undefined;
  readonly error: string | undefined;
}

function idsOf({ name, hint }: Field, { prefix, errors }: Drawing): Ids {
  const id = `${prefix}-${name}`;
  const error = errors[name];
  const parts = [...(hint === undefined ? [] : [`${id}-hint`]), ...(error === undefined ? [] : [`${id}-error`])];
  return { id, error, describedBy: parts.length === 0 ? undefined : parts.join(' ') };
}

const Notes = ({ field, ids }: { readonly field: Field; readonly ids: Ids }): VNode => (
  <>
    {field.hint === undefined ? null : <p class="hint" id={`${ids.id}-hint`}>{field.hint}</p>}
    {ids.error === undefined ? null : <p class="error" id={`${ids.id}-error`}>{ids.error}</p>}
  </>
);

const INPUTS = { line: 'text', number: 'number', instant: 'datetime-local' } as const;

/** What a field that is chosen from offers. */
function optionsOf({ kind, options = [] }: Field, { people, lenders, versions = [] }: Choices): readonly Option[] {
  if (kind === 'person') return people;
  if (kind === 'lender') return lenders;
  return kind === 'version' ? versions : options;
}

function Control({ field, drawing, ids }: { readonly field: Field; readonly drawing: Drawing; readonly ids: Ids }): VNode {
  const value = drawing.typed[field.name] ?? '';
  const common = { id: ids.id, name: field.name, required: field.required === true, 'aria-invalid': ids.error !== undefined, ...(ids.describedBy === undefined ? {} : { 'aria-describedby': ids.describedBy }) };
  if (field.kind === 'text') return <textarea {...common} rows={3}>{value}</textarea>;
  if (field.kind === 'line' || field.kind === 'number' || field.kind === 'instant') return <input {...common} type={INPUTS[field.kind]} value={value} {...(field.kind === 'number' ? { min: 1, max: 3650 } : {})} />;
  const options = optionsOf(field, drawing.choices);
  return (
    <select {...common}>
      <option value="">{field.required ? 'Choose' : 'Nobody or nothing chosen'}</option>
      {options.map((option) => <option key={option.value} value={option.value} selected={option.value === value}>{option.label}</option>)}
    </select>
  );
}

/** Several of a set, or one of it, each with a mark of its own. */
function Marks({ field, drawing, ids, type }: { readonly field: Field; readonly drawing: Drawing; readonly ids: Ids; readonly type: 'radio' | 'checkbox' }): VNode {
  const chosen = new Set((drawing.typed[field.name] ?? '').split(','));
  const options = field.kind === 'people' ? drawing.choices.people : (field.options ?? []);
  return (
    <fieldset {...(ids.describedBy === undefined ? {} : { 'aria-describedby': ids.describedBy })}>
      <legend>{field.label}</legend>
      {options.map(({ value, label }) => (
        <div class="choice" key={value}>
          <input type={type} id={`${ids.id}-${value}`} name={field.name} value={value} checked={chosen.has(value)} {...(type === 'radio' && field.required ? { required: true } : {})} />
          <label for={`${ids.id}-${value}`}>{label}</label>
        </div>
      ))}
      <Notes field={field} ids={ids} />
    </fieldset>
  );
}

/** One field with its label, hint and fault. */
export function FieldOf({ field, drawing }: { readonly field: Field; readonly drawing: Drawing }): VNode | null {
  const ids = idsOf(field, drawing);
  if (field.kind === 'lender' && drawing.choices.lenders.length === 0 && ids.error === undefined) return null;
  if (field.kind === 'radio' || field.kind === 'people' || field.kind === 'several') return <Marks field={field} drawing={drawing} ids={ids} type={field.kind === 'radio' ? 'radio' : 'checkbox'} />;
  if (field.kind === 'flag') {
    const value = field.options?.[0]?.value ?? 'yes';
    return (
      <div class="field">
        <div class="choice"><input type="checkbox" id={ids.id} name={field.name} value={value} checked={drawing.typed[field.name] === value} /><label for={ids.id}>{field.label}</label></div>
        <Notes field={field} ids={ids} />
      </div>
    );
  }
  return (
    <div class="field">
      <label for={ids.id}>{field.label}{field.required ? null : <span class="faint"> (optional)</span>}</label>
      <Control field={field} drawing={drawing} ids={ids} />
      <Notes field={field} ids={ids} />
    </div>
  );
}
