import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../../contracts/ledger.ts';
import { readEvents } from '../../../store/ledger.ts';
import type { Store } from '../../../store/store.ts';
import { createToken, findToken, listTokens, revokeToken, type TokenMeta, type TokenWish } from '../../../store/tokens.ts';
import { verifyLedger } from '../../../store/verify.ts';
import { emptyProduct, type ToyStore } from '../../support/toy-store.ts';

/** Whoever is at the database itself: also there before anybody is known. */
const KEEPER: Actor = { kind: 'machine', id: 'gatehouse', on_behalf_of: null };
const WISH: TokenWish = { machine: 'ci', scopes: ['permits:use'] };

let toys: ToyStore;
let store: Store;
beforeAll(async () => {
  ({ toys, store } = await emptyProduct());
});
afterAll(() => toys.end());

async function made(wish: Partial<TokenWish> = {}, how: TokenMeta = {}) {
  const answer = await createToken(store, KEEPER, { ...WISH, ...wish }, how);
  if (answer.outcome !== 'made') throw new Error(JSON.stringify(answer));
  return answer;
}
const facts = async () => (await readEvents(store, 'house')).map(({ type, body }) => ({ type, ...body }));
const rows = async (): Promise<number> => (await toys.owner.query('SELECT 1 FROM tokens')).rowCount ?? 0;

describe('a token', () => {
  it('can be made in an empty store, is found by what was shown once, and only its hash is stored', async () => {
    const { info, token } = await made();
    expect(info).toMatchObject({ subject: { kind: 'machine', id: 'ci', on_behalf_of: null, any_person: false }, scopes: ['permits:use'], created_by: 'gatehouse', expires_at: null });
    expect(await findToken(store, token)).toEqual(info);
    expect(await findToken(store, `${token}x`)).toBeNull();
    const { rows: found } = await toys.owner.query<{ t: string }>('SELECT tokens::text AS t FROM tokens');
    expect(found.some((row) => row.t.includes(token.slice(4)))).toBe(false);
  });

  it('is a fact of the house with its name, scopes and maker, and without its secret or its hash', async () => {
    const { info, token } = await made({ machine: 'pipeline', expires_at: '2026-12-01T00:00:00.000Z' });
    const expected = { token_id: info.id, machine: 'pipeline', scopes: ['permits:use'], on_behalf_of: null, any_person: false, expires_at: '2026-12-01T00:00:00.000Z', person: null };
    expect((await facts()).at(-1)).toEqual({ type: 'token.created', ...expected });
    const { rows: hashes } = await toys.owner.query<{ hash: string }>('SELECT hash FROM tokens WHERE id = $1', [info.id]);
    const { rows: ledger } = await toys.owner.query<{ t: string }>("SELECT string_agg(l::text, ' ') || (SELECT string_agg(k::text, ' ') FROM commands k) || (SELECT state FROM cases WHERE id = 'house') AS t FROM ledger l");
    expect(ledger[0]!.t).toContain(info.id);
    expect(ledger[0]!.t).not.toContain(hashes[0]!.hash);
    expect(ledger[0]!.t).not.toContain(token.slice(4));
    expect((await verifyLedger(store.pool)).bad).toBeNull();
  });

  it('ends at its instant, or when it is revoked, which is a fact too', async () => {
    const dated = await made({ expires_at: '2026-11-23T10:00:00.000Z' });
    const revoked = await made();
    expect(await findToken(store, dated.token)).not.toBeNull();
    expect(await revokeToken(store, KEEPER, revoked.info.id)).toBeNull();
    expect((await facts()).at(-1)).toEqual({ type: 'token.revoked', token_id: revoked.info.id, machine: 'ci', scopes: ['permits:use'], person: null });
    expect(await revokeToken(store, KEEPER, revoked.info.id)).toMatchObject({ refused: 'invalid' });
    expect((await facts()).at(-1)).toMatchObject({ type: 'command.refused', command: 'revoke-token' });
    expect(await findToken(store, revoked.token)).toBeNull();
    expect((await listTokens(store)).map((one) => one.id)).not.toContain(revoked.info.id);
    toys.now = '2026-11-23T10:00:00.000Z';
    expect(await findToken(store, dated.token)).toBeNull();
    expect((await listTokens(store)).map((one) => one.id)).not.toContain(dated.info.id);
  });

  it('is made once by one command id, also by two at the same time', async () => {
    const before = await rows();
    const both = await Promise.all([1, 2].map(() => createToken(store, KEEPER, WISH, { command_id: 'key/once' })));
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['made', 'repeated']);
    const first = both.find(({ outcome }) => outcome === 'made');
    expect(await createToken(store, KEEPER, WISH, { command_id: 'key/once' })).toEqual({ outcome: 'repeated', id: first?.outcome === 'made' ? first.info.id : '' });
    expect(await createToken(store, KEEPER, { ...WISH, machine: 'other' }, { command_id: 'key/once' })).toMatchObject({ outcome: 'refused', refusal: { refused: 'idempotency_conflict' } });
    expect(await rows()).toBe(before + 1);
  });

  it.each([
    ['in the past', KEEPER, { expires_at: '2020-01-01T00:00:00.000Z' }, {}, 'invalid'],
    ['on behalf of nobody known', KEEPER, { on_behalf_of: 'nobody' }, {}, 'unknown_person'],
    ['by a machine through the API', KEEPER, {}, { door: 'api' }, 'machine_cannot_sign'],
    ['by somebody who is no administrator', { kind: 'person', id: 'ada' }, {}, {}, 'not_permitted'],
  ] as const)('is not made %s, and the refusal is recorded', async (_, actor, wish, how, code) => {
    const before = await rows();
    expect(await createToken(store, actor, { ...WISH, ...wish }, how)).toMatchObject({ outcome: 'refused', refusal: { refused: code } });
    expect((await facts()).at(-1)).toMatchObject({ type: 'command.refused', command: 'create-token', code });
    expect(await rows()).toBe(before);
  });
});
