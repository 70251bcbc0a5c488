import type { Answer, Body } from '../../support/api.ts';
import { example } from '../../support/nonconformity-over-http.ts';
import { ok } from '../../support/seed.ts';
import { execute } from '../../../store/execute.ts';
import { newId } from '../../../store/new-id.ts';
import type { DueDelivery } from '../../../store/deliveries.ts';
import { slackId, startHouse, type House } from './fixture.ts';

export const DAY = 86_400_000;

/** The id of what an answer says was raised. */
export const raisedBy = (told: string): string => /`(nc_\w+)`/.exec(told)![1]!;

/** Nonconformities of a house with the fake Slack: `devon` raises, `noor` coordinates, `mira` owns (manager `bruno`), `theo` verifies, `rohan` checks. */
export class NonconformityHouse {
  house!: House;
  proof = '';

  async start(): Promise<void> {
    this.house = await startHouse();
    this.proof = String(ok(await this.house.api.as('mira').upload('/v1/evidence?name=proof.md', '# Proof\n'))['sha256']);
  }

  /** What the command answers to the person. */
  readonly slash = async (person: string, text: string): Promise<string> => {
    await this.house.slack.slashCommand(slackId(person), '/gatehouse', text, 'C0GATES');
    return this.house.told(person);
  };

  readonly give = (by: string, id: string, command: string, body: object): Promise<Answer> => this.house.api.as(by).post(`/v1/nonconformities/${id}/${command}`, body);
  readonly does = async (by: string, id: string, command: string, body: object): Promise<Body> => ok(await this.give(by, id, command, body));
  readonly view = async (id: string): Promise<Body> => ok(await this.house.api.as('maya').get(`/v1/nonconformities/${id}`));

  readonly raised = async (change: object = {}): Promise<string> =>
    String(ok(await this.house.api.as('devon').post('/v1/nonconformities', { title: 'A datasheet names no approver', description: 'Agreed on the <phone>', source: 'review', ...change }))['id']);

  readonly classified = async (cls = 'minor', change: object = {}): Promise<string> => {
    const id = await this.raised(change);
    await this.does('noor', id, 'classify', { class: cls, owner: 'mira', reason: 'By the table' });
    return id;
  };

  /** Its actions are owed: the first by devon. */
  readonly implementing = async (cls = 'minor'): Promise<string> => {
    const id = await this.classified(cls);
    await this.does('mira', id, 'correct', { correction: 'Named', consequences: 'None', evidence: [this.proof] });
    await this.does('mira', id, 'root-cause', { ...example('root-cause.yaml'), systemic: true });
    const { actions, effectiveness } = example('nc-plan.yaml') as { actions: object[]; effectiveness: object };
    const due = (n: number) => new Date(Date.now() + n * DAY).toISOString();
    await this.does('mira', id, 'plan', { actions: actions.map((action, i) => ({ ...action, due_at: due(20 + 10 * i) })), effectiveness });
    const { plans } = (await this.view(id)) as unknown as { plans: { plan_digest: string }[] };
    await this.does('maya', id, 'approve-plan', { plan_digest: plans[0]!.plan_digest });
    return id;
  };

  /** The evidence of the first action waits for theo. */
  readonly handedIn = async (cls = 'minor'): Promise<string> => {
    const id = await this.implementing(cls);
    const owed = await this.owed(id, 'corrective_action');
    ok(await this.house.api.as('devon').post(`/v1/obligations/${owed.id}/complete`, { evidence: [this.proof], comment: 'Done' }));
    return id;
  };

  readonly owed = async (id: string, kind: string) => {
    const { obligations } = (await this.view(id)) as unknown as { obligations: { id: string; kind: string; state: string; to: string[]; due_at: string }[] };
    return obligations.find((one) => one.kind === kind && one.state === 'open')!;
  };

  /** The card of what the person owes. */
  readonly card = (id: string, person: string, kind: string): Promise<string> => this.house.card(id, person, (row: DueDelivery) => row.about['obligation'] === kind && row.kind === 'task');

  /** The time goes by and nobody does anything. */
  readonly later = async (id: string, days: number): Promise<void> => {
    const now = new Date(Date.now() + days * DAY).toISOString();
    const store = { ...this.house.api.store, clock: async () => now };
    const outcome = await execute(store, { kind: 'nonconformity', id }, { name: 'escalate', body: { woke_for: now } }, { command_id: newId('cmd', Date.now()), actor: { kind: 'workflow', id: `nonconformity/${id}` }, door: 'workflow', assurance: 'session' });
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  };

  readonly click = async (person: string, ref: string, step: string): Promise<void> => {
    await this.house.slack.click(slackId(person), ref, `gatehouse:${step}`);
    await this.house.listeners.idle();
  };
  readonly dialog = (person: string) => this.house.slack.modals(slackId(person)).at(-1)!;
  readonly submit = async (person: string, values: Readonly<Record<string, string | readonly string[]>>): Promise<void> => {
    await this.house.slack.submitModal(slackId(person), this.dialog(person).id, values);
    await this.house.listeners.idle();
  };
  /** The action ids of the newest message that the person has. */
  readonly offered = (person: string): string[] => this.house.slack.messages({ user: slackId(person) }).at(-1)!.actions.map(({ action_id }) => action_id.replace('gatehouse:', ''));
}
