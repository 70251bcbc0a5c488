import type { Request } from 'express';
import type { Person } from '../contracts/directory.ts';
import type { Policy } from '../contracts/policy.ts';
import type { Instant } from '../contracts/primitives.ts';
import type { Session } from '../contracts/session.ts';
import { currentPerson, personById } from '../domain/directory.ts';
import { type House, policyInForce } from '../store/house.ts';
import type { ConsoleDeps, Embedded } from './ports.ts';

/** A request as any page sees it, signed in or not. */
export interface Call {
  readonly deps: ConsoleDeps;
  readonly request: Pick<Request, 'get'>;
  /** The path, without the query. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly house: House;
  /** The policy in force; null before the first. */
  readonly policy: Policy | null;
  readonly at: Instant;
  readonly nameOf: (id: string) => string;
  /** A lane by the name that the policy in force gives it; the id itself for one that it does not know. */
  readonly laneOf: (id: string) => string;
  readonly unitOf: (id: string) => string;
  /** The reader's time zone, from their calendar; UTC for nobody. */
  readonly zone: string;
  readonly session: Session | null;
  /** Null for requests that are not this machine's own. */
  readonly embedded: Embedded | null;
  /** Null when nobody is signed in, or the directory does not know them any more. */
  readonly person: Person | null;
}

/** A request of somebody who works here. */
export interface Visit extends Call {
  readonly session: Session;
  readonly person: Person;
}

export const isVisit = (call: Call): call is Visit => call.session !== null && call.person !== null;

const oneOf = (value: unknown): string | null => (typeof value === 'string' ? value : Array.isArray(value) && typeof value[0] === 'string' ? value[0] : null);

/** The query's parameters, each once; empty ones count as left out, as a form sends them for what was not chosen. */
export function queryOf(query: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(query).flatMap(([name, value]) => {
    const text = oneOf(value);
    return text === null || text === '' ? [] : [[name, text]];
  }));
}

/** Reads who asks and the house around them. */
export async function callOf(deps: ConsoleDeps, request: Request): Promise<Call> {
  const [session, house] = await Promise.all([deps.session(request), deps.house.get()]);
  const { directory, at } = house;
  const policy = policyInForce(house);
  const person = session ? (currentPerson(directory, session.person, at) ?? null) : null;
  return {
    deps,
    request,
    path: request.path,
    params: request.params as Readonly<Record<string, string>>,
    query: queryOf(request.query),
    house,
    policy,
    at,
    nameOf: (id) => personById(directory, id)?.name ?? id,
    laneOf: (id) => policy?.lanes.lanes[id]?.name ?? id,
    unitOf: (id) => directory.units.find((unit) => unit.id === id)?.name ?? id,
    zone: (person && policy?.calendars[person.calendar]?.zone) ?? 'UTC',
    session,
    embedded: deps.embedded(request),
    person,
  };
}
