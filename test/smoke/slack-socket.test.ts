import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { startFromEnvironment } from '../../api/simulator/from-environment.ts';
import type { SlackSimulator } from '../../api/simulator/simulator.ts';
import { packageRoot } from '../../config.ts';
import { actionId } from '../../contracts/slack-actions.ts';
import { Tree, until } from '../support/tree.ts';

const tree = new Tree();
const TOKEN = 'xoxb-socket';
let slack: SlackSimulator;

// Slack's servers live in this process, and can reach nobody: whatever people do comes over the socket that the API opened.
beforeAll(async () => {
  ({ simulator: slack } = await startFromEnvironment({
    SLACK_SIMULATOR_PORT: '0',
    SLACK_SIGNING_SECRET: 'nobody-signs-on-a-socket',
    SLACK_BOT_TOKEN: TOKEN,
    GATEHOUSE_SLACK_EVENTS_URL: 'http://127.0.0.1:9/nobody-listens',
    GATEHOUSE_DIRECTORY: join(packageRoot(), 'examples', 'organisation', 'directory.yaml'),
  }));
  await tree.start(undefined, { SLACK_BOT_TOKEN: TOKEN, SLACK_APP_TOKEN: 'xapp-1-socket', SLACK_API_URL: slack.apiUrl() });
});
afterAll(async () => {
  await tree.remove();
  await slack.stop();
});

/** The newest message to somebody that says so. */
const messageTo = (user: string, text: string) =>
  until(`a message to ${user} with "${text}"`, async () => slack.messages({ user }).findLast((message) => message.text.includes(text)));

describe('people act in Slack over a socket, with real processes', () => {
  it('a click on a card decides, and the card shows it', async () => {
    const { id } = await tree.open('low');
    const card = await messageTo('U0THEO', 'Technical sign-off needed');
    expect(await slack.click('U0THEO', card.ref, actionId('approve'))).toMatchObject({ status: 200 });
    await until(`${id} approved`, async () => (await tree.view(id)).state === 'approved');
    await messageTo('U0THEO', 'approved');
    const [vote] = await tree.eventsOf(id, 'vote.cast');
    expect(vote!.body).toMatchObject({ person: 'theo', verdict: 'approve' });
  });

  it('a socket that broke with its API is opened again, and a slash command is answered', async () => {
    await tree.killed('api');
    await until('the socket is open', async () => slack.socket.isOpen);
    expect(await slack.slashCommand('U0THEO', '/gatehouse', 'inbox')).toMatchObject({ status: 200 });
  });
});
