import { GROUPS } from './groups.ts';
import { GLOBAL } from './program.ts';
import { type CommandSpec, type GroupSpec, REQUEST } from './spec.ts';

const HEAD = `# The command line

Made from the program by \`npm run docs\`; \`gatehouse COMMAND --help\` says the same. Everything but \`start\`, \`doctor\`,
\`ledger verify\`, \`reconcile\` and \`policy check|explain|rehearse|schema\` is a client of the API, and every other operation
of the API is reached by \`gatehouse call\`.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | refused; standard error says what is wrong, where in the request file, who may, and what holds it |
| 2 | wrong use: of the command line, of a variable, of a file that can't be read |
| 3 | not reachable: nothing answers, or it is not answering now |
| 4 | timed out |

With \`--json\` the answer is one JSON value on standard output, and a refusal one on standard error. Requests are YAML or
JSON (\`-f FILE\`, \`-f -\` for standard input); \`--set KEY=VALUE\` lays a value over the file, with dots for nesting. Options that
name a field are laid over both; a request needs no file when the options say it all.

| variable | what it does |
|---|---|
| \`GATEHOUSE_API\` | the API; else the embedded start that runs on \`GATEHOUSE_HOME\` |
| \`GATEHOUSE_TOKEN\`, \`GATEHOUSE_TOKEN_FILE\` | who you are; else \`gatehouse login\` |
| \`GATEHOUSE_HOME\` | the data folder of an embedded start (\`.gatehouse\`); \`--as PERSON\` takes a development token from there |
`;

const cell = (text: string): string => text.replaceAll('|', '\\|');
const options = (rows: readonly (readonly [flags: string, about: string])[]): string => ['| option | |', '|---|---|', ...rows.map(([flags, about]) => `| \`${cell(flags)}\` | ${cell(about)} |`)].join('\n');

function commandText(group: string | null, { name, args, about, options: own = [], notes }: CommandSpec): string {
  const request = REQUEST.every((each) => own.includes(each)) ? ['-f <FILE>'] : [];
  const words = ['gatehouse', ...(group === null ? [] : [group]), name, ...(args === undefined ? [] : [args]), ...request].join(' ');
  const others = own.filter((each) => !REQUEST.includes(each));
  const table = others.length === 0 ? [] : [options(others.map(({ flags, about: what, needed }) => [flags, `${what}${needed === true ? '; needed' : ''}`]))];
  return [`### \`${words}\``, `${about.charAt(0).toUpperCase()}${about.slice(1)}.`, ...(notes === undefined ? [] : [notes]), ...table].join('\n\n');
}

const groupText = ({ name, about, commands }: GroupSpec): string =>
  [`## ${about.charAt(0).toUpperCase()}${about.slice(1)}`, ...commands.map((command) => commandText(name, command))].join('\n\n');

/** `docs/cli.md`, as it should be now. */
export const cliReference = (): string => `${[HEAD, `## Options of every command\n\n${options(GLOBAL)}`, ...GROUPS.map(groupText)].join('\n\n').replace(/\n{3,}/g, '\n\n')}\n`;
