import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Workspace } from '../../../api/slack/workspace.ts';
import { DIALOG_INPUT, REASON_DIALOG } from '../../../contracts/slack-actions.ts';
import type { OperationId } from '../../../contracts/routes.ts';
import { type Privilege, PRIVILEGES } from '../../../domain/privileges.ts';
import { HouseReader } from '../../../store/house.ts';
import { ok, requestFor, seedSystem } from '../../support/seed.ts';
import { slackId, startHouse, type House } from './fixture.ts';

let house: House;
beforeAll(async () => void (house = await startHouse()));
afterAll(() => house.stop());
beforeEach(() => house.slack.reset());
const table = PRIVILEGES as Record<OperationId, Privilege>;
const privileges = { ...PRIVILEGES };
afterEach(() => {
  Object.assign(table, privileges);
  house.slack.pointAt(`${house.api.url}/slack/events`);
});

const dialogOf = (person: string) => house.slack.modals(slackId(person))[0];
const CONDITION = { reason: 'Fine, once\nit is <watched>', condition_title: 'Watch drift', condition_criteria: 'A dashboard & an alarm', condition_owner: slackId('dana'), condition_type: 'within', condition_days: '30' };
const GIVEN = [
  '*Why*\n> Fine, once\n> it is &lt;watched&gt;',
  '*Condition*\n> Watch drift',
  '*Evidence for it*\n> A dashboard &amp; an alarm',
  '*Who owes it*\n> <@U0DANA>',
  '*When*\n> within so many days after it is live',
  '*Days*\n> 30',
].join('\n');

/** The dialog of a verdict, open for somebody. */
async function asking(action: string, person = 'ruth') {
  const { id } = await house.inReview();
  await house.slack.click(slackId(person), await house.card(id, person), `gatehouse:${action}`);
  await house.listeners.idle();
  return { id, view: dialogOf(person)!.id };
}
const withdraws = async (id: string) => ok(await house.api.as('mira').post(`/v1/deployments/${id}/withdraw`, { reason: 'Not now' }));

/** Everything that is written on this table waits until `release`. */
async function held(lock: string): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: house.api.database.ownerUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query(lock);
  return {
    async release() {
      await client.query('COMMIT');
      await client.end();
    },
  };
}

describe('§1.20 a refusal while the dialog is open', () => {
  it('of a vote stands in it, and nothing typed is lost', async () => {
    const { id, view } = await asking('approve_with_conditions');
    await withdraws(id);
    await house.slack.submitModal(slackId('ruth'), view, CONDITION);
    expect(dialogOf('ruth')!.errors).toEqual({ reason: expect.stringContaining('already withdrawn by Mira Jansen') });
    expect(await house.told('ruth')).toBe('');
  });

  it('by the privilege table stands in it', async () => {
    const { id, view } = await asking('reject');
    table.castVote = { people: ['admin'], scope: null };
    await house.slack.submitModal(slackId('ruth'), view, { reason: 'No' });
    expect(dialogOf('ruth')!.errors).toEqual({ reason: '"One person\'s word in a lane" is for holders of: administrator.' });
    expect((await house.state(id)).votes).toEqual([]);
  });

  it('when Slack does not say who it is stands in it, and it counts when sent again', async () => {
    const { id, view } = await asking('reject');
    const fresh = await house.another();
    house.slack.pointAt(fresh.url);
    house.slack.mode({ mode: 'down', method: 'auth.test' });
    await house.slack.submitModal(slackId('ruth'), view, { reason: 'No' });
    expect(dialogOf('ruth')!.errors).toEqual({ reason: expect.stringContaining('could not ask Slack who you are') });
    house.slack.mode({ mode: 'ok' });
    await house.slack.submitModal(slackId('ruth'), view, { reason: 'No' });
    await fresh.listeners.idle();
    expect((await house.state(id)).votes).toMatchObject([{ person: 'ruth', reason: 'No' }]);
  });

  it.each([
    ['reject', { reason: 'My words' }, ['reason']],
    ['approve_with_conditions', CONDITION, ['reason']],
  ])('a dialog of %s that cannot be judged in time stays as it was filled in', async (action, typed, blocks) => {
    const { view } = await asking(action);
    class Silent extends HouseReader {
      override get = () => new Promise<never>(() => undefined);
    }
    const slow = await house.another({ house: new Silent(house.api.store) });
    house.slack.pointAt(slow.url);
    await house.slack.submitModal(slackId('ruth'), view, typed);
    expect(dialogOf('ruth')).toMatchObject({ id: view, errors: Object.fromEntries(blocks.map((block) => [block, expect.stringContaining('could not look this up just now')])) });
  });

  it('of a dialog that is no longer known stands beside its first field', async () => {
    const view = { id: 'V1', callback_id: 'gatehouse:old', private_metadata: '', state: { values: { words: { [DIALOG_INPUT]: { type: 'plain_text_input', value: 'My words' } } } } };
    const { body } = await house.slack.rawPost({ payload: { type: 'view_submission', team: { id: 'T0GATEHOUSE' }, user: { id: slackId('theo') }, api_app_id: 'A0GATEHOUSE', view } });
    expect(JSON.parse(body)).toEqual({ response_action: 'errors', errors: { words: expect.stringContaining('not (any longer)') } });
  });
});

describe('§1.20 a refusal that comes too late for the dialog', () => {
  it('gives back every field of a conditional approval', async () => {
    const { id, view } = await asking('approve_with_conditions');
    await withdraws(id);
    const lock = await held(`SELECT 1 FROM cases WHERE id = '${id}' FOR UPDATE`);
    await house.slack.submitModal(slackId('ruth'), view, CONDITION);
    expect(dialogOf('ruth')).toBeUndefined();
    await lock.release();
    const told = await house.told('ruth');
    expect(told).toMatch(/^Nothing is open here any more: already withdrawn by Mira Jansen/);
    expect(told.slice(told.indexOf('What you typed:\n'))).toBe(`What you typed:\n${GIVEN}`);
  });

  it('gives back every field of a request', async () => {
    const system = await seedSystem(house.api, { tier: 'medium' });
    const { documents } = requestFor(system) as { documents: Record<string, string> };
    await house.slack.slashCommand(slackId('mira'), '/gatehouse', `request ${system.id}`, 'C0GATES');
    await house.listeners.idle();
    const written = Object.entries(documents).map(([name, digest]) => `${name}: ${digest}`);
    const filled = { request_title: 'From Slack', request_change_type: 'retrain', request_rationale: 'It is better', request_documents: written.join('\n'), request_validated_by: [slackId('devon')], request_options: 'Wait\nBuy one' };
    const lock = await held('LOCK TABLE ledger IN ACCESS EXCLUSIVE MODE');
    await house.slack.submitModal(slackId('mira'), dialogOf('mira')!.id, filled);
    expect(dialogOf('mira')).toBeUndefined();
    await lock.release();
    const told = await house.told('mira');
    for (const [label, text] of [['Title', 'From Slack'], ['Change type', 'retrain'], ['Why', 'It is better'], ['Documents', written.join('\n> ')], ['Options', 'Wait\n> Buy one']] as const) expect(told).toContain(`*${label}*\n> ${text}`);
    expect(told).toContain('*Validated by*\n> <@U0DEVON>');
  });

  it.each([
    ['somebody of whom Slack says too late that it cannot be asked', new Error('away'), 'could not ask Slack who you are'],
    ['somebody of whom Slack says too late that they are a guest', { full: false }, 'Guests and people of other workspaces'],
  ])('gives back what was typed to %s', async (_who, answer, text) => {
    const { view } = await asking('reject');
    let say = (): void => undefined;
    const said = new Promise<{ full: boolean }>((resolve, reject) => {
      say = () => (answer instanceof Error ? reject(answer) : resolve(answer));
    });
    const workspace: Workspace = { self: async () => ({ team_id: 'T0GATEHOUSE', app_id: 'A0GATEHOUSE' }), member: () => said };
    const slow = await house.another({ workspace });
    house.slack.pointAt(slow.url);
    await house.slack.submitModal(slackId('ruth'), view, { reason: 'Too few <claims>' });
    expect(dialogOf('ruth')).toBeUndefined();
    say();
    await slow.listeners.idle();
    expect(await house.told('ruth')).toMatch(new RegExp(`${text}[^]*\nWhat you typed:\n> Too few &lt;claims&gt;$`));
  });
});

describe('§1.20 a dialog whose verdict a chat proves too little for', () => {
  it('closes, and leads privately to the page where all of it waits', async () => {
    const { id } = await house.inReview('high_novel');
    const { lanes, revisions } = await house.state(id);
    const note = { case: id, obligation: lanes.find(({ lane }) => lane === 'legal')!.obligation_id!, digest: revisions[0]!.package_digest, ask: true, verdict: 'reject', channel: null, answer_at: null };
    const view = { id: 'V2', callback_id: REASON_DIALOG, private_metadata: JSON.stringify(note), state: { values: { reason: { [DIALOG_INPUT]: { type: 'plain_text_input', value: 'No basis' } } } } };
    const { status, body } = await house.slack.rawPost({ payload: { type: 'view_submission', team: { id: 'T0GATEHOUSE' }, user: { id: slackId('lena') }, api_app_id: 'A0GATEHOUSE', view } });
    await house.listeners.idle();
    expect([status, body]).toEqual([200, '']);
    const { text } = house.slack.message({ user: slackId('lena') });
    expect(text).toMatch(/\/oidc\/step-up\?return_to=%2Fparked%2F[^|]+\|Sign in the browser>[^]*\nWhat you typed:\n> No basis$/);
    expect((await house.state(id)).votes).toEqual([]);
  });
});

describe('§1.20 a slash command that is refused', () => {
  it('comes back as it was typed', async () => {
    table.castVote = { people: ['admin'], scope: null };
    await house.slack.slashCommand(slackId('theo'), '/gatehouse', 'vote dep_1 reject it &lt;drifts&gt;', 'C0GATES');
    expect(await house.told('theo')).toBe('"One person\'s word in a lane" is for holders of: administrator.\nWhat you typed:\n> /gatehouse vote dep_1 reject it &lt;drifts&gt;');
  });
});
