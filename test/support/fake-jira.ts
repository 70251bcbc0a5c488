import { FakeHttp, type Heard, type Reply } from './fake-http.ts';

/** An issue as the fake keeps it. */
export interface FakeJiraIssue {
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
  status: 'To Do' | 'Done' | "Won't do";
  readonly comments: string[];
  deleted: boolean;
}

const CATEGORY = { 'To Do': 'new', Done: 'done', "Won't do": 'done' } as const;
const KNOWN_FIELDS = ['project', 'issuetype', 'summary', 'description', 'labels'];
const TRANSITIONS = [
  { id: '11', name: 'Back to work', to: 'To Do' },
  { id: '31', name: 'Drop', to: "Won't do" },
  { id: '41', name: 'Finish', to: 'Done' },
] as const;

const error = (status: number, errors: object, ...errorMessages: string[]): Reply => ({ status, json: { errorMessages, errors } });
const shownStatus = (status: FakeJiraIssue['status']) => ({ name: status, statusCategory: { key: CATEGORY[status] } });

/** Jira with one project, as Cloud (basic) or as Data Center (bearer). What it does not know it refuses, in Jira's form. */
export class FakeJira extends FakeHttp {
  readonly issues: FakeJiraIssue[] = [];
  readonly project = 'GATE';
  readonly email: string | undefined;
  readonly token = 'token-of-the-fake';

  constructor(kind: 'cloud' | 'data_center') {
    super((heard) => this.#answer(heard));
    this.email = kind === 'cloud' ? 'bot@acme.example' : undefined;
  }

  #answer(heard: Heard): Reply {
    const expected = this.email === undefined ? `Bearer ${this.token}` : `Basic ${Buffer.from(`${this.email}:${this.token}`).toString('base64')}`;
    if (heard.headers.authorization !== expected) return error(401, {}, 'You are not authenticated.');
    const { method, path } = heard;
    const search = this.email === undefined ? '/rest/api/2/search' : '/rest/api/2/search/jql';
    if (method === 'GET' && path === search) return this.#search(heard.query.get('jql') ?? '');
    if (method === 'POST' && path === '/rest/api/2/issue') return this.#create(heard.body as { readonly fields?: Readonly<Record<string, unknown>> });
    const [, key, rest = ''] = /^\/rest\/api\/2\/issue\/([A-Z]+-\d+)(\/transitions|\/comment)?$/.exec(path) ?? [];
    const issue = this.issues.find((each) => each.key === key && !each.deleted);
    if (issue === undefined) return error(404, {}, 'Issue does not exist or you do not have permission to see it.');
    return FakeJira.#of(issue, method, rest, heard.body);
  }

  #create({ fields = {} }: { readonly fields?: Readonly<Record<string, unknown>> }): Reply {
    const unknown = Object.keys(fields).filter((name) => !KNOWN_FIELDS.includes(name));
    if (unknown.length > 0) return error(400, Object.fromEntries(unknown.map((name) => [name, `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.`])));
    const { project, summary, issuetype, description, labels } = fields as { readonly project?: { readonly key?: string }; readonly summary?: unknown; readonly issuetype?: { readonly name?: string }; readonly description?: unknown; readonly labels?: unknown };
    if (project?.key !== this.project) return error(400, { project: 'valid project is required' });
    if (issuetype?.name !== 'Task') return error(400, { issuetype: 'Specify a valid issue type' });
    if (typeof summary !== 'string' || summary === '' || summary.includes('\n') || summary.length > 255) return error(400, { summary: 'The summary must be one line of at most 255 characters.' });
    if (typeof description !== 'string') return error(400, { description: 'Operation value must be a string' });
    if (!Array.isArray(labels) || labels.some((label) => typeof label !== 'string' || /\s/.test(label))) return error(400, { labels: "The label can't contain spaces." });
    const key = `${this.project}-${this.issues.length + 1}`;
    this.issues.push({ key, fields, status: 'To Do', comments: [], deleted: false });
    return { status: 201, json: { id: String(10_000 + this.issues.length), key, self: `${this.url}/rest/api/2/issue/${key}` } };
  }

  #search(jql: string): Reply {
    const [, project, label] = /^project = "([A-Z]+)" AND labels = "([\w-]+)"$/.exec(jql) ?? [];
    if (label === undefined) return error(400, {}, `Error in the JQL Query: ${jql}`);
    const issues = project !== this.project ? [] : this.issues.filter(({ fields, deleted }) => !deleted && (fields['labels'] as string[]).includes(label));
    return { status: 200, json: { issues: issues.map(({ key, status }) => ({ key, fields: { status: shownStatus(status) } })) } };
  }

  static #of(issue: FakeJiraIssue, method: string, rest: string, body: unknown): Reply {
    if (rest === '' && method === 'GET') return { status: 200, json: { key: issue.key, fields: { status: shownStatus(issue.status) } } };
    if (rest === '/comment' && method === 'POST') {
      const names = Object.keys(Object(body) as object).filter((name) => name !== 'body');
      if (names.length > 0) return error(400, { [names[0] ?? '']: 'unknown field' });
      issue.comments.push((body as { readonly body: string }).body);
      return { status: 201, json: { id: String(issue.comments.length) } };
    }
    if (rest !== '/transitions') return { status: 405 };
    if (method === 'GET') return { status: 200, json: { transitions: TRANSITIONS.map(({ id, name, to }) => ({ id, name, to: shownStatus(to) })) } };
    const chosen = TRANSITIONS.find(({ id }) => id === (body as { readonly transition?: { readonly id?: string } }).transition?.id);
    if (chosen === undefined) return error(400, {}, 'It seems that you have tried to perform a workflow operation that is not valid.');
    issue.status = chosen.to;
    return { status: 204 };
  }
}
