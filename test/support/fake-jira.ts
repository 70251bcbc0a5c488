import { createHmac } from 'node:crypto';
import { FakeHttp, type Heard, type Reply } from './fake-http.ts';

/** An issue as the fake keeps it. */
export interface FakeJiraIssue {
  readonly key: string;
  readonly fields: Readonly<Record<string, unknown>>;
  status: 'To Do' | 'Done' | "Won't do";
  readonly comments: string[];
  readonly made_at: number;
  deleted: boolean;
}

const CATEGORY = { 'To Do': 'new', Done: 'done', "Won't do": 'done' } as const;
/** The query of each call that takes one; any other takes none. */
const SEARCH_QUERY = ['jql', 'fields', 'maxResults'];
const ISSUE_QUERY = ['fields'];
const KNOWN_FIELDS = ['project', 'issuetype', 'summary', 'description', 'labels'];
const TRANSITIONS = [
  { id: '11', name: 'Back to work', to: 'To Do' },
  { id: '31', name: 'Drop', to: "Won't do" },
  { id: '41', name: 'Finish', to: 'Done' },
] as const;

/** The members of an object that are not among those known, by their path. */
const strange = (value: unknown, known: readonly string[], path = ''): string[] => Object.keys(Object(value) as object).filter((name) => !known.includes(name)).map((name) => path + name);
const unrecognised = (names: readonly string[]): Reply => error(400, Object.fromEntries(names.map((name) => [name, `Unrecognized field "${name}"`])));

const error = (status: number, errors: object, ...errorMessages: string[]): Reply => ({ status, json: { errorMessages, errors } });
const shownStatus = (status: FakeJiraIssue['status']) => ({ name: status, statusCategory: { key: CATEGORY[status] } });

/** Jira with one project, as Cloud (basic) or as Data Center (bearer). What it does not know it refuses, in Jira's form. */
export class FakeJira extends FakeHttp {
  readonly issues: FakeJiraIssue[] = [];
  readonly project = 'GATE';
  readonly email: string | undefined;
  readonly token = 'token-of-the-fake';

  /** How long the search does not show a new issue, as Cloud's may; by `now`. Milliseconds. */
  searchLagMs = 0;
  now: () => number = Date.now;

  constructor(kind: 'cloud' | 'data_center') {
    super((heard) => this.#answer(heard));
    this.email = kind === 'cloud' ? 'bot@acme.example' : undefined;
  }

  #answer(heard: Heard): Reply {
    const expected = this.email === undefined ? `Bearer ${this.token}` : `Basic ${Buffer.from(`${this.email}:${this.token}`).toString('base64')}`;
    if (heard.headers.authorization !== expected) return error(401, {}, 'You are not authenticated.');
    const { method, path } = heard;
    const search = this.email === undefined ? '/rest/api/2/search' : '/rest/api/2/search/jql';
    const known = path === search ? SEARCH_QUERY : /\/issue\/[^/]+$/.test(path) ? ISSUE_QUERY : [];
    const asked = strange(Object.fromEntries(heard.query), method === 'GET' ? known : [], '?');
    if (asked.length > 0) return unrecognised(asked);
    if (method === 'GET' && heard.text !== '') return error(400, {}, 'A GET takes no body.');
    if (method === 'GET' && path === search) return this.#search(heard.query.get('jql') ?? '');
    if (method === 'GET' && path === `/rest/api/2/project/${this.project}`) return { status: 200, json: { key: this.project } };
    if (method === 'POST' && path === '/rest/api/2/issue') return this.#create(heard.body);
    const [, key, rest = ''] = /^\/rest\/api\/2\/issue\/([A-Z]+-\d+)(\/transitions|\/comment)?$/.exec(path) ?? [];
    const issue = this.issues.find((each) => each.key === key && !each.deleted);
    if (issue === undefined) return error(404, {}, 'Issue does not exist or you do not have permission to see it.');
    return FakeJira.#of(issue, method, rest, heard.body);
  }

  #create(body: unknown): Reply {
    const beside = strange(body, ['fields']);
    if (beside.length > 0) return unrecognised(beside);
    const { fields = {} } = Object(body) as { readonly fields?: Readonly<Record<string, unknown>> };
    const inside = [...strange(fields['project'], ['key'], 'project.'), ...strange(fields['issuetype'], ['name'], 'issuetype.')];
    if (inside.length > 0) return unrecognised(inside);
    const unknown = Object.keys(fields).filter((name) => !KNOWN_FIELDS.includes(name));
    if (unknown.length > 0) return error(400, Object.fromEntries(unknown.map((name) => [name, `Field '${name}' cannot be set. It is not on the appropriate screen, or unknown.`])));
    const { project, summary, issuetype, description, labels } = fields as { readonly project?: { readonly key?: string }; readonly summary?: unknown; readonly issuetype?: { readonly name?: string }; readonly description?: unknown; readonly labels?: unknown };
    if (project?.key !== this.project) return error(400, { project: 'valid project is required' });
    if (issuetype?.name !== 'Task') return error(400, { issuetype: 'Specify a valid issue type' });
    if (typeof summary !== 'string' || summary === '' || summary.includes('\n') || summary.length > 255) return error(400, { summary: 'The summary must be one line of at most 255 characters.' });
    if (typeof description !== 'string') return error(400, { description: 'Operation value must be a string' });
    if (!Array.isArray(labels) || labels.some((label) => typeof label !== 'string' || /\s/.test(label))) return error(400, { labels: "The label can't contain spaces." });
    const key = `${this.project}-${this.issues.length + 1}`;
    this.issues.push({ key, fields, status: 'To Do', comments: [], made_at: this.now(), deleted: false });
    return { status: 201, json: { id: String(10_000 + this.issues.length), key, self: `${this.url}/rest/api/2/issue/${key}` } };
  }

  #search(jql: string): Reply {
    const [, project, label] = /^project = "([A-Z]+)" AND labels = "([\w-]+)"$/.exec(jql) ?? [];
    if (label === undefined) return error(400, {}, `Error in the JQL Query: ${jql}`);
    const issues = project !== this.project ? [] : this.issues.filter(({ fields, deleted, made_at }) => !deleted && this.now() >= made_at + this.searchLagMs && (fields['labels'] as string[]).includes(label));
    return { status: 200, json: { issues: issues.map(({ key, status }) => ({ key, fields: { status: shownStatus(status) } })) } };
  }

  static #of(issue: FakeJiraIssue, method: string, rest: string, body: unknown): Reply {
    if (rest === '' && method === 'GET') return { status: 200, json: { key: issue.key, fields: { status: shownStatus(issue.status) } } };
    if (rest === '/comment' && method === 'POST') {
      const names = strange(body, ['body']);
      if (names.length > 0) return unrecognised(names);
      issue.comments.push((body as { readonly body: string }).body);
      return { status: 201, json: { id: String(issue.comments.length) } };
    }
    if (rest !== '/transitions') return { status: 405 };
    if (method === 'GET') return { status: 200, json: { transitions: TRANSITIONS.map(({ id, name, to }) => ({ id, name, to: shownStatus(to) })) } };
    const { transition } = Object(body) as { readonly transition?: { readonly id?: string } };
    const names = [...strange(body, ['transition']), ...strange(transition, ['id'], 'transition.')];
    if (names.length > 0) return unrecognised(names);
    const chosen = TRANSITIONS.find(({ id }) => id === transition?.id);
    if (chosen === undefined) return error(400, {}, 'It seems that you have tried to perform a workflow operation that is not valid.');
    issue.status = chosen.to;
    return { status: 204 };
  }
}

/** A webhook of Jira Cloud about an issue, signed as Cloud signs it. */
export function jiraHook(key: string, secret: string): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
  const body = JSON.stringify({ timestamp: Date.now(), webhookEvent: 'jira:issue_updated', issue_event_type_name: 'issue_generic', issue: { id: '10001', key, fields: { summary: 'Anything' } } });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return { body, headers: { 'Content-Type': 'application/json; charset=UTF-8', 'X-Hub-Signature': `sha256=${signature}` } };
}
