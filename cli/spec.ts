import type { Given } from './given.ts';
import type { Answer } from './io.ts';
import type { Shell } from './shell.ts';

/** One option of a command. */
export interface OptionSpec {
  /** As the help shows it, e.g. `--reason <TEXT>`. */
  readonly flags: string;
  readonly about: string;
  /** Field of the request body that it fills, over what `-f FILE` says. */
  readonly field?: string;
  /** A body without this field is wrong use. */
  readonly needed?: true;
  /** May be given more than once, or with several values. */
  readonly many?: true;
  /** How its text becomes a value: an instant, the end of a day, a number. */
  readonly as?: 'instant' | 'end' | 'number';
}

/** Carries a command out. A null answer means that it wrote its output itself. */
export type Run = (given: Given, shell: Shell) => Promise<Answer | null>;

/** One command: what people may write, and what it does. */
export interface CommandSpec {
  readonly name: string;
  /** Positional arguments, e.g. `<CASE>` or `[NAME]`. */
  readonly args?: string;
  readonly about: string;
  readonly options?: readonly OptionSpec[];
  /** Further help: what its files may hold, what it exits with. */
  readonly notes?: string;
  readonly run: Run;
}

/** Commands under one word, e.g. `gatehouse deploy …`; `name` null puts them at the top. */
export interface GroupSpec {
  readonly name: string | null;
  readonly about: string;
  readonly commands: readonly CommandSpec[];
}

const FILE: OptionSpec = { flags: '-f, --from-file <FILE>', about: 'the request, as YAML or JSON; - is standard input; in YAML !in 20d is the instant 20 days from now' };
const SET: OptionSpec = { flags: '--set <KEY=VALUE...>', about: 'lay a value over the file, with dots for nesting; the value is YAML', many: true };
/** The two options of every command that takes a request. */
export const REQUEST: readonly OptionSpec[] = [FILE, SET];
/** The reason that most commands record. */
export const REASON: OptionSpec = { flags: '--reason <TEXT>', about: 'why; recorded', field: 'reason', needed: true };
/** How long a list may get. */
export const LIMIT: OptionSpec = { flags: '--limit <N>', about: 'at most so many (100)' };

/** A command whose code is loaded only when it runs: most commands then start without rules, calendars and database. */
export const lazily =
  (load: () => Promise<Run>): Run =>
  async (given, shell) =>
    (await load())(given, shell);
