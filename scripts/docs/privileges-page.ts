import { OPERATION_IDS, operationOf } from '../../contracts/routes.ts';
import type { OperationId } from '../../contracts/routes.ts';
import { PRIVILEGES } from '../../domain/privileges.ts';
import { COMMAND_OPERATIONS, SLACK_OPERATIONS } from '../../domain/slack-privileges.ts';

const INTRO = `# Who may call what

Generated from \`domain/privileges.ts\` and \`domain/slack-privileges.ts\` by \`npm run docs\`; \`npm run check\` fails when it is out of date.

Whatever has no row is refused. A row says who may call an operation at all; whether this person may do this to this record is for
the rules of the record. A machine needs the scope; where there is none only a person's word counts. In Slack and in the console
the same rows hold as at the API.
`;

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function who(id: OperationId): [people: string, machines: string] {
  const privilege = PRIVILEGES[id];
  if (privilege === 'anybody') return ['anybody, also not signed in', 'any'];
  const people = privilege.people === 'all' ? 'everybody who works here' : privilege.people.map((role) => `\`${role}\``).join(', ');
  return [people, privilege.scope === null ? 'none' : `\`${privilege.scope}\``];
}

const inSlack = (id: OperationId): string =>
  [
    ...Object.entries(SLACK_OPERATIONS).flatMap(([action, operation]) => (operation === id ? [`\`${action}\``] : [])),
    ...Object.entries(COMMAND_OPERATIONS).flatMap(([word, operation]) => (operation === id ? [`\`/gatehouse ${word}\``] : [])),
  ].join(', ');

/** `docs/privileges.md`, as it should be now. */
export const privilegesPage = (): string =>
  `${[INTRO, row('operation', 'path', 'people', "machine's scope", 'in Slack'), row('---', '---', '---', '---', '---'), ...OPERATION_IDS.map((id) => row(`\`${id}\``, `\`${operationOf(id).method.toUpperCase()} ${operationOf(id).path}\``, ...who(id), inSlack(id)))].join('\n')}\n`;
