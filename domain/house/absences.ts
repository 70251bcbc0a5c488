import type { HouseCommandBody } from '../../contracts/house.ts';
import { somebody, strangerIn } from '../actors.ts';
import type { Context, Decision } from '../aggregate.ts';
import { speaksFor } from './delegations.ts';
import { fact } from './facts.ts';
import type { HouseState } from './state.ts';

/**
 * Records that a person is away, and who stands in (§1.02, R-78): by the person, the line manager or an administrator,
 * also through a machine that brings it from a calendar for one of them.
 */
export function addAbsence(_state: HouseState, body: HouseCommandBody<'add-absence'>, context: Context): Decision {
  const person = somebody(context);
  if (typeof person !== 'string') return person;
  const { person: absent, deputy = null, starts_at, until } = body;
  const stranger = strangerIn(context, [{ id: absent, pointer: '/person' }, { id: body.deputy, pointer: '/deputy' }]);
  if (stranger) return stranger;
  if (deputy === absent) return { refused: 'invalid', detail: 'nobody stands in for themselves; name another deputy', pointer: '/deputy' };
  if (until <= context.now || until <= starts_at) return { refused: 'invalid', detail: `an absence ends in the future and after it starts, ${starts_at}`, pointer: '/until' };
  if (!speaksFor(person, absent, context)) {
    return { refused: 'not_permitted', detail: `only ${absent}, their line manager or an administrator can record that they are away` };
  }
  const absence_id = context.newId('abs');
  return { events: [fact('absence.added', { absence_id, absent, starts_at, until, deputy, person })], result: { absence_id } };
}

/** Ends an absence before its time, by the same people. One of the directory file ends there. */
export function endAbsence(state: HouseState, { absence_id }: HouseCommandBody<'end-absence'>, context: Context): Decision {
  const person = somebody(context);
  if (typeof person !== 'string') return person;
  const found = state.absences.find(({ id }) => id === absence_id);
  if (!found) return { refused: 'invalid', detail: `no absence ${absence_id} is recorded; one of the directory file ends there`, pointer: '/absence_id' };
  const { person: absent, deputy = null } = found.absence;
  if (!speaksFor(person, absent, context)) return { refused: 'not_permitted', detail: `only ${absent}, their line manager or an administrator can end it` };
  return { events: [fact('absence.ended', { absence_id, absent, deputy, person })] };
}
