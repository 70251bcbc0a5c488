import { field, answered, listing, simple } from '../simple.ts';
import { table } from '../print.ts';
import { type CommandSpec, type GroupSpec, LIMIT, REASON } from '../spec.ts';

const OWED = ['id', 'OBLIGATION'] as const;
const COMMENT = { flags: '--comment <TEXT>', about: 'in your own words', field: 'comment' } as const;

const show: CommandSpec = {
  name: 'show',
  args: '<OBLIGATION>',
  about: 'one obligation: who owes what, by when, and how far its ladder got',
  run: async (given, { api }) => answered(await api.call('getObligation', { params: { id: given.arg(0) } })),
};

const COLUMNS = [field('obligation', 'id'), field('kind'), field('state'), field('due', 'due_at'), field('overdue'), field('case', 'case_id'), field('title', 'case_title'), field('with', 'to')];

/** What people owe, and what may be done about it besides voting (§0.02–§0.07). */
export const OBLIGATION_GROUP: GroupSpec = {
  name: 'obligation',
  about: 'what people owe, and what may be done about it',
  commands: [
    listing({
      name: 'list',
      about: 'obligations of everybody, those due first in front',
      operation: 'listObligations',
      columns: COLUMNS,
      filters: [
        { flags: '--state <STATE>', about: 'open (default), paused, overdue, met, failed or withdrawn', field: 'state' },
        { flags: '--person <PERSON>', about: 'only what this person is to act on', field: 'person' },
        { flags: '--kind <KIND>', about: 'only of this kind, e.g. sign_off', field: 'kind' },
        { flags: '--case <CASE>', about: 'only of this case', field: 'case' },
        { flags: '--due-before <INSTANT>', about: 'only what is due before', field: 'due_before' },
      ],
    }),
    show,
    simple({ name: 'acknowledge', about: 'say that you saw it; stops no rung', operation: 'acknowledgeObligation', of: OWED, bare: true }),
    simple({ name: 'snooze', about: 'snooze: let the next reminder wait, once per rung', operation: 'snoozeObligation', of: OWED, options: [{ flags: '--for <DURATION>', about: 'how long, ISO 8601, e.g. PT4H', field: 'for', needed: true }, REASON] }),
    simple({ name: 'nudge', about: 'remind those who owe it, and say what to do', operation: 'nudgeObligation', of: OWED, bare: true, options: [{ flags: '--instruction <TEXT>', about: 'what they are to do', field: 'instruction' }] }),
    simple({ name: 'reassign', about: 'give it to another person; due instant and level stay', operation: 'reassignObligation', of: OWED, options: [{ flags: '--to <PERSON>', about: 'who owes it from now on', field: 'to', needed: true }, REASON] }),
    simple({ name: 'extend', about: 're-date it', operation: 'extendObligation', of: OWED, options: [{ flags: '--until <INSTANT>', about: 'due then; a bare date means its end', field: 'until', needed: true, as: 'end' }, { flags: '--interim-control <TEXT>', about: 'what protects meanwhile; of a corrective action', field: 'interim_control' }, REASON] }),
    simple({
      name: 'complete',
      about: "hand in what was owed, or enter the board's answer",
      operation: 'completeObligation',
      of: OWED,
      options: [{ flags: '--evidence <SHA256...>', about: 'stored files that show it', field: 'evidence', many: true }, { ...COMMENT, needed: true }],
    }),
    simple({ name: 'accept', about: 'accept the evidence of a condition', operation: 'acceptObligation', of: OWED, options: [COMMENT] }),
    simple({ name: 'return', about: 'send the evidence of a condition back', operation: 'returnObligation', of: OWED, options: [REASON] }),
    simple({
      name: 'minutes',
      about: 'enter the minutes of a committee',
      operation: 'recordMinutes',
      of: OWED,
      options: [{ flags: '--minutes <TEXT>', about: 'what was said and decided', field: 'minutes', needed: true }, { flags: '--attendance <PERSON...>', about: 'who was there besides those who voted', field: 'attendance', many: true }],
    }),
  ],
};

/** What somebody is to act on: oneself unless told otherwise. */
export const INBOX: CommandSpec = {
  name: 'inbox',
  about: 'what you are to act on, those due first in front',
  options: [
    { flags: '--person <PERSON>', about: "somebody else's inbox" },
    { flags: '--overdue', about: 'only what is overdue' },
    { flags: '--kind <KIND>', about: 'only of this kind, e.g. sign_off' },
    LIMIT,
  ],
  run: async (given, { api }) => {
    const person = given.text('person') ?? (await api.call('whoAmI')).id;
    const query = { person, state: given.flag('overdue') ? 'overdue' : 'open', kind: given.text('kind') };
    const page = await api.all('listObligations', { query }, given.number('limit', 100));
    return { json: page, text: table(page.items, COLUMNS, `nothing is owed by ${person}`) };
  },
};
