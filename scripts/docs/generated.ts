import { cliReference } from '../../cli/reference.ts';
import { eventRecords } from './event-records.ts';
import { eventsPage } from './events-page.ts';
import { privilegesPage } from './privileges-page.ts';
import { schemaFiles } from './schema-files.ts';

/** A file of the repository that is made from the code, and what it has to hold. */
export interface GeneratedFile {
  readonly path: string;
  readonly content: string;
}

/** Every generated file as it should be now. */
export async function generatedFiles(): Promise<GeneratedFile[]> {
  return [{ path: 'docs/cli.md', content: cliReference() }, { path: 'docs/events.md', content: eventsPage(await eventRecords()) }, { path: 'docs/privileges.md', content: privilegesPage() }, ...schemaFiles()];
}
