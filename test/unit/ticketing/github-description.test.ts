import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGitHubTickets } from '../../../activities/ticketing/github.ts';
import { packageRoot } from '../../../config.ts';
import { FakeGitHub } from '../../support/fake-github.ts';

interface Extract {
  readonly source: { readonly package: string; readonly version: string; readonly integrity: string };
  readonly operations: readonly { readonly method: string; readonly path: string }[];
}
const read = (...path: string[]): string => readFileSync(join(packageRoot(), ...path), 'utf8');
const extract = JSON.parse(read('test', 'support', 'github', 'openapi-extract.json')) as Extract;
const described = extract.operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort();

const KEY = 'gatehouse-obl_01aaaaaaaaaaaaaaaaaaaaaaaa';
const TEXT = { paragraphs: ['This is due tomorrow now.'], url: 'http://gates.example/v1/deployments/dep_1' };

let fake: FakeGitHub;
beforeAll(async () => {
  fake = new FakeGitHub();
  await fake.start();
});
afterAll(() => fake.stop());

/** A request as heard by the fake, in the words of the description. */
const template = ({ method, path }: { readonly method: string; readonly path: string }): string =>
  `${method} ${path.replace(/^\/repos\/[^/]+\/[^/]+/, '/repos/{owner}/{repo}').replace(/\/issues\/\d+/, '/issues/{issue_number}')}`;

describe("the extract of GitHub's description", () => {
  it('names the package that it was made from and its sha512, which `npm run check:github` proves', () => {
    expect(extract.source).toMatchObject({ package: '@octokit/openapi', version: expect.stringMatching(/^\d+\.\d+\.\d+$/), integrity: expect.stringMatching(/^sha512-[A-Za-z0-9+/]{86}==$/) });
  });

  it('covers every call that the adapter makes, and no other', async () => {
    const port = createGitHubTickets({ token: fake.token, url: fake.url });
    const { ref } = await port.create(fake.repository, KEY, { title: 'Condition: test it', ...TEXT });
    await port.comment(ref, TEXT);
    await port.transition(ref, 'closed');
    await port.transition(ref, 'open');
    await port.get(ref);
    await port.find(fake.repository, KEY);
    // by label it finds none, then it reads the newest
    await port.find(fake.repository, 'gatehouse-obl_nobody');
    expect([...new Set(fake.heard.map(template))].sort()).toEqual(described);
  });

  it('covers what stands in the source of the adapter too, so that no call escapes that a test does not make', () => {
    const source = read('activities', 'ticketing', 'github.ts');
    const written = [...source.matchAll(/method: '([A-Z]+)', path: `\$\{repo\(place\)\}([^`]*)`/g)];
    expect(written).toHaveLength(source.match(/\bcall\(/g)?.length ?? 0);
    const calls = written.map(([, method, path]) => `${method} /repos/{owner}/{repo}${path?.replace(/\?.*/, '').replace('${number}', '{issue_number}')}`);
    expect([...new Set(calls)].sort()).toEqual(described);
  });
});

describe('the stand-in for GitHub', () => {
  const ask = async (method: string, path: string, body?: object): Promise<number> => {
    const headers = { Authorization: `Bearer ${fake.token}`, 'Content-Type': 'application/json' };
    const response = await fetch(`${fake.url}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    await response.arrayBuffer();
    return response.status;
  };
  const ISSUES = '/repos/acme/gates/issues';

  it.each([
    ['an issue as described', 'POST', ISSUES, { title: 'Condition', body: 'b', labels: ['a', { name: 'b' }], milestone: null }, 201],
    ['an issue without its title, which is required', 'POST', ISSUES, { body: 'b' }, 422],
    ['a title that is no text', 'POST', ISSUES, { title: ['Condition'] }, 422],
    ['labels that are no list', 'POST', ISSUES, { title: 'Condition', labels: 'a' }, 422],
    ['a label of another type inside the list', 'POST', ISSUES, { title: 'Condition', labels: [7] }, 422],
    ['a field that is nowhere described', 'POST', ISSUES, { title: 'Condition', priority: 'high' }, 422],
    ['an issue with no body at all', 'POST', ISSUES, undefined, 422],
    ['a state of the list', 'PATCH', `${ISSUES}/1`, { state: 'closed', state_reason: 'completed' }, 200],
    ['a state that is not on the list', 'PATCH', `${ISSUES}/1`, { state: 'done' }, 422],
    ['a reason that is not on the list', 'PATCH', `${ISSUES}/1`, { state: 'closed', state_reason: 'finished' }, 422],
    ['a comment whose text has another name', 'POST', `${ISSUES}/1/comments`, { text: 'hello' }, 422],
    ['a query as described', 'GET', `${ISSUES}?state=all&per_page=100`, undefined, 200],
    ['a query parameter that is nowhere described', 'GET', `${ISSUES}?label=a`, undefined, 422],
    ['a query parameter of another type', 'GET', `${ISSUES}?per_page=many`, undefined, 422],
    ['a query parameter that is not on the list', 'GET', `${ISSUES}?state=any`, undefined, 422],
    ['a path that is nowhere described', 'GET', '/repos/acme/gates/tickets', undefined, 404],
    ['a path below a described one', 'GET', `${ISSUES}/1/labels`, undefined, 404],
    ['a described path by another method', 'DELETE', `${ISSUES}/1`, undefined, 404],
  ])('answers %s as the description demands', async (_what, method, path, body, status) => {
    expect(await ask(method, path, body)).toBe(status);
  });
});
