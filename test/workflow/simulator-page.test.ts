import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seedExample } from '../../cli/start/example-request.ts';
import { type Gatehouse, startGatehouse } from '../support/gatehouse.ts';
import { type ShownPage, Visitor } from '../support/pages.ts';

/** How long a test waits for a dialog that the product opens after it acknowledged the click. */
const PATIENCE_MS = 20_000;

let house: Gatehouse;
let visitor: Visitor;
beforeAll(async () => {
  house = await startGatehouse();
  visitor = new Visitor(new URL(house.slack.apiUrl()).origin);
});
afterAll(() => house.stop());

const linkOf = (page: ShownPage, name: string): string => new RegExp(`<a href="([^"]+)">${name}</a>`).exec(page.html)![1]!;
const buttonsOf = (page: ShownPage): string[] => page.forms.flatMap(({ buttons }) => buttons.map(({ text }) => text));

describe('somebody without a Slack workspace', () => {
  it('finds an example request in an empty house, and approves it with three clicks', async () => {
    const id = await seedExample({ home: house.home, api: house.url });
    await house.quiet();
    // the page of everybody, Theo, Approve
    const page = await visitor.open(linkOf(await visitor.open('/'), 'Theo Papadakis'));
    expect(page.words).toContain('System Example: Meeting notes');
    await visitor.press(page, 'Approve');
    await house.quiet();
    expect((await house.view(String(id))).state).toBe('approved');
    expect(await seedExample({ home: house.home, api: house.url })).toBeNull();
  });

  it('is one of the example people, reads the card of a request and approves it with a click', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'medium' }));
    await house.quiet();
    const people = await visitor.open('/');
    const page = await visitor.open(linkOf(people, 'Theo Papadakis'));
    expect(page.words).toMatch(/You are Theo Papadakis[\s\S]*Technical sign-off needed[\s\S]*System Claims triage/);
    expect(page.html).toContain('<strong>Technical sign-off needed</strong>');
    const after = await visitor.press(page, 'Approve');
    expect(after).toMatchObject({ status: 200, path: page.path });
    await house.quiet();
    expect(await house.eventsOf(id, 'vote.cast')).toMatchObject([{ actor: { kind: 'person', id: 'theo' }, body: { lane: 'technical', verdict: 'approve', door: 'slack', assurance: 'chat' } }]);
    const redrawn = await visitor.open(page.path);
    expect(redrawn.words).toMatch(/Technical sign-off: approved[\s\S]*Approved by Theo Papadakis /);
    expect(buttonsOf(redrawn)).not.toContain('Approve');
  });

  it('sees beside its field what a dialog does not take, and keeps what was typed', async () => {
    const id = await house.request(await house.seedSystem({ tier: 'medium' }));
    await house.quiet();
    const page = await visitor.open(linkOf(await visitor.open('/'), 'Tess .*?'));
    await visitor.press(page, 'Approve with conditions');
    await house.slack.until('a dialog', () => house.slack.modals('U0TESS')[0], PATIENCE_MS);
    const typed = { 'value:reason': 'Sound, <b>but</b>\nnot for long', 'value:condition_title': 'Test it on the islands', 'value:condition_criteria': 'A report', 'value:condition_owner': 'U0MIRA', 'value:condition_type': 'within' };
    const again = await visitor.press(await visitor.open(page.path), 'Record', { ...typed, 'value:condition_days': 'soon' });
    expect(again.status).toBe(422);
    expect(again.words).toContain('Give a whole number of days, 1 to 3650.');
    expect(Object.fromEntries(again.forms.find(({ action }) => action.endsWith('/submit'))!.fields)).toMatchObject({ ...typed, 'value:condition_days': 'soon' });
    expect((await visitor.press(again, 'Record', { 'value:condition_days': '30' })).html).not.toContain('<dialog');
    await house.quiet();
    const [vote] = await house.eventsOf(id, 'vote.cast');
    expect(vote).toMatchObject({ actor: { id: 'tess' }, body: { verdict: 'approve_with_conditions', door: 'slack' } });
  });
});
