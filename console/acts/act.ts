import type { VNode } from 'preact';
import type { CommandMeta } from '../../contracts/ledger.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { OperationId } from '../../contracts/routes.ts';
import type { Answer } from '../answers.ts';
import type { Option } from '../parts/list.tsx';
import type { Visit } from '../visit.ts';
import type { Rows } from './rows.ts';

/** What was typed into a form, by field; several values of one field stand with commas between them. */
export type Typed = Readonly<Record<string, string>>;

/** One field of a form. */
export interface Field {
  readonly name: string;
  readonly label: string;
  /** `instant`: a time in UTC. `people`: several of the directory; `several`: of the options. `lender`: somebody whom the reader stands in for; left out when there is none. `version`: one of the system that the form is about. `unit`: one of the directory. `system` and `systems`: of the register. `cause`: a class of causes of the policy. `count`: a number that may be nought, and large. */
  readonly kind: 'line' | 'text' | 'choice' | 'radio' | 'person' | 'lender' | 'people' | 'several' | 'instant' | 'number' | 'count' | 'flag' | 'version' | 'unit' | 'system' | 'systems' | 'cause';
  readonly required?: boolean;
  readonly hint?: string;
  readonly options?: readonly Option[];
  /** The field takes digests of stored files: a file can be chosen in their place, or several. */
  readonly files?: 'one' | 'many';
  /** Fields with the same group stand in one frame with this legend. */
  readonly group?: string;
  /** Its frame is open from the start. */
  readonly unfolded?: boolean;
  /** The row of a list that it is part of. */
  readonly row?: { readonly of: string; readonly n: number };
}

/** What an act can be about. `system` begins a new case of that system, `register` a new entry of the register, `finding` a new nonconformity; `reach` is what a blocker would hold: a system, a unit or the organisation. Those from `policy` on are kept in the house's record; `giver` and `absent` are people. */
export type Subject = 'case' | 'obligation' | 'blocker' | 'risk' | 'system' | 'register' | 'reach' | 'policy' | 'delegation' | 'absence' | 'giver' | 'absent' | 'token' | 'house' | 'finding';

/** What an act that is more than one command needs to be done. */
export interface Giving {
  readonly id: string;
  readonly typed: Typed;
  /** As the contract reads it. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly meta: CommandMeta;
}

/** The form to be shown once more before anything is recorded, e.g. since something like it is there already, or for what is wrong with a file. */
export interface LookAgain {
  readonly kind: 'look';
  readonly note: VNode;
  readonly typed: Typed;
  readonly status?: number;
}

/** What somebody can do by a form: the same command that the API's operation gives, with the same rules behind it. */
export interface Act {
  /** Names the form in addresses: `/act/{key}/{id}`. */
  readonly key: string;
  /** Whose privilege it needs. */
  readonly operation: OperationId;
  readonly command: string;
  /** What the address names: the record itself, something that is part of one, or what the house's record keeps. */
  readonly of: Subject;
  readonly title: string;
  readonly button: string;
  readonly tone?: 'primary' | 'danger';
  /** What is said once it is recorded. */
  readonly done: string;
  readonly fields: readonly Field[];
  /** Lists that the form takes row by row; their fields are among `fields`. */
  readonly rows?: readonly Rows[];
  /** Fields that the address may fill in. */
  readonly asked?: readonly string[];
  /** Fields that nobody types, and that a form carries on, e.g. the package that was seen. */
  readonly carries?: readonly string[];
  /** The command's body without the id that the address names, as the contract's schema reads it. */
  readonly body: (typed: Typed) => Readonly<Record<string, unknown>>;
  /** A body as it would be once everything is typed well, to ask the rules ahead. */
  readonly sample: (carried: Typed) => Readonly<Record<string, unknown>>;
  /** What stands in the fields before anybody typed, from the record as it is now. */
  readonly filled?: (state: unknown) => Typed;
  /** The page to go back to; by default that of the record. */
  readonly home?: (id: string) => string;
  /** In place of the command: for what answers with a page of its own, e.g. a secret that is shown once. */
  readonly give?: (visit: Visit, giving: Giving) => Promise<Answer | Refusal | LookAgain>;
  /** The field that a pointer of a refusal means; by default the first part of the pointer. */
  readonly fieldOf?: (pointer: string, typed: Typed) => string | null;
}

/** A word or nothing, shown in place of a form. */
export type Shown = VNode | null;
