import type { ComponentChildren, VNode } from 'preact';

/** What can be chosen in a filter: its value in the address, and its words. */
export interface Option {
  readonly value: string;
  readonly label: string;
}
export interface Filter {
  readonly name: string;
  readonly label: string;
  /** What leaving it out means. */
  readonly any: string;
  readonly options: readonly Option[];
}

type Query = Readonly<Record<string, string>>;

/** The address of a list with some parameters changed; null takes one out. */
export function listAddress(path: string, query: Query, change: Readonly<Record<string, string | null>>): string {
  const kept = Object.entries({ ...query, ...change }).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  return kept.length === 0 ? path : `${path}?${new URLSearchParams(kept).toString()}`;
}

/** Filters as a form that writes them into the address. */
export const Filters = ({ path, query, filters }: { readonly path: string; readonly query: Query; readonly filters: readonly Filter[] }): VNode => (
  <form class="filters" method="get" action={path} role="search" aria-label="Filters">
    {filters.map(({ name, label, any, options }) => (
      <div class="field" key={name}>
        <label for={`filter-${name}`}>{label}</label>
        <select id={`filter-${name}`} name={name}>
          <option value="">{any}</option>
          {options.map(({ value, label: words }) => <option key={value} value={value} selected={query[name] === value}>{words}</option>)}
        </select>
      </div>
    ))}
    <div class="actions"><button type="submit">Show</button>{filters.some(({ name }) => query[name] !== undefined) ? <a href={path}>All</a> : null}</div>
  </form>
);

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

/** The most rows that a file holds. */
const MOST_ROWS = 5_000;

/** All entries of a list, page by page, for a file; at most 5,000. */
export async function allOf<T>(list: (cursor: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next_cursor: string | null }>): Promise<readonly T[]> {
  const found: T[] = [];
  for (let cursor: string | undefined; found.length < MOST_ROWS; ) {
    const { items, next_cursor } = await list(cursor);
    found.push(...items);
    if (next_cursor === null) break;
    cursor = next_cursor;
  }
  return found;
}
