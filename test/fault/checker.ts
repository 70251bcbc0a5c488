import type { Obligation, ObligationOpening } from '../../contracts/obligation.ts';
import type { ObligationEventBody } from '../../contracts/obligation-events.ts';
import type { DeliveryListed } from '../../store/queries/case-events.ts';
import type { Recorded } from '../support/tree.ts';

/** A case as it is found at the end of a run. */
export interface Found {
  readonly id: string;
  readonly state: string;
  readonly obligations: readonly Obligation[];
  readonly events: readonly Recorded[];
  readonly deliveries: readonly DeliveryListed[];
}

/** A vote that was answered 2xx. */
export interface Accepted {
  readonly id: string;
  readonly lane: string;
  readonly person: string;
}

type Fired = ObligationEventBody<'rung.fired'>;

const firedIn = ({ events }: Found): readonly (Recorded & { readonly body: Fired })[] => events.filter(({ type }) => type === 'rung.fired') as unknown as (Recorded & { readonly body: Fired })[];
const openingsIn = ({ events }: Found): readonly ObligationOpening[] => events.filter(({ type }) => type === 'obligation.opened').map(({ body }) => body as unknown as ObligationOpening);

/** What occurs more than once. */
const repeated = (names: readonly string[]): readonly string[] => names.filter((name, i) => names.indexOf(name) !== i);

/** Sign-offs that nobody met: nothing but the board's silence may have ended their ladder. */
const unmet = (found: Found): readonly Obligation[] => found.obligations.filter(({ kind, id }) => kind === 'sign_off' && !found.events.some(({ type, body }) => type === 'obligation.met' && body['obligation_id'] === id));

/** Rungs of silent sign-offs that did not fire, e.g. `obl_…@1/board`. */
export const missingRungs = (found: Found): readonly string[] =>
  unmet(found).flatMap(({ id, version, rungs }) =>
    rungs.filter((rung) => !firedIn(found).some(({ body }) => body.obligation_id === id && body.version === version && body.rung === rung.id)).map((rung) => `${id}@${version}/${rung.id}`),
  );

/** Rungs that fired twice in one version of their obligation. */
export const repeatedRungs = (found: Found): readonly string[] => repeated(firedIn(found).map(({ body }) => `${body.obligation_id}@${body.version}/${body.rung}`));

/** Rungs that fired before their instant. */
export const earlyRungs = (found: Found): readonly string[] => firedIn(found).flatMap(({ at, body }) => (at < body.planned_at ? [`${body.obligation_id}/${body.rung} at ${at}, planned ${body.planned_at}`] : []));

/** People whose votes count twice in one lane. */
export const repeatedVotes = ({ events }: Found): readonly string[] => repeated(events.filter(({ type }) => type === 'vote.cast').map(({ body }) => `${String(body['lane'])}/${String(body['person'])}`));

/** Votes that were answered 2xx and are not on the record. */
export const lostVotes = (found: Found, accepted: readonly Accepted[]): readonly Accepted[] =>
  accepted.filter(({ id, lane, person }) => id === found.id && !found.events.some(({ type, body }) => type === 'vote.cast' && body['lane'] === lane && body['person'] === person));

/** Messages that neither went out nor lost their reason. */
export const unsent = ({ deliveries }: Found): readonly string[] => deliveries.filter(({ state }) => state !== 'sent' && state !== 'superseded').map(({ key, state }) => `${key} ${state}`);

/** People who had to be told and were not; a message may stay away only when its sign-off was met before it went out. */
export function untold(found: Found): readonly string[] {
  const silent = new Set(unmet(found).map(({ id }) => id));
  const owed = [
    ...openingsIn(found).flatMap(({ id, kind, to }) => (kind === 'sign_off' ? to.map((person) => ({ id, key: `${found.id}/${id}@1/opened/${person}/` })) : [])),
    ...firedIn(found).flatMap(({ body }) => body.tell.map((person) => ({ id: body.obligation_id, key: `${found.id}/${body.obligation_id}@${body.version}/${body.rung}/${person}/` }))),
  ];
  return owed.flatMap(({ id, key }) => {
    const states = found.deliveries.filter((delivery) => delivery.key.startsWith(key)).map(({ state }) => state);
    return states.includes('sent') || (states.includes('superseded') && !silent.has(id)) ? [] : [`${key} ${states.join() || 'no message'}`];
  });
}
