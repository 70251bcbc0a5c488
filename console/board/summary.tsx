import type { VNode } from 'preact';
import { BOARD_BUCKETS, type BoardSummary } from '../../contracts/action-board.ts';
import { BOARD_PAGE } from '../../contracts/pages.ts';
import { bandWords } from '../../render/action-board.ts';
import { listAddress } from '../parts/list.tsx';
import { Name, Section, Time } from '../parts/small.tsx';
import { BUCKET_WORDS } from './filters.ts';

type Query = Readonly<Record<string, string>>;

/** The address of the board with other parts of it looked at. */
const to = (query: Query, change: Readonly<Record<string, string | null>>): string => listAddress(BOARD_PAGE, query, { cursor: null, ...change });

const Tiles = ({ of, query }: { readonly of: BoardSummary; readonly query: Query }): VNode => (
  <dl class="facts">
    <div><dt>Open</dt><dd><a href={to(query, { bucket: null, band: null, level: null })}>{of.open}</a></dd></div>
    {BOARD_BUCKETS.map((bucket) => <div key={bucket}><dt>{BUCKET_WORDS[bucket]}</dt><dd><a href={to(query, { bucket, band: null, level: null })}>{of.buckets[bucket]}<span class="unseen"> {BUCKET_WORDS[bucket]}</span></a></dd></div>)}
  </dl>
);

const Ages = ({ of, query }: { readonly of: BoardSummary; readonly query: Query }): VNode => (
  <table>
    <caption>Overdue by age</caption>
    <thead><tr><th scope="col">For</th><th scope="col">How many</th></tr></thead>
    <tbody>{of.bands.map((band) => <tr key={band.number}><th scope="row"><a href={to(query, { bucket: 'overdue', band: String(band.number), level: null })}>{bandWords(band)}</a></th><td>{band.count}</td></tr>)}</tbody>
  </table>
);

const Owners = ({ of, query }: { readonly of: BoardSummary; readonly query: Query }): VNode => (
  <table>
    <caption>Overdue by owner, most first</caption>
    <thead><tr><th scope="col">Owner</th><th scope="col">Overdue</th><th scope="col">Oldest due</th></tr></thead>
    <tbody>{of.owners.map(({ owner, overdue, oldest_due_at }) => <tr key={owner}><th scope="row"><a href={to(query, { owner, bucket: 'overdue', band: null, level: null })}><Name of={owner} /></a></th><td>{overdue}</td><td><Time at={oldest_due_at} near /></td></tr>)}</tbody>
  </table>
);

const Levels = ({ of, query }: { readonly of: BoardSummary; readonly query: Query }): VNode => (
  <table>
    <caption>Highest level that heard of it</caption>
    <thead><tr><th scope="col">Level</th><th scope="col">How many</th></tr></thead>
    <tbody>{of.levels.map(({ level, count }) => <tr key={level}><th scope="row"><a href={to(query, { level, bucket: null, band: null })}>{level}</a></th><td>{count}</td></tr>)}</tbody>
  </table>
);

/** What the filters leave in numbers, each a link to the list behind it. */
export const Summary = ({ of, query }: { readonly of: BoardSummary; readonly query: Query }): VNode => (
  <Section id="summary" title="At a glance">
    <Tiles of={of} query={query} />
    {of.buckets.overdue === 0 ? null : <div class="fields"><Ages of={of} query={query} /><Owners of={of} query={query} /></div>}
    {of.levels.length === 0 ? null : <Levels of={of} query={query} />}
  </Section>
);
