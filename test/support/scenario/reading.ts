import type { OwedBy } from '../../../contracts/obligation.ts';
import { nonconformityClosure } from '../../../domain/nonconformity-closure/index.ts';
import type { Fact, Played } from './run.ts';

const DAY = 86_400_000;

/** The types of the rows of the ledger of the case that a story is about, in their order. */
export const typesOf = ({ facts }: Played): string[] => facts.map(({ type }) => type);
export const among = (types: readonly string[], wanted: readonly string[]): string[] => types.filter((type) => wanted.includes(type));

/** The last row of a type, which must be there. */
export function last({ facts }: Played, type: string): Fact {
  const found = facts.findLast((fact) => fact.type === type);
  if (!found) throw new Error(`no ${type} among ${facts.map((fact) => fact.type).join(', ')}`);
  return found;
}

/** What a commit made owed, each `kind by whom`: the commit that wrote the last row of this type. */
export function owedWith(played: Played, type: string): string[] {
  const { at } = last(played, type);
  return played.facts.flatMap((fact) => (fact.at === at && fact.type === 'obligation.opened' ? [named(fact.body as unknown as Owed)] : []));
}

/** What is owed at the end, each `kind by whom`, escalations left out. */
export const owedIn = ({ nc }: Played): string[] => (nc?.obligations ?? []).filter(({ kind, closed_at }) => kind !== 'escalation' && closed_at === null).map(named);

interface Owed {
  readonly kind: string;
  readonly owed_by: OwedBy;
}
const named = ({ kind, owed_by }: Owed): string => `${kind} by ${'person' in owed_by ? owed_by.person : owed_by.role}`;

/** How far the ladder above the obligations of a kind climbed: each level once. */
export function levelsOf({ facts, nc }: Played, kind?: string): string[] {
  const ids = (nc?.obligations ?? []).filter((owed) => kind === undefined || owed.kind === kind).map(({ id }) => id);
  return [...new Set(facts.flatMap(({ type, body }) => (type === 'rung.fired' && ids.includes(String(body['obligation_id'])) ? [String(body['level'])] : [])))];
}

/** The state of the nonconformity as the commit that wrote the last row of this type left it. */
export function stateAfter(played: Played, type: string): string {
  const { at } = last(played, type);
  const so_far = played.facts.map((fact, i) => ({ ...fact, seq: i + 1 })).filter((fact) => fact.at <= at);
  return so_far.reduce(nonconformityClosure.evolve, nonconformityClosure.initial('nc_00000000000000000000000001')).status;
}

/** Whether the case's workflow has ended, as its last event says. */
export const hasEnded = ({ history }: Played): boolean => history.events?.at(-1)?.workflowExecutionCompletedEventAttributes != null;

/** Days of the server's clock between the first row and the last. */
export const daysOf = ({ facts }: Played): number => (Date.parse(facts.at(-1)?.at ?? '') - Date.parse(facts[0]?.at ?? '')) / DAY;

/** How a nonconformity stands at the end of its story. */
export const standing = (played: Played) => ({ status: played.nc?.status, cycle: played.nc?.cycle, owed: owedIn(played), ended: hasEnded(played) });
