import { operationOf, pathOf } from '../../contracts/routes.ts';
import { wrongUse } from '../failure.ts';
import type { Given } from '../given.ts';
import { pretty } from '../print.ts';
import { answered } from '../simple.ts';
import type { CommandSpec } from '../spec.ts';
import { instantFrom } from '../when.ts';
import { save } from '../save.ts';

const OPERATION = 'getDecisionRecord';

/** The page asked for; undefined for the data. */
function pageOf(given: Given): 'text' | 'html' | undefined {
  if (given.flag('page') && given.flag('html')) return wrongUse('--page and --html are two forms of one page; give one of them');
  return given.flag('html') ? 'html' : given.flag('page') ? 'text' : undefined;
}

function queryOf(given: Given): { readonly as_of?: string } {
  const at = given.text('asOf');
  return at === undefined ? {} : { as_of: instantFrom(at, '--as-of') };
}

/** `gatehouse deploy record`: the decision record as JSON, or as its one page. */
export const RECORD: CommandSpec = {
  name: 'record',
  args: '<CASE>',
  about: 'the decision record of a case, as JSON or as one page',
  options: [
    { flags: '--page', about: 'the one page, as plain text' },
    { flags: '--html', about: 'the one page, for a browser' },
    { flags: '--as-of <INSTANT>', about: 'as it was then; a date means its first moment in UTC' },
    { flags: '--out <FILE>', about: 'write it here instead of to standard output' },
  ],
  notes: 'There is one once something was decided. The page is a view: what proves it is the ledger.',
  run: async (given, shell) => {
    const [params, query, form, out] = [{ id: given.arg(0) }, queryOf(given), pageOf(given), given.text('out')];
    if (form === undefined && out === undefined) {
      const json = await shell.api.call(OPERATION, { params, query });
      return { json, text: pretty(json) };
    }
    if (shell.json && out === undefined) wrongUse('--json needs --out FILE here: standard output takes either the page or JSON');
    const { method } = operationOf(OPERATION);
    const response = await shell.api.send({ method, path: pathOf(OPERATION, params), query: { ...query, format: form ?? 'json' } });
    const bytes = await save(response, out, shell);
    return out === undefined ? null : answered({ case: params.id, file: out, bytes });
  },
};
