import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../config.ts';
import { DIALOG_INPUT } from '../../contracts/slack-actions.ts';
import { RAISE_BLOCKS } from '../../contracts/slack-forms.ts';
import { Closure } from '../support/closure.ts';
import { FakeGitHub, githubHook, type FakeIssue } from '../support/fake-github.ts';
import { FakeJira } from '../support/fake-jira.ts';
import { ok, seedSystem, type Seeded } from '../support/seed.ts';
import { type MailCatcher, startMailCatcher } from '../support/smtp.ts';
import { Tree, until } from '../support/tree.ts';

// Real processes against a fake Slack, a real SMTP server and stand-ins for GitHub and Jira, on the policy whose days are seconds.
const SECRET = 'secret-of-the-webhook';
const TICKETS = `
tickets:
  use: { corrective_action: github, effectiveness_check: jira }
  github: { repository: acme/gates }
  jira: { project: GATE, done_transition: Finish }
`;
const TITLE = 'Version 4 was released without validation';

/** The example organisation, where bela is not in Slack: she is told by e-mail. */
function directoryWithout(folder: string): string {
  const file = join(folder, 'directory.yaml');
  const shipped = readFileSync(join(packageRoot(), 'examples/organisation/directory.yaml'), 'utf8');
  writeFileSync(file, shipped.replace(/\n +slack_user_id: U0BELA\n/, '\n'));
  return file;
}

describe('a major nonconformity over real processes, from Slack to its closure', () => {
  const tree = new Tree();
  const nc = new Closure({ as: (person) => tree.as(person), now: async () => new Date().toISOString() });
  const github = new FakeGitHub();
  const jira = new FakeJira('cloud');
  const folder = mkdtempSync(join(tmpdir(), 'gh-nc-'));
  let mail: MailCatcher;
  let system: Seeded;
  let id: string;
  let issue: FakeIssue;

  beforeAll(async () => {
    cpSync(join(packageRoot(), 'examples/policy-fast'), join(folder, 'policy'), { recursive: true });
    appendFileSync(join(folder, 'policy/thresholds.yaml'), TICKETS);
    [mail] = await Promise.all([startMailCatcher(), github.start(), jira.start()]);
    await tree.start(join(folder, 'policy'), {
      GATEHOUSE_DIRECTORY: directoryWithout(folder),
      SMTP_URL: mail.url,
      GITHUB_TOKEN: github.token,
      GITHUB_API_URL: github.url,
      GITHUB_WEBHOOK_SECRET: SECRET,
      JIRA_URL: jira.url,
      JIRA_EMAIL: jira.email,
      JIRA_TOKEN: jira.token,
    });
    await nc.start();
    system = await seedSystem(tree, { tier: 'low' });
  }, 300_000);
  afterAll(async () => {
    await tree.remove();
    await Promise.all([mail.stop(), github.stop(), jira.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const sim = async (path: string, body?: object): Promise<unknown> => {
    const init = body === undefined ? {} : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    return (await fetch(`${tree.addresses.slack}/sim/${path}`, init)).json();
  };
  const inState = (state: string) => until(`the case is "${state}"`, async () => (await nc.state(id)) === state);
  const told = (person: string, kind: string) => until(`${person} is told of the ${kind}`, async () => (await tree.deliveries(id)).find((each) => each.recipient === person && each.kind === kind && each.state === 'sent'));

  it('is raised in Slack by /gatehouse nc, and the coordinator is told there', async () => {
    expect(await sim('command', { user: 'U0DEVON', command: '/gatehouse', text: `nc ${TITLE}` })).toMatchObject({ status: 200 });
    const modal = await until('the dialog is open', async () => z.object({ modals: z.array(z.object({ id: z.string() })) }).parse(await sim('modals?user=U0DEVON')).modals[0]);
    const values = { [RAISE_BLOCKS.title]: TITLE, [RAISE_BLOCKS.description]: 'Nobody asked for the report', [RAISE_BLOCKS.source]: 'review', [RAISE_BLOCKS.severity]: 'high', [RAISE_BLOCKS.class]: 'major', [RAISE_BLOCKS.controls]: 'A.6.2.4', [RAISE_BLOCKS.system_id]: system.id };
    expect(await sim('submit', { user: 'U0DEVON', view_id: modal.id, values: Object.fromEntries(Object.entries(values).map(([block, value]) => [block, { [DIALOG_INPUT]: value }])) })).toMatchObject({ status: 200 });
    const [found] = await until('it is raised', async () => {
      const listed = await tree.all('/v1/nonconformities');
      return listed.length > 0 && listed;
    });
    id = String(found?.['id']);
    expect(await nc.view(id)).toMatchObject({ state: 'raised', title: TITLE, raised_by: 'devon', proposed_class: 'major', controls: ['A.6.2.4'], system_id: system.id });
    await told('noor', 'task');
  });

  it('is classified, corrected, analysed and planned, and its plan approved', async () => {
    await nc.classify(id, 'major');
    await nc.correct(id);
    await nc.does('mira', id, 'root-cause', nc.cause());
    await nc.does('mira', id, 'plan', await nc.plan({ due_at: new Date(Date.now() + 50_000).toISOString() }));
    expect(await nc.state(id)).toBe('plan_review');
    await nc.approve(id);
    expect(ok(await tree.as('maya').get(`/v1/systems/${system.id}/blockers`))['items']).toMatchObject([{ kind: 'nonconformity', source_case: id }]);
  });

  it('§3.05 its action opens a ticket; a closed ticket proposes, asks for evidence and meets nothing', async () => {
    const { obligation_id } = await nc.action(id);
    issue = await until('an issue for the action', async () => github.issues.find(({ labels }) => labels.includes(`gatehouse-${String(obligation_id)}`)));
    expect(issue.title).toContain('Gate the release');
    issue.state = 'closed';
    const answer = await fetch(`${tree.addresses.api}/webhooks/github`, { method: 'POST', ...githubHook('closed', issue.number, SECRET) });
    expect(answer.status).toBe(202);
    await until('the proposal is recorded', async () => (await tree.eventsOf(id, 'ticket.closed')).length > 0);
    const asked = await until('the owner is asked for evidence', async () => (await tree.deliveries(id)).find((each) => each.about['ticket'] === 'closed' && each.state === 'sent'));
    expect(asked.recipient).toBe('dana');
    expect([await nc.state(id), (await nc.action(id)).state]).toEqual(['implementing', 'open']);
    expect((await tree.all('/v1/tickets/drift')).find((each) => each['obligation_id'] === obligation_id)?.['drift']).toBe('closed_there');
  });

  it('its evidence is handed in, and the verifier, who is not in Slack, is told by e-mail', async () => {
    issue.state = 'open';
    await nc.handIn(id);
    expect(await nc.state(id)).toBe('verify_evidence');
    const { parsed } = await mail.awaitMail(({ to }) => to.includes('bela@example.com'), 60_000);
    expect(`${String(parsed.subject)} ${String(parsed.text)}`).toContain(TITLE);
    await nc.verify(id);
    expect(ok(await tree.as('maya').get(`/v1/systems/${system.id}/blockers`))['items']).toEqual([]);
    await until('the issue is closed', async () => (issue.state as string) === 'closed');
  });

  it('after the wait the check opens by itself, with a ticket of its own, and an effective verdict closes the case', async () => {
    await inState('effectiveness_check');
    await told('rohan', 'task');
    const check = await until('an issue at Jira', async () => jira.issues[0]);
    await nc.check(id, 'effective');
    await inState('closed');
    expect(await nc.owes(id)).toEqual([]);
    await until('the issue at Jira is finished', async () => (check.status as string) === 'Done');
    await until('its workflow has ended', async () => (await tree.workflow({ kind: 'nonconformity', id })) === 'COMPLETED');
  });

  it('leaves a ledger that verifies, and everybody told', async () => {
    await tree.told(id);
    const { code, out } = await tree.gatehouse('ledger', 'verify');
    expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ ok: true, bad: null })]);
  });
});
