import type { ComponentChildren, VNode } from 'preact';
import { capital, spaced } from '../../render/words.ts';

/** What can be chosen in a filter: its value in the address, and its words. */
export interface Option {
  readonly value: string;
  readonly label: string;
}
/** Enumerated values as what can be chosen, in words. */
export const optionsOf = (values: readonly string[]): readonly Option[] => values.map((value) => ({ value, label: capital(spaced(value)) }));

export interface Filter {
  readonly name: string;
  readonly label: string;
  /** What leaving it out means. */
  readonly any: string;
  /** `suggested`: any text can be typed, and these are only offered, e.g. the newest of very many. */
  readonly suggested?: true;
  /** What the field holds, where that is not what stands in the address, e.g. a name for an id. */
  readonly shown?: string;
  readonly options: readonly Option[];
}

type Query = Readonly<Record<string, string>>;

/** Parameters of one drawing of a page: a piece that draws itself anew has no links to pieces. */
const OF_DRAWING: ReadonlySet<string> = new Set(['done', 'part', 'seen']);

/** The address of a list with some parameters changed; null takes one out. */
export function listAddress(path: string, query: Query, change: Readonly<Record<string, string | null>>): string {
  const lasting = Object.fromEntries(Object.entries(query).filter(([name]) => !OF_DRAWING.has(name)));
  const kept = Object.entries({ ...lasting, ...change }).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  return kept.length === 0 ? path : `${path}?${new URLSearchParams(kept).toString()}`;
}

const Choose = ({ filter: { name, any, options }, value }: { readonly filter: Filter; readonly value: string | undefined }): VNode => (
  <select id={`filter-${name}`} name={name}>
    <option value="">{any}</option>
    {options.map((option) => <option key={option.value} value={option.value} selected={value === option.value}>{option.label}</option>)}
  </select>
);

const Type = ({ filter: { name, any, options }, value }: { readonly filter: Filter; readonly value: string | undefined }): VNode => (
  <>
    <input type="text" id={`filter-${name}`} name={name} value={value ?? ''} placeholder={any} autocomplete="off" {...(options.length === 0 ? {} : { list: `filter-${name}-offered` })} />
    {options.length === 0 ? null : <datalist id={`filter-${name}-offered`}>{options.map((option) => <option key={option.value} value={option.value}>{option.label === option.value ? null : option.label}</option>)}</datalist>}
  </>
);

/** Parameters that belong to one look at a page, and not to what it shows. */
const PASSING: ReadonlySet<string> = new Set(['cursor', 'format', 'list', ...OF_DRAWING]);

interface FiltersWish {
  readonly path: string;
  readonly query: Query;
  readonly filters: readonly Filter[];
  /** Tells several lists of one page apart. */
  readonly label?: string;
}

/** Filters as a form that writes them into the address; what other lists of the page are filtered by stays there. */
export function Filters({ path, query, filters, label = 'Filters' }: FiltersWish): VNode {
  const own = new Set(filters.map(({ name }) => name));
  const others = Object.entries(query).filter(([name]) => !own.has(name) && !PASSING.has(name));
  return (
    <form class="filters" method="get" action={path} role="search" aria-label={label}>
      {others.map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
      {filters.map((filter) => (
        <div class="field" key={filter.name}>
          <label for={`filter-${filter.name}`}>{filter.label}</label>
          {filter.suggested ? <Type filter={filter} value={filter.shown ?? query[filter.name]} /> : <Choose filter={filter} value={filter.shown ?? query[filter.name]} />}
        </div>
      ))}
      <div class="actions"><button type="submit">Show</button>{filters.some(({ name }) => query[name] !== undefined) ? <a href={listAddress(path, Object.fromEntries(others), {})}>All</a> : null}</div>
    </form>
  );
}

/** The way to the next page and to the first, and the same list as a file. */
export const Pager = ({ path, query, next }: { readonly path: string; readonly query: Query; readonly next: string | null }): VNode => (
  <p class="pager">
    {query['cursor'] === undefined ? null : <a class="button" href={listAddress(path, query, { cursor: null })}>First page</a>}
    {next === null ? null : <a class="button" href={listAddress(path, query, { cursor: next })} rel="next">Next page</a>}
    <a href={listAddress(path, query, { cursor: null, format: 'csv' })}>This list as CSV</a>
  </p>
);

/** A cell that says its column's name where columns stand below each other. */
export const Cell = ({ label, children }: { readonly label: string; readonly children: ComponentChildren }): VNode => <td data-label={label}>{children}</td>;
