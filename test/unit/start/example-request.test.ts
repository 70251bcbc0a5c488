import { describe, expect, it } from '@jest/globals';
import type { Environment } from '../../../config.ts';
import { isExampleHouse, offerExample } from '../../../cli/start/example-request.ts';
import { embeddedParts } from '../../../cli/start/plan.ts';

describe('the example request of a start', () => {
  it.each<[string, Environment, boolean]>([
    ['of everything embedded', {}, true],
    ['on a database of its own', { DATABASE_URL: 'postgres://a@b/c', DATABASE_OWNER_URL: 'postgres://o@b/c' }, false],
    ['with a Slack workspace', { SLACK_BOT_TOKEN: 'xoxb-1' }, false],
    ['with people of its own', { GATEHOUSE_DIRECTORY: '/own.yaml' }, false],
    ['with a policy of its own', { GATEHOUSE_POLICY_DIR: '/own' }, false],
    ['with an address that others reach', { GATEHOUSE_URL: 'https://gates.example.com' }, false],
  ])('of one %s is made only where it belongs', (_what, env, fits) => {
    expect(isExampleHouse(env, embeddedParts(env))).toBe(fits);
  });

  it('that can not be made is told of in one line, and stops nothing', async () => {
    const lines: string[] = [];
    await offerExample({ home: '/nowhere', api: 'http://127.0.0.1:9' }, (line) => lines.push(line));
    expect(lines).toEqual([expect.stringMatching(/^no example request was made: .*dev-tokens\.json/)]);
  });
});
