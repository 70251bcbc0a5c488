import { readFileSync } from 'node:fs';
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { packageRoot } from '../../config.ts';
import { FakeHttp, type Heard, type Reply } from './fake-http.ts';

interface Operation {
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, object>>;
  readonly body?: object;
  readonly statuses: readonly string[];
}

interface Checked {
  readonly operation: Operation;
  readonly path: RegExp;
  readonly query: ReadonlyMap<string, ValidateFunction>;
  readonly body: ValidateFunction | null;
}

const EXTRACT = join(packageRoot(), 'test', 'support', 'github', 'openapi-extract.json');

/** What GitHub itself says that the operations take (`scripts/extract-github-openapi.mjs`). */
function readOperations(): readonly Checked[] {
  const { operations } = JSON.parse(readFileSync(EXTRACT, 'utf8')) as { readonly operations: readonly Operation[] };
  const ajv = new Ajv({ strict: false, coerceTypes: true, validateFormats: false });
  return operations.map((operation) => ({
    operation,
    path: new RegExp(`^${operation.path.replace(/\{\w+\}/g, '([^/]+)')}$`),
    query: new Map(Object.entries(operation.query).map(([name, schema]) => [name, ajv.compile({ type: 'object', properties: { value: schema } })])),
    body: operation.body === undefined ? null : new Ajv({ strict: false, validateFormats: false }).compile(operation.body),
  }));
}

/** An issue as the fake keeps it. */
export interface FakeIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  labels: string[];
  state: 'open' | 'closed';
  readonly comments: string[];
  deleted: boolean;
}

const REPOSITORY = 'acme/gates';

/** GitHub Issues of one repository. It answers 422 to what GitHub's own description does not allow, 401 to another token. */
export class FakeGitHub extends FakeHttp {
  readonly issues: FakeIssue[] = [];
  readonly repository = REPOSITORY;
  readonly token: string;
  /** False: a token that may not push, whose labels GitHub drops without a word. */
  mayLabel = true;

  constructor(token = 'ghp_of-the-fake') {
    const operations = readOperations();
    super((heard) => this.#answer(operations, heard));
    this.token = token;
  }

  #answer(operations: readonly Checked[], heard: Heard): Reply {
    if (heard.headers.authorization !== `Bearer ${this.token}`) return { status: 401, json: { message: 'Bad credentials' } };
    const found = operations.find(({ operation, path }) => operation.method === heard.method.toLowerCase() && path.test(heard.path));
    if (found === undefined) return { status: 404, json: { message: 'Not Found' } };
    const fault = faultIn(found, heard);
    if (fault !== null) return { status: 422, json: { message: `Validation Failed: ${fault}` } };
    const [, owner, name, number] = found.path.exec(heard.path) ?? [];
    if (`${owner ?? ''}/${name ?? ''}`.toLowerCase() !== REPOSITORY) return { status: 404, json: { message: 'Not Found' } };
    return this.#done(found.operation.operation, heard, Number(number));
  }

  #done(operation: string, heard: Heard, number: number): Reply {
    const body = heard.body as Readonly<Record<string, unknown>>;
    if (operation === 'issues/create') return { status: 201, json: this.#shown(this.#made(body)) };
    if (operation === 'issues/list-for-repo') return { status: 200, json: this.#listed(heard.query) };
    const issue = this.issues[number - 1];
    if (issue === undefined) return { status: 404, json: { message: 'Not Found' } };
    if (issue.deleted) return { status: 410, json: { message: 'This issue was deleted' } };
    if (operation === 'issues/create-comment') {
      issue.comments.push(String(body['body']));
      return { status: 201, json: { id: issue.comments.length } };
    }
    if (operation === 'issues/update' && body['state'] !== undefined) issue.state = body['state'] as FakeIssue['state'];
    return { status: 200, json: this.#shown(issue) };
  }

  #made(body: Readonly<Record<string, unknown>>): FakeIssue {
    const labels = this.mayLabel ? (body['labels'] as string[] | undefined) ?? [] : [];
    const issue: FakeIssue = { number: this.issues.length + 1, title: String(body['title']), body: typeof body['body'] === 'string' ? body['body'] : '', labels, state: 'open', comments: [], deleted: false };
    this.issues.push(issue);
    return issue;
  }

  #listed(query: URLSearchParams): readonly object[] {
    const labels = query.get('labels')?.split(',') ?? [];
    const state = query.get('state') ?? 'open';
    return this.issues.filter((issue) => !issue.deleted && labels.every((label) => issue.labels.includes(label)) && (state === 'all' || issue.state === state)).map((issue) => this.#shown(issue));
  }

  #shown({ number, title, body, labels, state }: FakeIssue): object {
    return { number, title, body, state, labels: labels.map((name) => ({ name })), html_url: `https://github.com/${REPOSITORY}/issues/${number}` };
  }
}

function faultIn({ query, body }: Checked, heard: Heard): string | null {
  for (const [name, value] of heard.query) {
    const check = query.get(name);
    if (check === undefined) return `there is no query parameter ${name}`;
    if (!check({ value })) return `${name}: ${JSON.stringify(check.errors)}`;
  }
  return body === null || body(heard.body) ? null : JSON.stringify(body.errors);
}

interface Example {
  readonly action: string;
  readonly issue: object;
  readonly repository: object;
}

/** A webhook of GitHub as its own examples show it, about our issue, with the signature that GitHub would put on it. */
export function githubHook(action: 'closed' | 'reopened' | 'deleted', number: number, secret: string, repository = REPOSITORY): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
  const all = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly { readonly name: string; readonly examples: readonly Example[] }[];
  const issues = all.find(({ name }) => name === 'issues')?.examples ?? [];
  const example = issues.find((each) => each.action === action) ?? issues[0];
  if (example === undefined) throw new Error('the examples of GitHub hold no webhook about issues');
  const body = JSON.stringify({ ...example, action, issue: { ...example.issue, number }, repository: { ...example.repository, full_name: repository } });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return { body, headers: { 'Content-Type': 'application/json', 'X-GitHub-Event': 'issues', 'X-Hub-Signature-256': `sha256=${signature}` } };
}
