import { describe, expect, it } from '@jest/globals';
import { checkPolicy } from '../../../domain/policy/check.ts';
import { formatProblem } from '../../../domain/policy/problem.ts';
import { ticketAgain } from '../../../domain/tickets/again.ts';
import { driftOf } from '../../../domain/tickets/drift.ts';
import { ticketMove, ticketNews } from '../../../domain/tickets/shown.ts';
import { edited, editedPolicy, exampleDirectory, NOW, problemsOf, shippedPolicy } from '../policy/sample.ts';

const AT = '2026-11-22T14:00:00.000Z';
const LATER = '2026-11-23T14:00:00.000Z';
const SAID = { state: 'open', due_at: AT, owed_by: 'bruno' } as const;

describe('what a ticket has to be told since it was told last', () => {
  it.each([
    ['nothing changed', SAID, SAID, []],
    ['more time', SAID, { ...SAID, due_at: LATER }, ['redated']],
    ['somebody else owes it, later', SAID, { ...SAID, due_at: LATER, owed_by: 'ruth' }, ['reassigned', 'redated']],
    ['the end says it all', SAID, { ...SAID, state: 'ended', due_at: LATER }, ['ended']],
    ['an end is told once', { ...SAID, state: 'ended' }, { ...SAID, state: 'ended' }, []],
    ['owed again', { ...SAID, state: 'ended' }, SAID, ['reopened']],
  ] as const)('%s', (_why, said, now, news) => {
    expect(ticketNews(said, now)).toEqual(news);
  });

  it.each([
    ['its obligation ended', ['ended'], 'ended', 'open', 'closed'],
    ['somebody closed it before', ['ended'], 'ended', 'closed', null],
    ['its obligation is owed again', ['reopened'], 'open', 'closed', 'open'],
    ['somebody closed it while it is owed: their proposal stays', ['redated'], 'open', 'closed', null],
  ] as const)('is moved where that is due: %s', (_why, news, state, found, move) => {
    expect(ticketMove(news, { ...SAID, state }, found)).toBe(move);
  });
});

describe('drift between a ticket and its obligation (R-77)', () => {
  const open = { obligation_state: 'open', ended_at: null, owed_at: AT } as const;
  const met = { obligation_state: 'met', ended_at: LATER, owed_at: AT } as const;
  it.each([
    ['both open', { ...open, ticket: { state: 'open', since: AT } }, null],
    ['both over', { ...met, ticket: { state: 'closed', since: AT } }, null],
    ['closed by somebody while it is owed', { ...open, ticket: { state: 'closed', since: LATER } }, { drift: 'closed_there', since: LATER }],
    ['deleted while it is owed', { ...open, ticket: { state: 'gone', since: LATER } }, { drift: 'gone', since: LATER }],
    ['deleted after it was over: nobody misses it', { ...met, ticket: { state: 'gone', since: LATER } }, null],
    ['never made', { ...open, ticket: null }, { drift: 'never_created', since: AT }],
    ['never made, and over: nobody misses it', { ...met, ticket: null }, null],
    ['still open after the end', { ...met, ticket: { state: 'open', since: AT } }, { drift: 'open_there', since: LATER }],
  ] as const)('%s', (_why, standing, drift) => {
    expect(driftOf(standing)).toEqual(drift);
  });
});

describe('what is tried again of a ticket that was refused', () => {
  const refused = { delivery: 'failed', last_error: 'unauthorized', followed: false, ticket: null, obligation_state: 'open' } as const;
  const unchanged = { ...refused, delivery: 'sent', ticket: 'open' } as const;
  it.each([
    ['it was never made and is owed', refused, 'make'],
    ['it was never made, and the obligation rests', { ...refused, obligation_state: 'paused' }, 'make'],
    ['it was never made, and nobody needs it any more', { ...refused, obligation_state: 'met' }, null],
    ['it is tried anyway', { ...refused, delivery: 'pending' }, null],
    ['it was made and could not be changed', unchanged, 'follow'],
    ['it could not be closed with its obligation', { ...unchanged, obligation_state: 'met' }, 'follow'],
    ['it is gone: nothing can be told there', { ...unchanged, ticket: 'gone' }, null],
    ['it is told again already', { ...unchanged, followed: true }, null],
    ['nothing was refused', { ...unchanged, last_error: null }, null],
  ] as const)('%s', (_why, tried, again) => {
    expect(ticketAgain(tried)).toBe(again);
  });
});

describe('policy check, of tickets (R-77)', () => {
  const written = (tickets: string) => ['thresholds.yaml', /$/, `\ntickets:\n  ${tickets}\n`] as const;
  const faults = (tickets: string) => checkPolicy(editedPolicy(...written(tickets)), exampleDirectory(), NOW).map(formatProblem);

  it('takes a policy without any, and the shipped one has none', () => {
    expect(shippedPolicy().thresholds.tickets).toBeUndefined();
  });

  it('takes one that says where', () => {
    expect(faults('use: { condition: github, risk_treatment: jira, revision: generic }\n  github: { repository: acme/gates }\n  jira: { project: GATE }')).toEqual([]);
  });

  it.each([
    ['an obligation that there is not', 'use: { conditon: generic }', 'tickets.use.conditon: there is no kind of obligation "conditon" that could have a ticket; did you mean "condition"?'],
    ['an escalation, which has no end of its own', 'use: { escalation: generic }', 'tickets.use.escalation: there is no kind of obligation "escalation" that could have a ticket'],
    ['GitHub without a repository', 'use: { condition: github }', 'tickets.use.condition: the tickets of "condition" go to github, and nothing says where there; write tickets.github: { repository: owner/name }'],
    ['Jira without a project', 'use: { condition: jira }', 'tickets.use.condition: the tickets of "condition" go to jira, and nothing says where there; write tickets.jira: { project: KEY }'],
  ])('refuses %s', (_what, tickets, line) => {
    expect(problemsOf(edited(...written(tickets))).join('\n')).toContain(line);
  });

  it.each([
    ['an unknown system', 'use: { condition: gitlab }'],
    ['a repository that leads elsewhere', 'use: { condition: github }\n  github: { repository: "acme/.." }'],
    ['a project that is no key', 'use: { condition: jira }\n  jira: { project: "GATE\" OR project = \"X" }'],
  ])('can not be read with %s', (_what, tickets) => {
    expect(problemsOf(edited(...written(tickets))).length).toBeGreaterThan(0);
  });
});
