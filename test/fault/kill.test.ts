import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { seededRandom } from '../../examples/model/random.ts';
import { type Opened, type PartName, reached, Tree, until } from '../support/tree.ts';
import { type Accepted, earlyRungs, type Found, lostVotes, missingRungs, repeatedRungs, repeatedVotes, unsent, untold } from './checker.ts';

/** Rounds to play; GATEHOUSE_FAULT_SEED repeats the moments of an earlier run. */
const ROUNDS = Number(process.env['GATEHOUSE_FAULT_ROUNDS'] ?? 10);
const SEED = Number(process.env['GATEHOUSE_FAULT_SEED'] ?? randomInt(2 ** 32));
const PARTS: readonly PartName[] = ['worker', 'api', 'temporal', 'postgresql'];
/** A lease of more than a minute has to run out before somebody else looks after a message that was in hand. */
const TOLD_MS = 180_000;
const LONG_MS = 300_000;

const random = seededRandom(SEED);
const rounds = Array.from({ length: ROUNDS }, (_, i) => ({ round: i + 1, part: PARTS[i % PARTS.length]!, share: random() }));

/** An instant of the ladder of this case, from its opening (0) to the board (1). */
function momentOf({ view }: Opened, share: number): number {
  const ladder = view.obligations.find(({ kind }) => kind === 'sign_off')!;
  const begun = Date.parse(ladder.opened_at);
  return begun + share * (Date.parse(ladder.rungs.at(-1)!.at) - begun);
}

describe(`SIGKILL in the middle of ladders (seed ${SEED})`, () => {
  const tree = new Tree();
  const cases: string[] = [];
  const accepted: Accepted[] = [];
  let found: readonly Found[] = [];

  beforeAll(() => tree.start(), LONG_MS);
  afterAll(() => tree.remove(), LONG_MS);

  /** Casts a vote under two keys at once; one of them counts. Answers how many were taken. */
  const voteTwice = async (person: string, opened: Opened, lane: string): Promise<number> => {
    const answers = await Promise.all([tree.vote(person, opened, lane), tree.vote(person, opened, lane)]);
    const taken = answers.filter(({ status }) => status === 200).length;
    for (let i = 0; i < taken; i += 1) accepted.push({ id: opened.id, lane, person });
    return taken;
  };

  it.each(rounds)('round $round: $part is killed at $share of a ladder, and everybody goes on', async ({ part, share, round }) => {
    const [decided, silent] = await Promise.all([tree.open('low'), tree.open('medium')]);
    cases.push(decided.id, silent.id);
    await reached(momentOf(silent, share));
    // Even rounds ask in the very moment of the kill, odd ones after it.
    const before = round % 2 === 0 ? voteTwice('theo', silent, 'technical') : null;
    await tree.killed(part);
    expect(await (before ?? voteTwice('theo', silent, 'technical'))).toBe(1);
    expect(await voteTwice('tess', decided, 'technical')).toBe(1);
    await until('the approval', async () => (await tree.view(decided.id)).state === 'approved');
  }, LONG_MS);

  it('fires every rung of the silent sign-offs up to the board', async () => {
    await until('every ladder reaches the board', async () => {
      found = await Promise.all(
        cases.map(async (id): Promise<Found> => {
          const { state, obligations } = await tree.view(id);
          return { id, state, obligations, events: await tree.events(id), deliveries: await tree.deliveries(id) };
        }),
      );
      const missing = found.flatMap(missingRungs);
      if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}`);
      return true;
    });
    expect(found.filter(({ state }) => !['approved', 'in_review', 'lapsed', 'approval_expiring'].includes(state)).map(({ id, state }) => `${id} ${state}`)).toEqual([]);
    expect(found.flatMap(({ events }) => events).filter(({ type, body }) => type === 'rung.fired' && body['level'] === 'L5').length).toBeGreaterThanOrEqual(2 * ROUNDS);
  }, LONG_MS);

  it('fires no rung twice, and none before its instant', () => {
    expect(found.flatMap(repeatedRungs)).toEqual([]);
    expect(found.flatMap(earlyRungs)).toEqual([]);
  });

  it('keeps every vote that was answered, and counts each person once in a lane', () => {
    expect(accepted).toHaveLength(2 * ROUNDS);
    expect(found.flatMap((each) => lostVotes(each, accepted))).toEqual([]);
    expect(found.flatMap(repeatedVotes)).toEqual([]);
  });

  it('tells everybody who had to be told', async () => {
    const told = await Promise.all(found.map(async (each) => ({ ...each, deliveries: await tree.told(each.id, TOLD_MS) })));
    expect(told.flatMap(unsent)).toEqual([]);
    expect(told.flatMap(untold)).toEqual([]);
  }, LONG_MS);

  it('is late with nothing', async () => {
    const late = await until('nothing is late', async () => {
      const rows = await tree.all('/v1/late');
      if (rows.length > 0) throw new Error(JSON.stringify(rows.slice(0, 5)));
      return rows;
    }, TOLD_MS);
    expect(late).toEqual([]);
  }, LONG_MS);

  it('has a running workflow for every open case, and none for a closed one', async () => {
    const listed = await tree.all('/v1/cases?kind=deployment');
    expect(listed.map(({ id }) => String(id)).sort()).toEqual([...cases].sort());
    for (const { id, closed } of listed) {
      const state = await until(`the workflow of ${id} agrees`, async () => {
        const now = await tree.workflow({ kind: 'deployment', id: String(id) });
        if ((now === 'RUNNING') === Boolean(closed)) throw new Error(`closed: ${String(closed)}, workflow ${now}`);
        return now;
      });
      expect(state).toBe(Boolean(closed) ? 'COMPLETED' : 'RUNNING');
    }
  }, LONG_MS);

  it('has a ledger that verifies', async () => {
    expect(await tree.gatehouse('ledger', 'verify')).toMatchObject({ code: 0 });
  }, LONG_MS);
});
