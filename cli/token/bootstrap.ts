import { type Config, type Environment, parseConfig } from '../../config.ts';
import { tokenCreate } from '../../contracts/token.ts';
import { RULES } from '../../store/aggregates.ts';
import { createPool, isConnectionLoss } from '../../store/database.ts';
import { createStore, type Store } from '../../store/store.ts';
import { createToken } from '../../store/tokens.ts';
import { Failure, reasonOf, wrongUse } from '../failure.ts';
import { answered } from '../simple.ts';
import type { Run } from '../spec.ts';

/** What PostgreSQL says of a table or a function that is not there. */
const NOT_MIGRATED = ['42P01', '42883'];

/** The owner's address. Whoever has it may change the schema, so nothing is given away by letting them make a token. @throws Failure (2) */
function ownerUrl({ databaseOwnerUrl }: Config): string {
  return databaseOwnerUrl ?? wrongUse('DATABASE_OWNER_URL is not set, and the first token is made at the database itself; set the address of the role that owns the schema, or with an embedded start sign in: gatehouse token create --as PERSON');
}

/** @throws Failure: 1 without a schema, 2 without an address, 3 when nothing answers; ConfigError for a wrong variable. */
async function withOwner<T>(env: Environment, work: (store: Store) => Promise<T>): Promise<T> {
  const pool = createPool({ url: ownerUrl(parseConfig(env)), max: 2 });
  try {
    return await work(createStore({ pool, rules: RULES, evidence: null }));
  } catch (error) {
    if (isConnectionLoss(error)) throw new Failure('unreachable', `the database at DATABASE_OWNER_URL does not answer (${reasonOf(error)}); start it, or correct the address`);
    if (NOT_MIGRATED.includes(reasonOf(error))) throw new Failure('refused', 'the database at DATABASE_OWNER_URL has no schema yet; run the migrations first: node dist/store/migrate-main.js');
    throw error;
  } finally {
    await pool.end();
  }
}

/**
 * Makes a token at the database itself, for the time before anybody can sign in as an administrator: recorded as
 * `token.created` by nobody in person, in one transaction with the row of its hash, like one made through the API.
 */
export const bootstrap: Run = async (given, { io }) => {
  const wish = tokenCreate.safeParse(given.body());
  if (!wish.success) return wrongUse(wish.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
  const made = await withOwner(io.env, (store) => createToken(store, { kind: 'machine', id: 'gatehouse', on_behalf_of: null }, wish.data));
  if (made.outcome === 'made') return answered({ ...made.info, token: made.token });
  throw new Failure('refused', made.outcome === 'refused' ? made.refusal.detail : `the token ${made.id} was made and its secret is lost; revoke it and make another`);
};
