import { type OperationId, operationOf } from '../contracts/routes.ts';
import { csvAnswer, csvOptions, wantsCsv } from './csv.ts';
import { type Given, optionName } from './given.ts';
import type { Answer } from './io.ts';
import { type Column, fields, table } from './print.ts';
import { type CommandSpec, LIMIT, type OptionSpec, REQUEST } from './spec.ts';

type Plain = Readonly<Record<string, unknown>>;

/** The usual answer: every field on a line of its own. */
export const answered = (json: unknown): Answer => ({ json, text: fields(json as Plain) });

interface SimpleWish {
  readonly name: string;
  readonly about: string;
  readonly operation: OperationId;
  /** The path parameter that the one positional argument fills, with its name in the help. */
  readonly of?: readonly [param: string, shown: string];
  readonly options?: readonly OptionSpec[];
  readonly notes?: string;
  /** True when nothing needs to be said but the argument. */
  readonly bare?: true;
}

/** A command that is one operation: an argument for the path, a body of file and options, the answer as it comes. */
export function simple({ name, about, operation, of, options = [], notes, bare }: SimpleWish): CommandSpec {
  const all = bare === true ? options : [...REQUEST, ...options];
  return {
    name,
    about,
    options: all,
    ...(of === undefined ? {} : { args: `<${of[1]}>` }),
    ...(notes === undefined ? {} : { notes }),
    run: async (given, { api }) => {
      const params = of === undefined ? {} : { [of[0]]: given.arg(0) };
      return answered(await api.call(operation, { params, ...(operationOf(operation).method === 'get' ? {} : { body: given.body() }) }));
    },
  };
}

interface ListWish extends SimpleWish {
  readonly columns: readonly Column<Plain>[];
  /** Query parameter by option, e.g. `--state <STATE>` fills `state`. */
  readonly filters?: readonly OptionSpec[];
  /** The API gives the list as CSV too. */
  readonly csv?: true;
}

/** The value of a filter; one without a value says "true" when it is there. */
const filterOf = (given: Given, name: string): string | undefined => given.text(name) ?? (given.flag(name) ? 'true' : undefined);

/** A command that shows a list, followed over its pages. */
export function listing({ name, about, operation, of, columns, filters = [], notes, csv }: ListWish): CommandSpec {
  return {
    name,
    about,
    options: [...filters, LIMIT, ...(csv === true ? csvOptions('as CSV, the whole list whatever --limit says') : [])],
    ...(of === undefined ? {} : { args: `<${of[1]}>` }),
    ...(notes === undefined ? {} : { notes }),
    run: async (given, shell) => {
      const params = of === undefined ? {} : { [of[0]]: given.arg(0) };
      const query = Object.fromEntries(filters.flatMap(({ field = '', flags }) => [[field, filterOf(given, optionName(flags))] as const]).filter(([, value]) => value !== undefined));
      if (csv === true && wantsCsv(given, shell)) return csvAnswer(operation, query, given, shell);
      const page = await shell.api.all(operation, { params, query }, given.number('limit', 100));
      const more = page.next_cursor === null ? '' : '\nthere are more: raise --limit';
      return { json: page, text: `${table(page.items, columns)}${more}` };
    },
  };
}

/** The column that shows a field as it is. */
export const field = (head: string, name = head): Column<Plain> => [head, (row) => row[name]];
