import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PAGES } from '../../../console/page-table.ts';
import { ACTS } from '../../../console/acts/table.ts';
import type { Policy } from '../../../contracts/policy.ts';
import { ADMIN_ROLE } from '../../../domain/actors.ts';
import { holders } from '../../../domain/directory.ts';
import { saveTicket } from '../../../store/tickets.ts';
import { startConsole, type TestConsole } from '../../support/console.ts';
import { CAST, ok, type Seeded, seedSystem } from '../../support/seed.ts';

/** Breaks out of text, of an attribute in either quotes, and of a textarea. */
const SCRIPT = '</textarea></title><script>alert(1)</script><img src=x onerror=alert(1)>"\'><svg onload=alert(1)>';
/** Markup that only what was typed could have brought in. */
const ALIVE = /<script>alert|<img src=x|<svg onload|<\/textarea><\/title>/;
const text = (field: string): string => `${field} ${SCRIPT}`;
const withTickets = (policy: Policy): Policy => ({ ...policy, thresholds: { ...policy.thresholds, tickets: { use: { sign_off: 'github' }, github: { repository: 'acme/gates' } } } });

let house: TestConsole;
let system: Seeded;
let id: string;
let admin: string;
/** What can stand in the place of `:id` in the address of a form: everything that an act is about. */
const subjects: Record<string, string> = {};

const post = async (who: string, path: string, body: object) => ok(await house.api.as(who).post(path, body));
const view = async () => ok(await house.api.as('maya').get(`/v1/deployments/${id}`));
const owed = async (lane: string): Promise<string> => (await view())['lanes']!.find((each) => each['lane'] === lane)!['obligation_id']!;
const open = async (kind: string): Promise<string> => (await view())['obligations']!.find((each) => each['kind'] === kind && each['state'] === 'open')!['id']!;
const vote = async (who: string, lane: string, more: object = {}) => post(who, `/v1/obligations/${await owed(lane)}/votes`, { verdict: 'approve', package_digest: (await view())['package_digest'], reason: text('reason'), ...more });

/** Types the script into every free text of a system and of what holds it. */
async function fillSystem(): Promise<void> {
  system = await seedSystem(house.api, { tier: 'high_novel', entry: { name: text('system'), use_case: text('use case'), intended_use: text('intended use') }, version: { name: text('version').slice(0, 100) } });
  subjects['system'] = system.id;
  subjects['risk'] = (await post(CAST.owner, `/v1/systems/${system.id}/risks`, { title: text('risk'), owner: 'bruno', residual: 'low', option: 'mitigate', criteria: text('risk criteria') }))['risk_id']!;
  await post('bruno', `/v1/risks/${subjects['risk']}/treat`, { residual: 'low', reason: text('treatment'), evidence: [] });
  const until = new Date(Date.now() + 86_400_000).toISOString();
  for (const kind of ['waived', 'released', 'held']) {
    const blocker = (await post('viktor', '/v1/blockers', { kind: 'pause_order', extent: { scope: 'organisation' }, title: text(`${kind} blocker`), reason: text('blocker reason') }))['blocker_id']!;
    if (kind === 'waived') await post('viktor', `/v1/blockers/${blocker}/waive`, { system_id: system.id, until, reason: text('waiver reason'), compensating_control: text('compensating control') });
    if (kind === 'released') await post('viktor', `/v1/blockers/${blocker}/release`, { reason: text('release reason') });
    subjects['blocker'] = blocker;
  }
}

/** Types it into every free text of a case: request, question, answer, votes, conditions, minutes, nudge, ticket, delivery. */
async function fillCase(): Promise<void> {
  id = await house.inReview({}, { title: text('title'), rationale: text('rationale'), options: [text('option')] }, system);
  subjects['case'] = id;
  const technical = await owed('technical');
  await post('maya', `/v1/obligations/${technical}/nudge`, { instruction: text('instruction') });
  await post('theo', `/v1/obligations/${technical}/snooze`, { for: 'PT1H', reason: text('snooze reason') });
  await post('theo', `/v1/obligations/${technical}/ask`, { question: text('question') });
  await post(CAST.requester, `/v1/obligations/${await open('answer')}/answer`, { answer: text('answer') });
  await vote('theo', 'technical', { verdict: 'approve_with_conditions', conditions: [{ type: 'before_deploy', title: text('condition'), owner: 'bruno', criteria: text('criteria') }] });
  for (const who of CAST.signers['committee']!) await vote(who, 'committee');
  await post(CAST.secretary, `/v1/obligations/${await open('minutes')}/minutes`, { attendance: CAST.signers['committee'], minutes: text('minutes') });
  subjects['obligation'] = await owed('legal');
  const { rows } = await house.api.store.pool.query<{ key: string }>("SELECT key FROM deliveries WHERE channel = 'ticketing' AND obligation_id = $1", [subjects['obligation']]);
  await saveTicket(house.api.store, { key: rows[0]!.key, case_id: id, obligation_id: subjects['obligation'], system: 'github', ref: text('ticket'), url: `https://tickets.example/"${SCRIPT}`, said: { state: 'open', due_at: null, owed_by: 'lena' }, state: 'closed' });
  await house.api.store.pool.query("UPDATE deliveries SET state = 'failed', last_error = $1 WHERE case_id = $2", [text('delivery error'), id]);
}

beforeAll(async () => {
  house = await startConsole({
    policy: withTickets,
    directory: (directory) => ({
      ...directory,
      organisation: { ...directory.organisation, name: text('organisation') },
      units: directory.units.map((unit) => ({ ...unit, name: text('unit') })),
      people: directory.people.map((person) => ({ ...person, name: `${person.name} ${SCRIPT}` })),
    }),
  });
  const { directory, at, active } = await house.api.house.get();
  admin = holders(directory, ADMIN_ROLE, at)[0]!.id;
  await fillSystem();
  await fillCase();
  subjects['policy'] = active ?? '';
  for (const each of ['giver', 'absent']) subjects[each] = 'theo';
  for (const each of ['house', 'delegation', 'absence', 'token']) subjects[each] = 'house';
}, 60_000);
afterAll(() => house.stop());

/** Every page of a reader, and every page again with the script in each parameter that it reads. */
const addresses = (): string[] => {
  const pages = PAGES.filter(({ path }) => !path.startsWith('/act/') && !['/ledger/export', '/evidence/:digest', '/parked/:id'].includes(path)).map(({ path }) => path.replace(/^(\/cases\/):id/, `$1${id}`).replace(/^(\/systems\/):id/, `$1${system.id}`).replace('/people/:id', '/people/theo').replace(':digest', subjects['policy']!));
  const acts = ACTS.map((act) => `/act/${act.key}/${subjects[act.of]!}`);
  const evil = encodeURIComponent(SCRIPT);
  const NAMES = ['state', 'kind', 'lane', 'system', 'owner', 'type', 'actor', 'stream', 'channel', 'machine', 'scope', 'late', 'by', 'tier', 'unit', 'role', 'here', 'from', 'sort', 'differs', 'residual', 'drift', 'tickets', 'done', 'verdict', 'list', 'unknown'];
  return [...pages, ...acts].flatMap((path) => [path, `${path}?${NAMES.map((name) => `${name}=${evil}`).join('&')}`, `${path}?cursor=${evil}`, `${path}?as_of=${evil}`]);
};

describe('a script that somebody typed', () => {
  it('runs on no page, for no reader, in no text and in no parameter', async () => {
    for (const reader of [null, 'theo', CAST.requester, admin]) {
      const browser = house.browser(reader, { strong: true });
      for (const address of [...addresses(), `/nowhere/${encodeURIComponent(SCRIPT)}`, `/cases/${encodeURIComponent(SCRIPT)}`, `/act/${encodeURIComponent(SCRIPT)}/x`]) {
        const { status, html } = await browser.get(address);
        expect([reader, address, status < 500, ALIVE.exec(html)?.[0]]).toEqual([reader, address, true, undefined]);
      }
    }
  }, 120_000);

  // where each text is shown, so that the loop above looks at pages that do hold it
  it.each([
    ['/', null, ['organisation', 'title']],
    ['/work', 'lena', ['title']],
    ['/deployments', 'theo', ['title', 'system']],
    ['/cases/:case', 'theo', ['title', 'rationale', 'option', 'system', 'version', 'question', 'answer', 'reason', 'condition', 'criteria', 'risk', 'held blocker', 'waived blocker', 'minutes', 'ticket', 'delivery error']],
    ['/cases/:case/events', 'theo', ['instruction', 'minutes', 'snooze reason']],
    ['/cases/:case/deliveries', 'theo', ['delivery error']],
    ['/systems/:system', 'theo', ['system', 'use case', 'version', 'risk', 'held blocker']],
    ['/systems/:system/risks', 'theo', ['risk']],
    ['/ledger', 'theo', ['compensating control', 'release reason']],
    ['/people', 'theo', ['Papadakis']],
    ['/flow', 'theo', ['unit', 'system']],
    ['/settings/tickets', 'theo', ['ticket']],
  ] as [path: string, reader: string | null, fields: string[]][])('comes out as text on %s', async (path, reader, fields) => {
    const browser = house.browser(reader);
    const there = path.replace(':case', id).replace(':system', system.id);
    let html = '';
    for (let next: string | undefined = there; next !== undefined; ) {
      const got = await browser.get(next);
      html += got.html;
      next = /href="([^"]*)" rel="next"/.exec(got.html)?.[1]?.replaceAll('&amp;', '&');
    }
    expect(fields.filter((field) => !html.includes(`${field} &lt;/textarea>`))).toEqual([]);
  });
});
