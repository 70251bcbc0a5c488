import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { privateAnswer } from '../../../api/slack/private-answer.ts';
import { Replays } from '../../../api/slack/replays.ts';
import { createWorkspace } from '../../../api/slack/workspace.ts';
import { createSlackSimulator, type SlackSimulator } from '../../../api/simulator/simulator.ts';

const MINUTE = 60_000;

describe('the memory of signatures', () => {
  it('knows a signature for ten minutes, and not for longer', () => {
    let now = 0;
    const replays = new Replays(() => now);
    expect(replays.isRepeated('a')).toBe(false);
    now = 10 * MINUTE - 1;
    expect(replays.isRepeated('a')).toBe(true);
    now = 10 * MINUTE;
    expect(replays.isRepeated('a')).toBe(false);
  });

  it('keeps no more than its bound, and forgets the oldest first', () => {
    const replays = new Replays(() => 0, 3);
    for (const signature of ['a', 'b', 'c', 'd']) replays.isRepeated(signature);
    expect(['d', 'c', 'b'].map((each) => replays.isRepeated(each))).toEqual([true, true, false]);
  });
});

describe('what Slack says of people', () => {
  let slack: SlackSimulator;
  const calls = () => slack.calls('users.info').length;
  beforeAll(async () => {
    slack = createSlackSimulator({ signingSecret: 's', people: [{ slack_user_id: 'U0ANNA', name: 'anna' }, { slack_user_id: 'U0GONE', name: 'gone', deleted: true }] });
    await slack.start();
  });
  afterAll(() => slack.stop());

  it('is asked once for ten minutes', async () => {
    let now = 0;
    const workspace = createWorkspace({ token: 'xoxb-t', apiUrl: slack.apiUrl(), now: () => now });
    const before = calls();
    expect(await workspace.member('U0ANNA')).toEqual({ full: true });
    await workspace.member('U0ANNA');
    expect(calls()).toBe(before + 1);
    now = 10 * MINUTE + 1;
    await workspace.member('U0ANNA');
    expect(calls()).toBe(before + 2);
    expect(slack.calls('auth.test')).toHaveLength(1);
  });

  it.each([
    ['whoever has left Slack', 'U0GONE', {}],
    ['the bot itself', 'U0GATEHOUSE', {}],
    ['nobody whom it knows', 'U0WHO', {}],
    ['a guest of one channel', 'U0ANNA', { is_ultra_restricted: true }],
    ['a stranger', 'U0ANNA', { is_stranger: true }],
    ['somebody of another workspace', 'U0ANNA', { team_id: 'T0OTHER' }],
  ])('leaves out %s', async (_who, user, more) => {
    const changed: typeof fetch = async (input, init) => {
      const said = (await (await fetch(input, init)).json()) as { user?: object };
      return Response.json(said.user === undefined || !new Request(input).url.endsWith('users.info') ? said : { ...said, user: { ...said.user, ...more } });
    };
    expect(await createWorkspace({ token: 'xoxb-t', apiUrl: slack.apiUrl(), fetch: changed }).member(user)).toEqual({ full: false });
  });

  it('counts the workspaces of an enterprise', async () => {
    const grid: typeof fetch = async (input, init) => {
      const said = (await (await fetch(input, init)).json()) as { user?: object };
      return Response.json(said.user === undefined ? said : { ...said, user: { ...said.user, team_id: 'E0ENTERPRISE', enterprise_user: { teams: ['T0GATEHOUSE'] } } });
    };
    expect(await createWorkspace({ token: 'xoxb-t', apiUrl: slack.apiUrl(), fetch: grid }).member('U0ANNA')).toEqual({ full: true });
  });

  it('is no answer when Slack is down, and is asked again', async () => {
    const workspace = createWorkspace({ token: 'xoxb-t', apiUrl: slack.apiUrl() });
    slack.mode({ mode: 'down' });
    await expect(workspace.member('U0ANNA')).rejects.toThrow();
    slack.mode({ mode: 'ok' });
    expect(await workspace.member('U0ANNA')).toEqual({ full: true });
  });
});

describe('a private answer', () => {
  const log = pino({ level: 'silent' });
  const told: unknown[] = [];
  const chat = { openModal: async () => undefined, tellPrivately: async (...args: unknown[]) => void told.push(args), tellDirectly: async (...args: unknown[]) => void told.push(args), publishHome: async () => undefined };

  it('goes to no host but Slack or its stand-in', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('ok');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const bound = server.address();
    const origin = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`;
    const where = (answer_at: string) => ({ user: 'U0ANNA', channel: 'C0GATES', answer_at });
    const elsewhere = privateAnswer({ chat, apiUrl: 'http://127.0.0.1:9/api/', log });
    for (const url of [`${origin}/response/1`, 'https://slack.com.evil.example/x', 'http://hooks.slack.com/x', 'no url']) await elsewhere(where(url), 'hello');
    expect([asked, told.length]).toEqual([[], 4]);
    await privateAnswer({ chat, apiUrl: `${origin}/api/`, log })(where(`${origin}/response/2`), 'hello');
    expect([asked, told.length]).toEqual([['/response/2'], 4]);
    server.closeAllConnections();
    server.close();
  });

  it('never throws, whatever fails', async () => {
    const broken = { ...chat, tellPrivately: async () => Promise.reject(new Error('not_in_channel')), tellDirectly: async () => Promise.reject(new Error('user_not_found')) };
    const answer = privateAnswer({ chat: broken, apiUrl: 'http://127.0.0.1:9/api/', log });
    await expect(answer({ user: 'U0ANNA', channel: 'C0GATES', answer_at: 'http://127.0.0.1:9/response/1' }, 'hello')).resolves.toBeUndefined();
    await expect(answer({ user: 'U0ANNA', channel: null, answer_at: null }, 'hello')).resolves.toBeUndefined();
  });
});
