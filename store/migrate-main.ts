import { parseConfig, required } from '../config.ts';
import { migrate } from './migrate.ts';

/** Runs the missing steps of the schema, says which, and ends: 0 done, 1 failed with one line on stderr. */
try {
  const done = await migrate(required(parseConfig(process.env), 'databaseOwnerUrl'));
  process.stdout.write(done.length > 0 ? `schema: ran ${done.join(', ')}\n` : 'schema: up to date\n');
} catch (error) {
  process.stderr.write(`schema: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
