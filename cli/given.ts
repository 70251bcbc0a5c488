import { wrongUse } from './failure.ts';
import { readRequestFile, type RequestFile, withSets } from './request-file.ts';
import type { OptionSpec } from './spec.ts';
import { instantFrom } from './when.ts';

/** The name by which a parsed option is found: `--on-behalf-of <P>` is `onBehalfOf`. */
export const optionName = (flags: string): string => (/--(?:no-)?([a-z-]+)/.exec(flags)?.[1] ?? '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const longFlag = (flags: string): string => /--[a-z-]+(?: <[^>]*>)?/.exec(flags)?.[0] ?? flags;

/** What somebody wrote behind a command, taken apart. */
export class Given {
  readonly #args: readonly unknown[];
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #options: readonly OptionSpec[];
  #file: RequestFile | null | undefined;

  constructor(args: readonly unknown[], values: Readonly<Record<string, unknown>>, options: readonly OptionSpec[]) {
    this.#args = args;
    this.#values = values;
    this.#options = options;
  }

  /** A positional argument; '' for an optional one that is not there. */
  arg(index: number): string {
    const value = this.#args[index];
    return typeof value === 'string' ? value : '';
  }

  /** A positional argument that takes several values. */
  args(index: number): readonly string[] {
    const value = this.#args[index];
    return Array.isArray(value) ? (value as string[]) : [];
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  list(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? (value as string[]) : typeof value === 'string' ? [value] : [];
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  /** A whole number from 1 on. @throws Failure (2) */
  number(name: string, otherwise: number): number {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : wrongUse(`--${name} is "${text}"; write a whole number from 1 on`);
  }

  /** The request of `-f`; null when none was given. */
  get file(): RequestFile | null {
    const path = this.text('fromFile');
    this.#file ??= path === undefined ? null : readRequestFile(path, this.list('set'));
    return this.#file;
  }

  /** The request body: the file, then `--set`, then the options that name a field. @throws Failure (2) when a needed one is missing. */
  body(more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
    const written = this.file?.value ?? withSets({}, this.list('set'));
    const body = { ...written, ...this.#fields(), ...more };
    const missing = this.#options.filter(({ field, needed }) => needed === true && field !== undefined && !(field in body));
    const [first] = missing;
    if (first === undefined) return body;
    const place = this.#options.some(({ flags }) => optionName(flags) === 'fromFile') ? ` (or "${first.field ?? ''}" in -f FILE)` : '';
    return wrongUse(`${missing.map(({ flags }) => longFlag(flags)).join(' and ')} is missing${place}: ${first.about}`);
  }

  #fields(): Record<string, unknown> {
    const filled = this.#options.flatMap(({ flags, field, as }) => {
      const value = this.#values[optionName(flags)];
      return field === undefined || value === undefined ? [] : [[field, convert(value, as, longFlag(flags))] as const];
    });
    return Object.fromEntries(filled);
  }
}

function convert(value: unknown, as: OptionSpec['as'], flags: string): unknown {
  if (as === undefined || typeof value !== 'string') return value;
  if (as !== 'number') return instantFrom(value, flags, as === 'end');
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : wrongUse(`${flags} is "${value}"; write a number`);
}
