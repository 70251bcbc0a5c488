import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { actionBlock, menuBlock } from '../../../contracts/slack-actions.ts';
import { ok, seedSystem } from '../../support/seed.ts';
import { slackId, startHouse, type House } from './fixture.ts';

let house: House;
beforeAll(async () => void (house = await startHouse()));
afterAll(() => house.stop());
beforeEach(() => house.slack.reset());

async function opened(person: string) {
  const user = person.startsWith('U0') ? person : slackId(person);
  expect(await house.slack.openHome(user)).toMatchObject({ status: 200 });
  await house.listeners.idle();
  return house.slack.home(user)!;
}
const owed = async (id: string, lane: string) => (await house.state(id)).lanes.find((each) => each.lane === lane)!.obligation_id!;
const clicks = async (person: string, action: string, block_id: string, chosen: readonly string[] = []) => {
  await house.slack.clickInView(slackId(person), house.slack.home(slackId(person))!.id, action, { block_id, chosen });
  await house.listeners.idle();
};

describe('the Home tab', () => {
  it('of somebody who owes nothing says what to do next, and what they may do', async () => {
    const { words } = await opened('helena');
    expect(words).toContain('You owe nothing at the moment.');
    expect(words).toContain('`/gatehouse request` asks for one yourself');
    expect(words).toContain('What you may do');
  });

  it('of somebody whom the directory does not know says so, and nothing else', async () => {
    const { words, actions } = await opened('U0NOBODY');
    expect(words).toContain('bound to nobody in the directory');
    expect(actions).toEqual([]);
  });

  it('lists what is owed, the overdue first, with link and buttons', async () => {
    const [first, second] = [await house.inReview('medium', { title: 'The first <one>' }), await house.inReview()];
    await house.api.store.pool.query(`UPDATE obligations SET due_at = now() - interval '1 hour', data = jsonb_set(data::jsonb, '{due_at}', to_jsonb(iso(now() - interval '1 hour'))) WHERE id = $1`, [await owed(second.id, 'technical')]);
    const { words, actions, blocks } = await opened('theo');
    expect(words).toContain(`<${house.api.url}/cases/${first.id}|The first &lt;one&gt;> · due <!date^`);
    expect(words).toMatch(/Technical sign-off\*\n[^<]*<[^|]*\|Deploy the claims triage model> · :warning: \*overdue since\* <!date/);
    expect(words.indexOf('overdue since')).toBeLessThan(words.indexOf('The first'));
    expect(words).toContain('You sign for: Technical.');
    expect(actions.filter(({ action_id }) => action_id === 'gatehouse:approve')).toHaveLength(2);
    expect(blocks.length).toBeLessThanOrEqual(100);
  });

  it('§1.20 a button on it is a vote, after which it is drawn again without it', async () => {
    const { id } = await house.inReview();
    await opened('theo');
    const block = actionBlock(await owed(id, 'technical'));
    await clicks('theo', 'gatehouse:approve', block);
    expect((await house.state(id)).votes).toMatchObject([{ person: 'theo', verdict: 'approve', door: 'slack', assurance: 'chat' }]);
    expect(house.slack.home(slackId('theo'))!.actions.map(({ block_id }) => block_id)).not.toContain(block);
  });

  it('a dialog opened from it decides, and a refusal comes as a direct message', async () => {
    const { id } = await house.inReview();
    await opened('bela');
    const block = actionBlock(await owed(id, 'business'));
    await clicks('bela', 'gatehouse:reject', block);
    await house.slack.submitModal(slackId('bela'), house.slack.modals(slackId('bela'))[0]!.id, { reason: 'Too soon' });
    await house.listeners.idle();
    expect((await house.state(id)).votes).toMatchObject([{ person: 'bela', verdict: 'reject', reason: 'Too soon' }]);
    const other = await house.inReview();
    await opened('theo');
    const seen = actionBlock(await owed(other.id, 'technical'));
    const view = house.slack.home(slackId('theo'))!.id;
    await house.api.as('mira').post(`/v1/deployments/${other.id}/withdraw`, { reason: 'Not now' });
    await house.slack.clickInView(slackId('theo'), view, 'gatehouse:approve', { block_id: seen });
    await house.listeners.idle();
    expect(house.slack.message({ user: slackId('theo') }).text).toMatch(/withdrawn|no longer open|already decided/i);
  });

  it('shows what is owed to a system too, and how it is met', async () => {
    const system = await seedSystem(house.api, { tier: 'medium' });
    const until = new Date(Date.now() + 10 * 86_400_000).toISOString();
    ok(await house.api.as('rafael').post(`/v1/systems/${system.id}/risks`, { title: 'Wrong for <some>', owner: 'bruno', residual: 'critical', option: 'mitigate', due_at: until, criteria: 'A retrained model' }));
    const { words } = await opened('bruno');
    expect(words).toMatch(/\*Risk treatment\*\nSnooze: remind me later\n<[^|]*\|Claims triage \w+> · due <!date/);
    expect(words).toContain('*Risk* Wrong for &lt;some&gt;');
    expect(words).toContain('`gatehouse risk treat');
  });

  describe('of somebody who opened it lately', () => {
    const words = (person: string) => house.slack.home(slackId(person))!.words;
    const drawn = () => house.slack.calls('views.publish').length;
    const freeSlots = () => house.api.store.pool.query(`DELETE FROM destinations WHERE destination LIKE 'home:%'`);
    beforeEach(async () => {
      await house.api.store.pool.query('DELETE FROM slack_homes');
      await freeSlots();
    });

    it('is drawn again when others decide, and not when nothing changed', async () => {
      const { id } = await house.inReview('medium', { title: 'Somebody else will end it' });
      await opened('theo');
      expect(words('theo')).toContain('Somebody else will end it');
      const before = drawn();
      await house.listeners.redraw();
      expect(drawn()).toBe(before);
      ok(await house.api.as('mira').post(`/v1/deployments/${id}/withdraw`, { reason: 'Not now' }));
      await house.listeners.redraw();
      expect(words('theo')).not.toContain('Somebody else will end it');
      await house.listeners.redraw();
      expect(drawn()).toBe(before + 1);
    });

    it('takes only a slot that is free, and shows what it missed later', async () => {
      const { id } = await house.inReview('medium', { title: 'The one that goes' });
      await opened('theo');
      await house.inReview('medium', { title: 'The one that comes' });
      await house.listeners.redraw();
      expect(words('theo')).toContain('The one that comes');
      ok(await house.api.as('mira').post(`/v1/deployments/${id}/withdraw`, { reason: 'Not now' }));
      await house.listeners.redraw();
      expect(words('theo')).toContain('The one that goes');
      await freeSlots();
      await house.listeners.redraw();
      expect(words('theo')).not.toContain('The one that goes');
    });

    it('is left alone for a while when Slack refuses, and for good when nobody looked for an hour', async () => {
      await opened('theo');
      const { id } = await house.inReview('medium', { title: 'Comes while Slack is away' });
      house.slack.mode({ mode: 'down', method: 'views.publish', calls: 1 });
      await house.listeners.redraw();
      await house.listeners.redraw();
      expect(words('theo')).not.toContain('Comes while Slack is away');
      await freeSlots();
      await house.api.store.pool.query(`UPDATE slack_homes SET opened_at = opened_at - interval '2 hours'`);
      await house.listeners.redraw();
      expect(words('theo')).not.toContain('Comes while Slack is away');
      await opened('theo');
      expect(words('theo')).toContain('Comes while Slack is away');
      expect(id).toMatch(/^dep_/);
    });
  });

  it('is not drawn when Slack is away, and is the next time', async () => {
    house.slack.mode({ mode: 'down', method: 'views.publish', calls: 1 });
    await house.slack.openHome(slackId('helena'));
    await house.listeners.idle();
    expect(house.slack.home(slackId('helena'))).toBeNull();
    expect((await opened('helena')).words).toContain('You owe nothing');
  });
});

describe('the menu of a card', () => {
  const menuOn = async (id: string, lane: string) => menuBlock({ case: id, obligation: await owed(id, lane), digest: (await house.state(id)).revisions[0]!.package_digest });
  const choose = async (person: string, id: string, item: string) => {
    const ref = await house.card(id, person);
    const answer = await house.slack.click(slackId(person), ref, 'gatehouse:more', { chosen: [item] });
    await house.listeners.idle();
    return answer;
  };
  const dialog = (person: string) => house.slack.modals(slackId(person))[0]!;

  it('§1.04 Not me asks why and steps aside', async () => {
    const { id } = await house.inReview();
    await choose('ruth', id, 'recuse');
    expect(dialog('ruth').words).toContain('Why can you not judge it?');
    await house.slack.submitModal(slackId('ruth'), dialog('ruth').id, { reason: 'My sister sells it' });
    expect(await house.told('ruth')).toBe('');
    expect((await house.state(id)).votes).toMatchObject([{ person: 'ruth', verdict: 'recuse', reason: 'My sister sells it', door: 'slack' }]);
  });

  it('§0.06 Ask puts a question to the requester and stops the clock; a second one is refused before anything is typed', async () => {
    const { id } = await house.inReview();
    await choose('theo', id, 'ask');
    await house.slack.submitModal(slackId('theo'), dialog('theo').id, { question: ' ' });
    expect(dialog('theo').errors).toEqual({ question: 'Ask in your own words.' });
    await house.slack.submitModal(slackId('theo'), dialog('theo').id, { question: 'Which <data>?' });
    expect(await house.told('theo')).toContain('Your question went to the requester.');
    const { questions, obligations } = await house.state(id);
    expect(questions).toMatchObject([{ lane: 'technical', person: 'theo', question: 'Which <data>?' }]);
    expect(obligations.find(({ kind, subject }) => kind === 'sign_off' && subject['lane'] === 'technical')!.state).toBe('paused');
    const [, message] = [await house.card(id, 'theo'), house.slack.messages({ user: slackId('theo') }).at(-1)!];
    expect(JSON.stringify(message.blocks)).not.toContain('"value":"ask"');
  });

  it('Ask on an older copy is refused privately', async () => {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'theo');
    await house.slack.click(slackId('theo'), ref, 'gatehouse:more', { chosen: ['ask'] });
    await house.listeners.idle();
    await house.slack.submitModal(slackId('theo'), dialog('theo').id, { question: 'One?' });
    await house.slack.click(slackId('theo'), ref, 'gatehouse:more', { chosen: ['ask'] });
    expect(await house.told('theo')).toContain('a question of Technical is still open');
    expect(house.slack.modals(slackId('theo'))).toEqual([]);
  });

  it('§1.01 Delegate offers the lanes of its reader, the one of the card chosen already', async () => {
    const { id } = await house.inReview();
    await choose('ruth', id, 'delegate');
    expect(JSON.stringify(dialog('ruth').content)).toContain('"initial_option":{"text":{"type":"plain_text","text":"Risk"},"value":"risk"}');
    await house.slack.submitModal(slackId('ruth'), dialog('ruth').id, { delegate_to: slackId('tilda'), delegate_until: '2099-01-01' });
    expect([dialog('ruth')?.errors, await house.told('ruth')]).toEqual([undefined, expect.stringContaining('signs for you in the lane `risk`')]);
  });

  it('works on the Home tab too', async () => {
    const { id } = await house.inReview();
    await opened('theo');
    await clicks('theo', 'gatehouse:more', await menuOn(id, 'technical'), ['ask']);
    await house.slack.submitModal(slackId('theo'), dialog('theo').id, { question: 'From home?' });
    await house.listeners.idle();
    expect((await house.state(id)).questions).toMatchObject([{ question: 'From home?' }]);
    expect(house.slack.message({ user: slackId('theo') }).text).toContain('Your question went to the requester.');
  });

  it('with a choice that is none of ours does nothing but say so', async () => {
    const { id } = await house.inReview();
    await house.card(id, 'theo');
    await house.slack.click(slackId('theo'), house.slack.messages({ user: slackId('theo') }).at(-1)!.ref, 'gatehouse:more', { chosen: ['ask'] });
    await house.listeners.idle();
    const forged = JSON.parse(new URLSearchParams(house.slack.sent().at(-1)!.body).get('payload')!) as { actions: { selected_option: { value: string } }[] };
    forged.actions[0]!.selected_option.value = 'approve';
    await house.slack.rawPost({ payload: forged });
    expect(await house.told('theo')).toContain('This is not (any longer) something Gatehouse knows');
    expect((await house.state(id)).votes).toEqual([]);
  });
});

describe('a Home tab that is full', () => {
  it('keeps within the limits of Slack however much is owed', async () => {
    for (let n = 0; n < 17; n += 1) await house.inReview('medium', { title: '&<>'.repeat(60) });
    const { blocks, words } = await opened('theo');
    expect(blocks.length).toBeLessThanOrEqual(100);
    expect(words).toMatch(/… and \d+ more: `gatehouse inbox`/);
  });
});
