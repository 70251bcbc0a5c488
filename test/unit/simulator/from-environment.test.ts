import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SentRequest, sign } from '../../../api/simulator/dispatch.ts';
import { startFromEnvironment } from '../../../api/simulator/from-environment.ts';
import { packageRoot } from '../../../config.ts';
import { hasLeft } from '../../../domain/directory.ts';
import { exampleDirectory } from '../../support/api.ts';

let folder: string;
let good: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slack-stand-in-'));
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  good = {
    SLACK_SIMULATOR_PORT: '0',
    GATEHOUSE_URL: 'http://127.0.0.1:3000',
    SLACK_SIGNING_SECRET: 's3cret',
    GATEHOUSE_SLACK_EVENTS_URL: 'http://127.0.0.1:3000/slack/events',
    GATEHOUSE_DIRECTORY: await file(
      'directory.yaml',
      'people:\n  - { id: anna, name: Anna Lind, slack_user_id: U0ANNA, email: anna@example.com, unit: credit, roles: [cro, { role: risk_member, unit: credit }] }\n  - { id: ben, name: Ben Offline }\n',
    ),
  };
  await file('secret', 'from-a-file\n');
  await file('broken.yaml', 'people: [');
  await file('other.yaml', 'animals: []');
});
afterAll(() => rm(folder, { recursive: true }));

describe('the stand-in from the environment', () => {
  it('knows the people of the directory who have a Slack id', async () => {
    const { url, simulator } = await startFromEnvironment(good);
    const index = (await (await fetch(url)).json()) as { people: unknown };
    expect(index.people).toEqual([{ slack_user_id: 'U0ANNA', name: 'Anna Lind' }]);
    await simulator.stop();
  });

  it('knows of the example organisation those who work there now, as the front page of the console does', async () => {
    const { url, simulator } = await startFromEnvironment({ ...good, GATEHOUSE_DIRECTORY: join(packageRoot(), 'examples/organisation/directory.yaml') });
    const { people } = (await (await fetch(url)).json()) as { people: { name: string }[] };
    const now = new Date().toISOString();
    expect(people.map(({ name }) => name).sort()).toEqual(exampleDirectory().people.filter((person) => !hasLeft(person, now)).map(({ name }) => name).sort());
    await simulator.stop();
  });

  it('shows their roles to those who would be them', async () => {
    const { url, simulator } = await startFromEnvironment(good);
    const page = await (await fetch(url, { headers: { Accept: 'text/html' } })).text();
    expect(page).toContain('Anna Lind</a> <small>cro, risk member</small>');
    await simulator.stop();
  });

  it('signs with the current secret while it is exchanged', async () => {
    const { simulator } = await startFromEnvironment({ ...good, SLACK_SIGNING_SECRET: 'current, previous', GATEHOUSE_SLACK_EVENTS_URL: 'http://127.0.0.1:9/' });
    await simulator.slashCommand('U0ANNA', '/gatehouse', '');
    const [{ signature, timestamp, body }] = simulator.sent() as [SentRequest];
    expect(signature).toBe(sign('current', timestamp, body));
    await simulator.stop();
  });

  it('takes secrets from files, and then only that token', async () => {
    const { SLACK_SIGNING_SECRET: _left, ...rest } = good;
    const secret = join(folder, 'secret');
    const { url, simulator } = await startFromEnvironment({ ...rest, SLACK_SIGNING_SECRET_FILE: secret, SLACK_BOT_TOKEN_FILE: secret });
    const test = async (token: string) => (await fetch(`${url}/api/auth.test`, { method: 'POST', headers: { Authorization: `Bearer ${token}` } })).json();
    expect(await test('from-a-file')).toMatchObject({ ok: true });
    expect(await test('another')).toMatchObject({ ok: false, error: 'invalid_auth' });
    await simulator.stop();
  });

  it.each([
    ['no port', { SLACK_SIMULATOR_PORT: undefined }, 'SLACK_SIMULATOR_PORT must be a port'],
    ['a port that is none', { SLACK_SIMULATOR_PORT: '70000' }, 'SLACK_SIMULATOR_PORT must be a port, 0 to 65535'],
    ['no secret', { SLACK_SIGNING_SECRET: undefined }, 'SLACK_SIGNING_SECRET must be set'],
    ['a URL that is none', { GATEHOUSE_SLACK_EVENTS_URL: 'localhost' }, 'GATEHOUSE_SLACK_EVENTS_URL must be the URL of /slack/events'],
    ['an address of Gatehouse that others reach', { GATEHOUSE_URL: 'https://gatehouse.example' }, 'GATEHOUSE_URL is https://gatehouse.example, and the Slack stand-in, in which one clicks as anybody, serves this machine only; set SLACK_BOT_TOKEN to that of your workspace'],
    ['no directory', { GATEHOUSE_DIRECTORY: undefined }, 'GATEHOUSE_DIRECTORY must name the directory file'],
    ['a directory file that is not there', { GATEHOUSE_DIRECTORY: 'nowhere.yaml' }, 'GATEHOUSE_DIRECTORY names a file that cannot be read'],
  ])('does not start with %s, and says which variable', async (_what, change, complaint) => {
    await expect(startFromEnvironment({ ...good, ...change })).rejects.toThrow(complaint);
  });

  it.each([
    ['broken.yaml', 'is no YAML'],
    ['other.yaml', 'is no directory'],
  ])('does not start with the directory %s, and says so in one line', async (name, complaint) => {
    const refused: unknown = await startFromEnvironment({ ...good, GATEHOUSE_DIRECTORY: join(folder, name) }).catch((error: unknown) => error);
    expect(String(refused)).toContain(complaint);
    expect(String(refused)).not.toContain('\n');
  });

  it('does not start on a port that is taken', async () => {
    const first = await startFromEnvironment(good);
    const port = new URL(first.url).port;
    await expect(startFromEnvironment({ ...good, SLACK_SIMULATOR_PORT: port })).rejects.toThrow(`SLACK_SIMULATOR_PORT ${port} cannot be listened on`);
    await first.simulator.stop();
  });
});
