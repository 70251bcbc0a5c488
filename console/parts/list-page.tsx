import type { ComponentChildren, VNode } from 'preact';
import type { CsvValue } from '../../render/csv.ts';
import type { Page as PageOf, PageWish } from '../../store/queries/page.ts';
import { type Answer, page } from '../answers.ts';
import type { Visit } from '../visit.ts';
import { csvList } from './csv-file.ts';
import { type Filter, Filters, Pager } from './list.tsx';
import { Empty } from './small.tsx';

/** A page that is one list: filters in the address, pages, and the same list as CSV. */
export interface ListPage<T> {
  readonly title: string;
  /** What stands above the filters, e.g. the way back. */
  readonly lead: ComponentChildren;
  readonly filters: readonly Filter[];
  readonly list: (wish: PageWish) => Promise<PageOf<T>>;
  /** Heads of the table, the first that of the row's own head. */
  readonly heads: readonly string[];
  readonly row: (entry: T) => VNode;
  /** What it means that there is none, and what to do next. */
  readonly nothing: ComponentChildren;
  /** Absent where the page answers its file itself: one that holds more than the page shows. */
  readonly file?: { readonly name: string; readonly columns: readonly string[]; readonly row: (entry: T) => Readonly<Record<string, CsvValue>> };
}

const ROWS = 50;
const MOST_AT_ONCE = 200;

/** The list as page or as file, as the address says. @throws BadCursor */
export async function listPage<T>({ path, query }: Pick<Visit, 'path' | 'query'>, { title, lead, filters, list, heads, row, nothing, file }: ListPage<T>): Promise<Answer> {
  if (file !== undefined && query['format'] === 'csv') return csvList({ name: file.name, columns: file.columns, list: (cursor) => list({ cursor, limit: MOST_AT_ONCE }), rows: (entry) => [file.row(entry)] });
  const { items, next_cursor } = await list({ cursor: query['cursor'], limit: ROWS });
  const any = filters.some(({ name }) => query[name] !== undefined);
  return page(
    title,
    <>
      {lead}
      <Filters path={path} query={query} filters={filters} />
      <section aria-label={title} class="card">
        {items.length > 0 ? <table class="stack"><caption class="unseen">{title}</caption><thead><tr>{heads.map((head) => <th scope="col" key={head}>{head}</th>)}</tr></thead><tbody>{items.map(row)}</tbody></table> : null}
        {items.length > 0 ? null : <Empty>{any ? <>Nothing is like this. <a href={path}>Show all.</a></> : nothing}</Empty>}
        <Pager path={path} query={query} next={next_cursor} />
      </section>
    </>,
  );
}
