import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bench, makeBench, runHere } from './bench.ts';

describe('wrong use of the command line', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await makeBench();
    bench.file('list.yaml', '- a\n- b\n');
    bench.file('broken.yaml', 'name: "X\nowner: mira\n');
    bench.file('twice.yaml', 'name: X\nname: Y\n');
    bench.file('version.yaml', 'name: v1\nauthors: [devon]\n');
    bench.file('gone.yaml', 'name: v1\nauthors: [devon]\nfiles: {weights: gone.bin}\n');
    bench.file('request.yaml', 'documents: {model_card: gone.md}\n');
    bench.file('dev-tokens.json', '{"devon": "ghdev_1", "maya": "ghdev_2"}');
    bench.file('not-keys.json', '{}');
    bench.file('rsa.pem', 'no key at all');
    bench.answer = () => ({ body: { openapi: '3.1.0', paths: {} } });
  });
  afterAll(() => bench.stop());

  const here = (name: string): string => `${bench.folder}/${name}`;

  // Each line: what is written, and what standard error must say of it.
  it.each<[string, () => string[], RegExp]>([
    ['an unknown command', () => ['deploi'], /unknown command 'deploi'/],
    ['an unknown subcommand', () => ['deploy', 'reqest'], /unknown command 'reqest'\n\(Did you mean request\?\)/],
    ['an unknown option', () => ['inbox', '--overdu'], /unknown option '--overdu'\n\(Did you mean --overdue\?\)/],
    ['a missing argument', () => ['permit', 'issue'], /missing required argument 'CASE'/],
    ['too many arguments', () => ['permit', 'issue', 'a', 'b'], /too many arguments/],
    ['no command', () => [], /Usage: gatehouse/],
    ['a missing reason', () => ['deploy', 'withdraw', 'dep_1'], /^--reason <TEXT> is missing \(or "reason" in -f FILE\)/],
    ['two missing options', () => ['delegate', '--from', 'a', '--to', 'b'], /^--lane <LANE> and --until <DATE> is missing/],
    ['a missing file', () => ['system', 'add', '-f', here('none.yaml')], /none\.yaml can't be read \(ENOENT\); name a YAML or JSON file/],
    ['a file that is no mapping', () => ['system', 'add', '-f', here('list.yaml')], /^list\.yaml holds no request/],
    ['broken YAML, with line and column', () => ['system', 'add', '-f', here('broken.yaml')], /^broken\.yaml:3:1 .*write well-formed YAML or JSON/],
    ['a key that is there twice', () => ['system', 'add', '-f', here('twice.yaml')], /^twice\.yaml:2:1 Map keys must be unique/],
    ['--set without =', () => ['system', 'add', '--set', 'name'], /^--set is "name"; write KEY=VALUE/],
    ['an unknown person', () => ['whoami', '--as', 'devonn'], /^--as is "devonn", and .*dev-tokens\.json knows: devon, maya/],
    ['a development token for another machine', () => ['whoami', '--as', 'devon', '--api', 'https://gatehouse.example'], /^--as is for an embedded start on this machine/],
    ['an address that is none', () => ['whoami', '--api', 'localhost:3000'], /^--api is "localhost:3000": allowed is a URL that begins with http/],
    ['a time that is none', () => ['deploy', 'wait', 'dep_1', '--timeout', '1 hour'], /^--timeout is "1 hour"; write a time such as 90s/],
    ['a date that is none', () => ['case', 'show', 'dep_1', '--as-of', '24.12.2026'], /^--as-of is "24\.12\.2026"; write a date or an instant/],
    ['an instant without a zone', () => ['risk', 'accept', 'rsk_1', '--reason', 'x', '--until', '2026-12-24T10:00:00'], /^--until <DATE> is "2026-12-24T10:00:00"/],
    ['a number that is none', () => ['case', 'list', '--limit', 'many'], /^--limit is "many"; write a whole number from 1 on/],
    ['an unknown verdict', () => ['vote', 'obl_1', 'yes'], /^"yes" is no verdict; allowed: approve, approve-with-conditions/],
    ['a component without a path', () => ['permit', 'verify', 'x', '--file', 'model.bin'], /^--file is "model\.bin"; write COMPONENT=PATH/],
    ['weights that are not there', () => ['permit', 'verify', 'x', '--file', `weights=${here('gone.bin')}`], /gone\.bin does not exist/],
    ['a folder in place of weights', () => ['permit', 'verify', 'x', '--file', `weights=${bench.folder}`], /is a directory; give one file/],
    ['a digest in no known form', () => ['permit', 'verify', 'x', '--digest', 'weights=abc'], /^--digest weights is "abc"; write sha256: and 64 hex digits/],
    ['files of a version that are not there', () => ['version', 'add', 'sys_1', '-f', here('gone.yaml')], /gone\.bin does not exist/],
    ['a signature without weights', () => ['version', 'add', 'sys_1', '-f', here('version.yaml'), '--sign-with', here('rsa.pem')], /^--sign-with signs the weights, and no weights are given/],
    ['a key that is none', () => ['version', 'add', 'sys_1', '-f', here('version.yaml'), '--file', `weights=${here('version.yaml')}`, '--sign-with', here('rsa.pem')], /rsa\.pem can't be used .*openssl genpkey/],
    ['documents that are not there', () => ['deploy', 'request', '-f', here('request.yaml')], /gone\.md can't be read \(ENOENT\); name an existing file/],
    ['--offline without keys', () => ['permit', 'verify', 'x', '--offline'], /^--offline needs --keys FILE/],
    ['keys that are none', () => ['permit', 'verify', 'x', '--keys', here('not-keys.json')], /not-keys\.json holds no key set/],
    ['a permit that is none', () => ['permit', 'use', 'abc'], /^this is no permit/],
    ['evidence that is not there', () => ['evidence', 'add', here('gone.pdf')], /gone\.pdf can't be read/],
    ['JSON and a file on one stream', () => ['evidence', 'get', 'sha256:1', '--json'], /--json needs --out FILE here/],
    ['an unknown operation', () => ['call', 'castVotes'], /^the API has no operation "castVotes"/],
    ['explain without a file', () => ['policy', 'explain'], /^-f FILE is missing/],
    ['an unknown schema', () => ['policy', 'schema', 'tier'], /^there is no schema "tier"; there are: tiers, lanes/],
    ['a ledger without a database', () => ['ledger', 'verify'], /^DATABASE_URL is not set, and no embedded database runs on/],
  ])('%s is exit code 2, in words', async (_, argv, said) => {
    const { code, out, err } = await runHere(argv(), { GATEHOUSE_HOME: bench.folder, GATEHOUSE_API: bench.url });
    expect([code, out]).toEqual([2, '']);
    expect(err.replace('error: ', '')).toMatch(said);
  });

  it.each([
    [{ GATEHOUSE_API: 'nowhere' }, /^GATEHOUSE_API is "nowhere": allowed is a URL/],
    [{ GATEHOUSE_TOKEN_FILE: '/none/at/all' }, /^GATEHOUSE_TOKEN_FILE is "\/none\/at\/all" \(ENOENT\): allowed is a readable file/],
  ])('a wrong variable %p is exit code 2 and names the variable', async (env, said) => {
    const { code, err } = await runHere(['whoami'], env);
    expect(code).toBe(2);
    expect(err).toMatch(said);
  });

  it('a wrong variable of the policy is exit code 2 too', async () => {
    const { code, err } = await runHere(['policy', 'check'], { GATEHOUSE_POLICY_DIR: '/none' });
    expect([code, err]).toEqual([2, 'GATEHOUSE_POLICY_DIR is "/none": allowed is an existing folder of policy files\n']);
  });

  it('sends nothing when a request is wrong in itself', async () => {
    bench.got.length = 0;
    bench.file('two.yaml', 'documents: {model_card: version.yaml, datasheet: gone.md}\n');
    expect((await bench.run('deploy', 'request', '-f', here('two.yaml'))).code).toBe(2);
    expect(bench.got).toEqual([]);
  });
});
