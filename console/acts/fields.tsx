import type { VNode } from 'preact';
import { CSRF_FIELD } from '../../contracts/session.ts';
import type { Field, Typed } from './act.ts';
import type { Option } from '../parts/list.tsx';
import type { Choices } from './people.ts';
import { fileInput } from './uploads.ts';

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

const INPUTS = { line: 'text', number: 'number', count: 'number', instant: 'datetime-local' } as const;
const LIMITS = { line: {}, number: { min: 1, max: 3650 }, count: { min: 0 }, instant: {} } as const;

/** What a field that is chosen from offers. */
function choosable({ kind, options = [] }: Field, { people, lenders, units, versions = [], systems = [], causes = [] }: Choices): readonly Option[] {
  if (kind === 'person') return people;
  if (kind === 'lender') return lenders;
  if (kind === 'unit') return units;
  if (kind === 'system' || kind === 'systems') return systems;
  if (kind === 'cause') return causes;
  return kind === 'version' ? versions : options;
}

function Control({ field, drawing, ids }: { readonly field: Field; readonly drawing: Drawing; readonly ids: Ids }): VNode {
  const value = drawing.typed[field.name] ?? '';
  const common = { id: ids.id, name: field.name, required: field.required === true, 'aria-invalid': ids.error !== undefined, ...(ids.describedBy === undefined ? {} : { 'aria-describedby': ids.describedBy }) };
  if (field.kind === 'text' || field.kind === 'systems') return <textarea {...common} rows={3}>{value}</textarea>;
  if (field.kind === 'line' || field.kind === 'number' || field.kind === 'count' || field.kind === 'instant') return <input {...common} type={INPUTS[field.kind]} value={value} {...LIMITS[field.kind]} />;
  const options = choosable(field, drawing.choices);
  if (isTypedById(field, value, options)) return <input {...common} type="text" value={value} />;
  return (
    <select {...common}>
      <option value="">{field.required ? 'Choose' : field.kind === 'person' || field.kind === 'lender' ? 'Nobody chosen' : 'Nothing chosen'}</option>
      {options.map((option) => <option key={option.value} value={option.value} selected={option.value === value}>{option.label}</option>)}
    </select>
  );
}

/** A system that is not among those to choose from is typed by its id. */
const isTypedById = ({ kind }: Field, value: string, options: readonly Option[]): boolean => kind === 'system' && value !== '' && !options.some((option) => option.value === value);

/** More than these are no list to tick off: their ids are typed. */
const TICKED = 30;
const isTicked = ({ kind }: Field, { systems = [] }: Choices): boolean => kind === 'people' || kind === 'several' || (kind === 'systems' && systems.length <= TICKED);

/** Several of a set, or one of it, each with a mark of its own. */
function Marks({ field, drawing, ids, type }: { readonly field: Field; readonly drawing: Drawing; readonly ids: Ids; readonly type: 'radio' | 'checkbox' }): VNode {
  const chosen = new Set((drawing.typed[field.name] ?? '').split(','));
  const options = field.kind === 'radio' || field.kind === 'several' ? (field.options ?? []) : field.kind === 'systems' ? (drawing.choices.systems ?? []) : drawing.choices.people;
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

/** In place of digests, files of one's own: they are stored when the form is sent. */
const Files = ({ field, ids }: { readonly field: Field; readonly ids: Ids }): VNode | null =>
  field.files === undefined ? null : (
    <>
      <label for={`${ids.id}-files`}>{field.files === 'many' ? 'or choose files' : 'or choose a file'}<span class="unseen"> for: {field.label}</span></label>
      <input type="file" id={`${ids.id}-files`} name={fileInput(field)} multiple={field.files === 'many'} {...(ids.describedBy === undefined ? {} : { 'aria-describedby': ids.describedBy })} />
    </>
  );

/** One field with its label, hint and fault. */
export function FieldOf({ field, drawing }: { readonly field: Field; readonly drawing: Drawing }): VNode | null {
  const ids = idsOf(field, drawing);
  if (field.kind === 'lender' && drawing.choices.lenders.length === 0 && ids.error === undefined) return null;
  if (field.kind === 'radio' || isTicked(field, drawing.choices)) return <Marks field={field} drawing={drawing} ids={ids} type={field.kind === 'radio' ? 'radio' : 'checkbox'} />;
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
      <Files field={field} ids={ids} />
      <Notes field={field} ids={ids} />
    </div>
  );
}
