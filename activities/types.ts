import type { Agenda } from '../contracts/agenda.ts';
import type { Channel } from '../contracts/primitives.ts';
import type { DrivenRecord } from '../contracts/workflow.ts';

/** What every activity of a case workflow answers: the newest agenda, or null when the record does not exist (any more). */
export interface Answer {
  readonly agenda: Agenda | null;
}

/** A command of the workflow's own. `key` comes from the record's state; `<id>/<command>/<key>` becomes the command id. */
export interface CommitInput extends DrivenRecord {
  readonly command: string;
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A long step that the agenda owes; `key` is the agenda's, and makes the commit of its result unique. */
export interface StepInput extends DrivenRecord {
  readonly key: string;
}

export interface TellInput extends DrivenRecord {
  readonly channel: Channel;
}

/** The record, on the queue of the workflows. */
export interface CommitActivities {
  /** Reads the newest agenda. */
  look(input: DrivenRecord): Promise<Answer>;
  /** Gives one command. A refusal, a repeat and a no-op are answers like any other, never exceptions. */
  commit(input: CommitInput): Promise<Answer>;
}

/** Whatever waits for something slow, on the queue of effects. */
export interface EffectActivities {
  /** Sends what the record owes on one channel, until nothing is owed there. */
  tell(input: TellInput): Promise<Answer>;
  /** Looks whether the package is what it says it is, and records the results as `record-checks`. */
  checkPackage(input: StepInput): Promise<Answer>;
}

/** The activities of both queues. */
export interface Activities {
  readonly commit: CommitActivities;
  readonly effects: EffectActivities;
}
