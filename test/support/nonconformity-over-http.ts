import { join } from 'node:path';
import { readRequestFile } from '../../cli/request-file.ts';
import { packageRoot } from '../../config.ts';
import { startTestApi, type Answer, type Body, type TestApi, type TestApiWish } from './api.ts';
import { ok } from './seed.ts';

export const DAY = 86_400_000;

/** A file under `examples/requests`, parsed. */
export const example = (file: string): Record<string, unknown> => ({ ...readRequestFile(join(packageRoot(), 'examples/requests', file)).value });

/** Status and code of an answer. */
export const shown = ({ status, body }: Answer) => [status, body['code']];

/** The API with a clock moved by hand, and nonconformities given commands over HTTP: `noor` coordinates, `mira` owns, `devon` raises. */
export class NonconformityApi {
  now = '2026-03-02T09:00:00.000Z';
  /** Commands that were accepted. */
  readonly given = new Set<string>();
  api!: TestApi;
  /** Digest of a stored file. */
  proof = '';

  async start(wish: TestApiWish = {}): Promise<void> {
    this.api = await startTestApi({ clock: () => this.now, ...wish });
    this.proof = String(ok(await this.api.as('mira').upload('/v1/evidence?name=proof.md', '# Proof\n'))['sha256']);
  }

  readonly inDays = (days: number): string => new Date(Date.parse(this.now) + days * DAY).toISOString();

  readonly give = async (by: string, to: string, command: string, body: object): Promise<Answer> => {
    const answer = await this.api.as(by).post(`/v1/nonconformities/${to}/${command}`, body);
    if (answer.status === 200) this.given.add(command);
    return answer;
  };

  /** A command that must be accepted. */
  readonly does = async (by: string, to: string, command: string, body: object): Promise<Body> => ok(await this.give(by, to, command, body));
  readonly view = async (of: string): Promise<Body> => ok(await this.api.as('maya').get(`/v1/nonconformities/${of}`));

  readonly raised = async (change: object = {}, by = 'devon'): Promise<string> => {
    const body = { title: 'A datasheet names no approver', description: 'Agreed on the phone', source: 'review', ...change };
    return String(ok(await this.api.as(by).post('/v1/nonconformities', body))['id']);
  };

  readonly classified = async (cls: string, change: object = {}): Promise<string> => {
    const made = await this.raised(change);
    await this.does('noor', made, 'classify', { class: cls, owner: 'mira', reason: 'By the table' });
    return made;
  };

  /** The example's plan, due from twenty days on. */
  readonly plan = () => {
    const { actions, effectiveness } = example('nc-plan.yaml') as { actions: object[]; effectiveness: object };
    return { actions: actions.map((action, i) => ({ ...action, due_at: this.inDays(20 + 10 * i) })), effectiveness };
  };
}
