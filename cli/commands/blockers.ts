import type { Given } from '../given.ts';
import { answered, field, listing, simple } from '../simple.ts';
import { type CommandSpec, type GroupSpec, REASON, REQUEST } from '../spec.ts';

const OF_BLOCKER = ['id', 'BLOCKER'] as const;

/** Where the blocker reaches, if options say so. */
function extentOf(given: Given): { readonly extent?: object } {
  const [system, unit] = [given.text('system'), given.text('unit')];
  if (given.flag('organisation')) return { extent: { scope: 'organisation' } };
  if (unit !== undefined) return { extent: { scope: 'unit', id: unit } };
  return system === undefined ? {} : { extent: { scope: 'system', id: system } };
}

const raise: CommandSpec = {
  name: 'raise',
  about: 'raise a blocker; a pause order holds permits, never reviews',
  options: [
    ...REQUEST,
    { flags: '--kind <KIND>', about: 'pause_order, manual, incident or nonconformity', field: 'kind', needed: true },
    { flags: '--organisation', about: 'it reaches everything' },
    { flags: '--unit <UNIT>', about: 'it reaches a unit and what lies under it' },
    { flags: '--system <SYSTEM>', about: 'it reaches one system' },
    { flags: '--title <TEXT>', about: 'what it is', field: 'title', needed: true },
    { flags: '--owner <PERSON>', about: 'who answers for it', field: 'owner' },
    { flags: '--source-case <CASE>', about: 'the incident or nonconformity that it comes from', field: 'source_case' },
    REASON,
  ],
  notes: 'The file: examples/requests/pause-order.yaml.',
  run: async (given, { api }) => answered(await api.call('raiseBlocker', { body: given.body(extentOf(given)) })),
};

/** Blockers: open matters that hold a gate shut, and waivers of them. */
export const BLOCKER_GROUP: GroupSpec = {
  name: 'blocker',
  about: 'blockers: pause orders and other open matters that hold a gate, and waivers of them',
  commands: [
    listing({ name: 'list', about: 'every open blocker', operation: 'listBlockers', columns: [field('blocker', 'id'), field('kind'), field('title'), field('owner'), field('reaches', 'extent'), field('holds'), field('waived until', 'waived_until'), field('link')] }),
    simple({ name: 'show', about: 'one open blocker, and whether it holds now', operation: 'getBlocker', of: OF_BLOCKER, bare: true }),
    raise,
    simple({ name: 'release', about: 'release a blocker that was raised by hand', operation: 'releaseBlocker', of: OF_BLOCKER, options: [REASON] }),
    simple({
      name: 'waive',
      about: 'let a blocker not hold for a time',
      operation: 'waiveBlocker',
      of: OF_BLOCKER,
      options: [
        { flags: '--system <SYSTEM>', about: 'for this system only', field: 'system_id' },
        { flags: '--until <DATE>', about: 'the waiver ends with this day, or at this instant', field: 'until', needed: true, as: 'end' },
        { flags: '--compensating-control <TEXT>', about: 'what is done instead', field: 'compensating_control', needed: true },
        REASON,
      ],
      notes: 'The file: examples/requests/waiver.yaml.',
    }),
    simple({ name: 'cure', about: 'say that the case it names is cured', operation: 'cureBlocker', of: OF_BLOCKER, options: [REASON] }),
  ],
};
