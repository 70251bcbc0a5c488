import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../config.ts';
import { FakeGitHub, githubHook } from '../support/fake-github.ts';
import { FakeJira, jiraHook } from '../support/fake-jira.ts';
import type { Body } from '../support/api.ts';
import { CAST, ok, seedSystem } from '../support/seed.ts';
import { type Opened, Tree, until } from '../support/tree.ts';

// Real processes against stand-ins for GitHub and Jira over HTTP: API, worker, PostgreSQL and Temporal.
const SECRET = 'secret-of-the-webhook';
const JIRA_SECRET = 'secret-of-jira';
const TICKETS = `
tickets:
  use: { condition: github, risk_treatment: jira }
  github: { repository: acme/gates }
  jira: { project: GATE, done_transition: Finish }
`;

describe('R-77 tickets, over real processes', () => {
  const tree = new Tree();
  const github = new FakeGitHub();
  const jira = new FakeJira('cloud');
  const policy = mkdtempSync(join(tmpdir(), 'gh-policy-'));

  beforeAll(async () => {
    cpSync(join(packageRoot(), 'policy'), policy, { recursive: true });
    appendFileSync(join(policy, 'thresholds.yaml'), TICKETS);
    await Promise.all([github.start(), jira.start()]);
    await tree.start(policy, {
      GITHUB_TOKEN: github.token,
      GITHUB_API_URL: github.url,
      GITHUB_WEBHOOK_SECRET: SECRET,
      JIRA_URL: jira.url,
      JIRA_EMAIL: jira.email,
      JIRA_TOKEN: jira.token,
      JIRA_WEBHOOK_SECRET: JIRA_SECRET,
    });
  }, 300_000);
  afterAll(async () => {
    await tree.remove();
    await Promise.all([github.stop(), jira.stop()]);
    rmSync(policy, { recursive: true, force: true });
  });

  /** A low-tier case approved with one condition, which devon owes; its obligation. */
  async function conditioned(): Promise<{ readonly case: Opened; readonly obligation: string }> {
    const opened = await tree.open('low');
    const sign = opened.view.lanes.find(({ lane }) => lane === 'technical')?.obligation_id;
    const condition = { type: 'before_deploy', title: 'Alert on the approval ratio', owner: CAST.author, criteria: 'A test of it reached the officer on call' };
    ok(await tree.as('theo').post(`/v1/obligations/${String(sign)}/votes`, { verdict: 'approve_with_conditions', package_digest: opened.view.package_digest, reason: 'If it is watched', conditions: [condition] }));
    const view = await until('the condition is owed', async () => {
      const now = await tree.view(opened.id);
      return now.conditions[0]?.obligation_id != null && now;
    });
    return { case: opened, obligation: String(view.conditions[0]?.obligation_id) };
  }
  const issueOf = (obligation: string) => until(`an issue for ${obligation}`, async () => github.issues.find(({ labels }) => labels.includes(`gatehouse-${obligation}`)));
  const stateOf = async (obligation: string): Promise<Body> => ok(await tree.as('maya').get(`/v1/obligations/${obligation}`));
  const deliver = async (action: 'closed' | 'reopened', number: number): Promise<number> => {
    const { api } = tree.addresses;
    return (await fetch(`${api}/webhooks/github`, { method: 'POST', ...githubHook(action, number, SECRET) })).status;
  };
  const driftOf = async (obligation: string) => (await tree.all('/v1/tickets/drift')).find((each) => each['obligation_id'] === obligation)?.['drift'];

  it('a condition gets an issue; closing it proposes, asks for evidence and meets nothing; met by evidence it is closed', async () => {
    const { case: opened, obligation } = await conditioned();
    const issue = await issueOf(obligation);
    expect(issue.title).toMatch(/^Condition: Alert on the approval ratio/);
    expect(issue.body).toMatch(/Owed by: Devon/);

    issue.state = 'closed';
    expect(await deliver('closed', issue.number)).toBe(202);
    await until('the proposal is recorded', async () => (await tree.all(`/v1/cases/${opened.id}/events`)).some(({ type }) => type === 'ticket.closed'));
    expect(await stateOf(obligation)).toMatchObject({ state: 'open', ticket: { state: 'closed' } });
    expect(await driftOf(obligation)).toBe('closed_there');
    const asked = await until('the owner is asked for evidence', async () =>
      (await tree.all(`/v1/cases/${opened.id}/deliveries`)).find((each) => (each['about'] as Body)['ticket'] === 'closed' && each['state'] === 'sent'),
    );
    expect(asked['recipient']).toBe(CAST.author);

    const { sha256 } = ok(await tree.as(CAST.author).upload('/v1/evidence?name=alert.md', '# The alert reached the officer'));
    const handed = ok(await tree.as(CAST.author).post(`/v1/obligations/${obligation}/complete`, { evidence: [sha256], comment: 'It reached her' }));
    issue.state = 'open';
    ok(await tree.as('theo').post(`/v1/obligations/${String(handed['review_obligation_id'])}/accept`, { comment: 'Seen' }));
    await until('the issue is closed', async () => (issue.state as string) === 'closed');
    expect(issue.comments.at(-1)).toMatch(/^This is over in Gatehouse: done on/);
    expect(await stateOf(obligation)).toMatchObject({ state: 'met' });
  });

  it('an issue that was made although no answer came is found again: there is one only', async () => {
    github.fail({ fits: ({ method, path }) => method === 'POST' && path.endsWith('/issues'), after: true });
    const { obligation } = await conditioned();
    await until('the issue is known', async () => (await tree.all('/v1/tickets/drift')).every((each) => each['obligation_id'] !== obligation));
    expect(github.issues.filter(({ labels }) => labels.includes(`gatehouse-${obligation}`))).toHaveLength(1);
  });

  it('a risk gets an issue at Jira, after an outage there; closed there it proposes, and treated it is finished', async () => {
    jira.fail({ fits: ({ method, path }) => method === 'POST' && path === '/rest/api/2/issue', reply: { status: 429, headers: { 'Retry-After': '1' } } });
    const system = await seedSystem(tree, { tier: 'low' });
    const { risk_id } = ok(await tree.as('bela').post(`/v1/systems/${system.id}/risks`, { title: 'Rare claims', owner: 'mira', residual: 'medium', option: 'mitigate' }));
    const issue = await until('an issue at Jira', async () => jira.issues[0]);
    expect(issue.fields['summary']).toMatch(/^Risk treatment: /);
    issue.status = "Won't do";
    expect((await fetch(`${tree.addresses.api}/webhooks/jira`, { method: 'POST', ...jiraHook(issue.key, JIRA_SECRET) })).status).toBe(202);
    await until('the proposal is recorded', async () => (await tree.all(`/v1/cases/${system.id}/events`)).some(({ type }) => type === 'ticket.closed'));
    issue.status = 'To Do';
    ok(await tree.as('mira').post(`/v1/risks/${String(risk_id)}/treat`, { residual: 'low', reason: 'Trained again' }));
    await until('the issue is finished', async () => (issue.status as string) === 'Done');
  });
});
