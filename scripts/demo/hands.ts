import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Api, type AnswerOf } from '../../cli/client.ts';
import { Failure } from '../../cli/failure.ts';
import type { DeploymentView } from '../../contracts/deployment-view.ts';
import type { Problem } from '../../contracts/problem.ts';
import { laneOf } from './cast.ts';
import { CLI, type House } from './house.ts';
import { Difference, type Story } from './story.ts';

/** What a command line came to. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface RecordEvent {
  readonly type: string;
  readonly at: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A message as the stand-in for Slack shows it. */
export interface SlackMessage {
  readonly ref: string;
  readonly text: string;
  readonly words: string;
  readonly actions: readonly { readonly action_id: string }[];
}

/** Everything that people and pipelines do in the story: by API, by command line, by clicks in Slack. */
export class Hands {
  readonly story: Story;
  readonly folder: string;
  readonly #house: House;
  readonly #tokens: Readonly<Record<string, string>>;

  constructor(story: Story, house: House, folder: string) {
    this.story = story;
    this.folder = folder;
    this.#house = house;
    this.#tokens = JSON.parse(readFileSync(join(String(house.env['GATEHOUSE_HOME']), 'dev-tokens.json'), 'utf8')) as Record<string, string>;
  }

  /** The API as this person. */
  as(person: string): Api {
    return new Api({ url: this.#house.api, token: this.#tokens[person] ?? null });
  }

  /** `gatehouse …` in the demo's folder, whatever it exits with. */
  run(...args: readonly string[]): Promise<Ran> {
    return new Promise((resolve) => {
      execFile(process.execPath, [CLI, ...args], { env: { ...this.#house.env }, cwd: this.folder, maxBuffer: 64_000_000 }, (error, out, err) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : 1, out, err });
      });
    });
  }

  /** `gatehouse … --as person --json`, which must do what was asked; its answer. */
  async gatehouse(person: string, ...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    this.story.say(`$ gatehouse ${args.map(quoted).join(' ')} --as ${person}`);
    const { code, out, err } = await this.run(...args, '--as', person, '--json');
    if (code !== 0) throw new Difference(`gatehouse ${args.join(' ')} exited with ${code}: ${err}`);
    return JSON.parse(out) as Record<string, unknown>;
  }

  /** `gatehouse …` that must be refused: exit code 1, and the problem. */
  async refused(person: string, ...args: readonly string[]): Promise<Problem> {
    this.story.say(`$ gatehouse ${args.map(quoted).join(' ')} --as ${person}`);
    const { code, out, err } = await this.run(...args, '--as', person, '--json');
    if (code !== 1) throw new Difference(`gatehouse ${args.join(' ')} should be refused (1), and exited with ${code}: ${out}${err}`);
    return JSON.parse(err) as Problem;
  }

  /** A call that the API must refuse. */
  async problemOf(call: Promise<unknown>): Promise<Problem> {
    try {
      await call;
    } catch (error) {
      if (error instanceof Failure && error.problem !== null) return error.problem;
      throw error;
    }
    throw new Difference('the API should have refused, and did not');
  }

  async deployment(id: string): Promise<DeploymentView> {
    return (await this.as('devon').call('getDeployment', { params: { id } })) as unknown as DeploymentView;
  }

  /** Everything on a case's record, oldest first. */
  async events(id: string): Promise<readonly RecordEvent[]> {
    return (await this.as('devon').all('listCaseEvents', { params: { id } }, 100_000)).items as unknown as RecordEvent[];
  }

  async deliveries(id: string): Promise<AnswerOf<'listCaseDeliveries'>['items']> {
    return (await this.as('devon').all('listCaseDeliveries', { params: { id } }, 100_000)).items as unknown as AnswerOf<'listCaseDeliveries'>['items'];
  }

  /** What Slack shows to a person, of this key or with these words. */
  async messages(person: string, filter: { readonly key?: string; readonly containing?: string }): Promise<readonly SlackMessage[]> {
    const query = new URLSearchParams({ user: slackId(person), ...filter });
    const { messages } = (await (await fetch(`${this.#house.slack}/sim/messages?${query.toString()}`)).json()) as { messages: SlackMessage[] };
    return messages;
  }

  /** This person's copy of the message that asks to sign in a lane. */
  async copyOf(person: string, view: DeploymentView, lane: string): Promise<SlackMessage | undefined> {
    const [copy] = await this.messages(person, { key: `${view.id}/${laneOf(view, lane).obligation_id}@1/opened/${person}/sign_off` });
    return copy;
  }

  /** A click on *Approve*, signed as Slack signs it, on this person's copy. */
  async approveInSlack(person: string, view: DeploymentView, lane: string): Promise<void> {
    const copy = await this.story.until(`the message with buttons for ${person}`, async () => {
      const found = await this.copyOf(person, view, lane);
      return found?.actions.some(({ action_id }) => action_id === APPROVE) === true && found;
    });
    const body = JSON.stringify({ user: slackId(person), ref: copy.ref, action_id: APPROVE });
    const response = await fetch(`${this.#house.slack}/sim/click`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    if (!response.ok) throw new Difference(`the click of ${person} failed: ${await response.text()}`);
  }
}

/** The example organisation's Slack ids. */
const slackId = (person: string): string => `U0${person.toUpperCase()}`;
const APPROVE = 'gatehouse:approve';

const quoted = (word: string): string => (word.length > 60 ? `${word.slice(0, 12)}…` : /\s/.test(word) ? `"${word}"` : word);
