import { field, listing, simple } from '../simple.ts';
import type { CommandSpec, GroupSpec } from '../spec.ts';

/** Who works here. */
export const PEOPLE: CommandSpec = listing({
  name: 'people',
  about: 'the people of the directory',
  operation: 'listPeople',
  columns: [field('person', 'id'), field('name'), field('unit'), field('manager'), ['roles', ({ roles }) => rolesOf(roles)], field('absent'), field('deputy')],
  filters: [
    { flags: '--role <ROLE>', about: 'only holders of this role', field: 'role' },
    { flags: '--unit <UNIT>', about: 'only of this unit', field: 'unit' },
  ],
});

const rolesOf = (roles: unknown): string[] => (Array.isArray(roles) ? roles.map((held: string | { role: string; unit: string }) => (typeof held === 'string' ? held : `${held.role} in ${held.unit}`)) : []);

/** Leave to sign in another's place (§1.01). */
export const DELEGATE: CommandSpec = simple({
  name: 'delegate',
  about: 'let somebody sign in your place, for one lane and a time',
  operation: 'addDelegation',
  options: [
    { flags: '--from <PERSON>', about: 'whose place it is', field: 'from', needed: true },
    { flags: '--to <PERSON>', about: 'who signs instead', field: 'to', needed: true },
    { flags: '--lane <LANE>', about: 'in which lane', field: 'lane', needed: true },
    { flags: '--until <DATE>', about: 'ends with this day, or at this instant', field: 'until', needed: true, as: 'end' },
    { flags: '--starts <DATE>', about: 'begins with this day, or at this instant (now)', field: 'starts_at', as: 'instant' },
    { flags: '--tier-cap <TIER>', about: 'up to this tier only', field: 'tier_cap' },
    { flags: '--unit <UNIT>', about: 'for this unit only', field: 'unit' },
    { flags: '--keep-informed', about: 'go on telling the first person', field: 'keep_informed' },
  ],
  notes: 'The file: examples/requests/delegation.yaml.',
});

const ENDED = { columns: [field('id'), field('from'), field('to'), field('lane'), field('starts', 'starts_at'), field('until')] };

/** Delegations that have not ended. */
export const DELEGATION_GROUP: GroupSpec = {
  name: 'delegation',
  about: 'delegations that have not ended; "gatehouse delegate" makes one',
  commands: [
    listing({ name: 'list', about: 'every delegation', operation: 'listDelegations', ...ENDED }),
    simple({ name: 'end', about: 'end a delegation early', operation: 'endDelegation', of: ['id', 'DELEGATION'], bare: true }),
  ],
};

/** Who is away, and who stands in (§1.02). */
export const ABSENCE_GROUP: GroupSpec = {
  name: 'absence',
  about: 'who is away, and who stands in',
  commands: [
    simple({
      name: 'add',
      about: 'say that somebody is away',
      operation: 'addAbsence',
      options: [
        { flags: '--person <PERSON>', about: 'who is away', field: 'person', needed: true },
        { flags: '--starts <DATE>', about: 'from this day or instant on', field: 'starts_at', needed: true, as: 'instant' },
        { flags: '--until <DATE>', about: 'to the end of this day, or to this instant', field: 'until', needed: true, as: 'end' },
        { flags: '--deputy <PERSON>', about: 'who stands in', field: 'deputy' },
      ],
      notes: 'The file: examples/requests/absence.yaml.',
    }),
    listing({ name: 'list', about: 'absences that have not ended', operation: 'listAbsences', columns: [field('id'), field('person'), field('starts', 'starts_at'), field('until'), field('deputy')] }),
    simple({ name: 'end', about: 'end an absence early', operation: 'endAbsence', of: ['id', 'ABSENCE'], bare: true }),
  ],
};
