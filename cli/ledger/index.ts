import { operationOf } from '../../contracts/routes.ts';
import { save } from '../save.ts';
import { answered } from '../simple.ts';
import { type CommandSpec, type GroupSpec, lazily } from '../spec.ts';

const exportRows: CommandSpec = {
  name: 'export',
  about: 'every row of the ledger, as hashed, one JSON object a line',
  options: [{ flags: '--out <FILE>', about: 'write it here instead of to standard output' }],
  run: async (given, shell) => {
    const { method, path } = operationOf('exportLedger');
    const out = given.text('out');
    const bytes = await save(await shell.api.send({ method, path, streams: true }), out, shell);
    return out === undefined ? null : answered({ file: out, bytes });
  },
};

/** The tamper-evident record. */
export const LEDGER_GROUP: GroupSpec = {
  name: 'ledger',
  about: 'the tamper-evident record',
  commands: [
    {
      name: 'verify',
      about: 'read the whole ledger from the database and name the first row that is wrong; 0 clean, 1 not',
      notes: 'Reads DATABASE_URL, or the embedded database of GATEHOUSE_HOME while it runs.',
      run: lazily(async () => (await import('./verify.ts')).verify),
    },
    exportRows,
  ],
};

/** For whoever restored a database. */
export const RECONCILE: CommandSpec = {
  name: 'reconcile',
  about: 'after a restored database: hand every open case to its workflow anew',
  notes: 'Works on DATABASE_URL, or on the embedded database of GATEHOUSE_HOME while it runs.',
  run: lazily(async () => (await import('./reconcile.ts')).reconcile),
};
