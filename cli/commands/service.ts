import { setTimeout as pause } from 'node:timers/promises';
import { SCOPES } from '../../contracts/scopes.ts';
import type { Answer } from '../io.ts';
import { table } from '../print.ts';
import type { Shell } from '../shell.ts';
import { answered, field, listing, simple } from '../simple.ts';
import { type CommandSpec, type GroupSpec, lazily, type OptionSpec } from '../spec.ts';
import { milliseconds } from '../when.ts';

/** Who the token speaks for. */
export const WHOAMI: CommandSpec = { name: 'whoami', about: 'who you are to the API, and how sure it is of that', run: async (_given, { api }) => answered(await api.call('whoAmI')) };

const OF_TOKEN: readonly OptionSpec[] = [
  { flags: '--machine <NAME>', about: 'what the ledger calls the machine', field: 'machine', needed: true },
  { flags: '--scope <SCOPE...>', about: SCOPES.join(', '), field: 'scopes', needed: true, many: true },
  { flags: '--on-behalf-of <PERSON>', about: 'the person whose requests it makes', field: 'on_behalf_of' },
  { flags: '--any-person', about: 'each request names its person', field: 'any_person' },
  { flags: '--expires <DATE>', about: 'good to the end of this day, or to this instant', field: 'expires_at', as: 'end' },
];

/** Machines' tokens (design §7). */
export const TOKEN_GROUP: GroupSpec = {
  name: 'token',
  about: "machines' tokens: scoped, hashed at rest, never good for a signature",
  commands: [
    simple({
      name: 'create',
      about: 'make a token; it is shown once',
      operation: 'createToken',
      options: OF_TOKEN,
    }),
    {
      name: 'bootstrap',
      about: 'make a token at the database itself, before anybody can sign in; it is shown once',
      options: OF_TOKEN,
      notes: 'Needs DATABASE_OWNER_URL, the address of the role that owns the schema. The ledger records the token as made by nobody in person.',
      run: lazily(async () => (await import('../token/bootstrap.ts')).bootstrap),
    },
    listing({ name: 'list', about: 'the tokens in force', operation: 'listTokens', columns: [field('token', 'id'), ['machine', ({ subject }) => (subject as { id?: string } | undefined)?.id], field('scopes'), field('made by', 'created_by'), field('expires', 'expires_at')] }),
    simple({ name: 'revoke', about: 'end a token at once', operation: 'revokeToken', of: ['id', 'TOKEN'], bare: true }),
  ],
};

async function look({ api }: Shell): Promise<Answer> {
  const page = await api.all('listLate', {}, 1_000);
  return { json: page, text: table(page.items, [field('late since', 'since'), field('what'), field('case', 'case_id')], 'nothing is late') };
}

/** The view of everything that should have happened and has not (design §3). */
export const WATCH: CommandSpec = {
  name: 'watch',
  about: 'what should have happened and has not: agendas, timers, steps, messages',
  options: [{ flags: '--every <TIME>', about: 'look again and again, e.g. 10s, until stopped' }],
  run: async (given, shell) => {
    const every = given.text('every');
    if (every === undefined) return look(shell);
    for (const wait = milliseconds(every, '--every'); ; await pause(wait)) {
      const { json, text } = await look(shell);
      shell.io.stdout.write(shell.json ? `${JSON.stringify(json)}\n` : `${new Date().toISOString()}\n${text}\n\n`);
    }
  },
};
