import { describe, expect, it } from '@jest/globals';
import { unreachedWhy } from '../../../render/words.ts';
import { World } from '../../support/world.ts';

/** What the record says once nothing reached somebody, and who hears of it. */
function unreached(world: World, recipient: string, more: Readonly<Record<string, unknown>> = {}) {
  const decision = world.workflow('undelivered', { key: 'k', recipient, obligation_id: null, event: null, code: 'smtp_550', ...more });
  return decision.events?.find(({ type }) => type === 'delivery.undeliverable')?.body;
}
const leads = (world: World) => world.facts.directory.people.filter(({ roles }) => roles.some((role) => (typeof role === 'string' ? role : role.role) === world.facts.policy.ladders.levels.L3)).map(({ id }) => id);

describe('R-76 somebody whom no message reached', () => {
  it('is reported to the owner of the case and its requester', () => {
    const world = new World('medium').reviewed();
    expect(unreached(world, 'ruth')).toMatchObject({ recipient: 'ruth', code: 'smtp_550', tell: [world.state.owner, world.state.requester] });
    const told = world.messages.filter(({ about }) => about['event'] === 'delivery.undeliverable');
    expect(told.map(({ recipient }) => recipient)).toEqual([world.state.owner, world.state.requester]);
  });

  it('when it is one of them is reported to the other', () => {
    const world = new World('medium').reviewed();
    expect(unreached(world, world.state.owner)).toMatchObject({ tell: [world.state.requester] });
  });

  it('when nobody of them can be reached is reported to the AI governance lead', () => {
    const world = new World('medium').reviewed();
    world.leaves(world.state.requester);
    const body = unreached(world, world.state.owner);
    expect(body).toMatchObject({ tell: leads(world) });
    expect(leads(world).length).toBeGreaterThan(0);
  });

  it('and who is the news of another such person, is only recorded, so that nothing goes in a circle', () => {
    const world = new World('medium').reviewed();
    expect(unreached(world, world.state.owner, { event: 'delivery.undeliverable' })).toMatchObject({ tell: [] });
    expect(world.messages.filter(({ about }) => about['event'] === 'delivery.undeliverable')).toEqual([]);
  });

  it('at once, and whose message goes on by another channel, is reported to the owners beside them, and to nobody else', () => {
    const world = new World('medium').reviewed();
    expect(unreached(world, 'ruth', { next_channel: 'email' })).toEqual({ recipient: 'ruth', code: 'smtp_550', next_channel: 'email', obligation_id: null, tell: [world.state.owner, world.state.requester] });
    world.leaves(world.state.requester);
    expect(unreached(world, world.state.owner, { next_channel: 'email' })).toMatchObject({ tell: [] });
  });

  it('at once leaves no trace where the message is itself such news', () => {
    const world = new World('medium').reviewed();
    expect(unreached(world, 'ruth', { next_channel: 'email', event: 'delivery.undeliverable' })).toBeUndefined();
  });

  it.each([
    ['chat', 'an e-mail came back (5.1.1), and the message went on by Slack; the clock runs on'],
    ['email', 'an e-mail came back (5.1.1), and the message went on by e-mail; the clock runs on'],
    [undefined, 'an e-mail came back (5.1.1), and no other way is left; the clock runs on'],
  ])('is told with how the message goes on (%s)', (next_channel, words) => {
    const about = { unreached: 'ruth', code: 'bounced_5.1.1', obligation: 'sign_off', ...(next_channel === undefined ? {} : { next_channel }) };
    expect(unreachedWhy({ kind: 'notice', about, late: false, obligation: null })).toBe(words);
  });

  it('is reported by the workflow alone', () => {
    const world = new World('medium').reviewed();
    expect(world.refusal(world.as('mira', 'undelivered', { key: 'k', recipient: 'ruth', obligation_id: null, event: null, code: 'x' }))).toBe('not_permitted');
  });
});
