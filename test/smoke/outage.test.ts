import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../config.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import type { ObligationEventBody } from '../../contracts/obligation-events.ts';
import { ok } from '../support/seed.ts';
import { type Opened, reached, Tree, until } from '../support/tree.ts';

const LONG_MS = 300_000;
/** The sweep acts on what is half a minute late; a message that was in hand waits for its lease of more than a minute. */
const SWEPT_MS = 180_000;

// The real process tree with the policy of seconds, from a folder that a test may edit.
describe('outages and restarts of the real process tree', () => {
  const tree = new Tree();
  const policy = join(tree.folder, 'policy');

  beforeAll(async () => {
    cpSync(join(packageRoot(), 'examples', 'policy-fast'), policy, { recursive: true });
    await tree.start(policy);
  }, LONG_MS);
  afterAll(() => tree.remove(), LONG_MS);

  /** Resolves when this person's Slack copy of the sign-off shows who decided, and no buttons. */
  const redrawn = ({ id, view }: Opened, reader: string, decider: string): Promise<boolean> =>
    until(`${reader}'s copy shows the decision of ${decider}`, async () => {
      const [copy] = await tree.slack(reader, `${id}/${String(view.lanes[0]?.obligation_id)}@1/opened/${reader}/sign_off`);
      if (copy === undefined || copy.actions.length > 0 || !copy.words.includes(decider)) throw new Error(JSON.stringify(copy));
      return true;
    }, SWEPT_MS);

  /** Stops Temporal, and then the worker, which by then has ended what it had in hand: nothing is left locked. */
  const freeze = async ({ id }: Opened): Promise<void> => {
    tree.signal('temporal', 'SIGSTOP');
    await tree.view(id);
    tree.signal('worker', 'SIGSTOP');
  };

  it('decisions are answered and readable at once while Temporal and the worker are stopped, and take effect when they return', async () => {
    const opened = await tree.open('low');
    await tree.told(opened.id);
    await freeze(opened);
    try {
      const vote = await tree.vote('theo', opened, 'technical');
      expect(vote).toMatchObject({ status: 200, body: { state: 'approved' } });
      expect((await tree.view(opened.id)).state).toBe('approved');
      expect(await tree.eventsOf(opened.id, 'vote.cast')).toHaveLength(1);
      const decision = (await tree.deliveries(opened.id)).filter(({ kind }) => kind === 'decision');
      expect(new Set(decision.map(({ state }) => state))).toEqual(new Set(['pending']));
      const asked = await tree.ask('low');
      expect((await tree.view(asked)).state).toBe('checking');
      for (const part of ['temporal', 'worker'] as const) tree.signal(part, 'SIGCONT');
      expect((await tree.inReview(asked)).lanes[0]?.state).toBe('open');
    } finally {
      for (const part of ['temporal', 'worker'] as const) tree.signal(part, 'SIGCONT');
    }
    await redrawn(opened, 'tess', 'Theo');
    const told = await tree.told(opened.id);
    expect(told.filter(({ kind, state }) => kind === 'decision' && state === 'sent').length).toBeGreaterThan(0);
  }, LONG_MS);

  it('an edited lanes.yaml and a restart change nothing until a second person activates it', async () => {
    const before = await tree.open('low');
    const file = join(policy, 'lanes.yaml');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('name: Technical\n');
    writeFileSync(file, text.replace('name: Technical\n', 'name: Engineering\n'));
    await tree.halt();
    await tree.start(policy);
    const [active, proposed] = (await tree.all('/v1/policies')).map((each) => ({ ...each }));
    expect(active).toMatchObject({ state: 'active', digest: before.view.policy_digest });
    expect(proposed).toMatchObject({ state: 'proposed', source: 'disk', proposed_by: null });
    const digest = String(proposed?.['digest']);
    const activate = (person: string) => tree.as(person).post(`/v1/policies/${digest}/activate`, {});
    expect(await activate('maya')).toMatchObject({ status: 403, body: { code: 'second_person_needed' } });
    expect(await tree.as('viktor').post('/v1/policies', { digest })).toMatchObject({ status: 201 });
    expect(await activate('viktor')).toMatchObject({ status: 403, body: { code: 'second_person_needed' } });
    expect((await tree.open('low')).view).toMatchObject({ policy_digest: before.view.policy_digest, lanes: [{ name: 'Technical' }] });
    ok(await activate('maya'));
    expect((await tree.open('low')).view).toMatchObject({ policy_digest: digest, lanes: [{ name: 'Engineering' }] });
    expect(await tree.view(before.id)).toMatchObject({ policy_digest: before.view.policy_digest, lanes: [{ name: 'Technical' }] });
  }, LONG_MS);

  /** Takes away what Temporal keeps; one that runs goes on with nothing when it is started again. */
  const deleteStore = (): void => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(tree.home, 'temporal', `temporal.db${suffix}`), { force: true });
  };

  describe('when the store of Temporal is deleted', () => {
    let silent: Opened;
    let ladder: Obligation;
    let firedBefore: number;
    let orphans: readonly string[];

    beforeAll(async () => {
      silent = await tree.open('low');
      ladder = silent.view.obligations.find(({ kind }) => kind === 'sign_off')!;
      await freeze(silent);
      firedBefore = (await tree.eventsOf(silent.id, 'rung.fired')).length;
      await reached(Date.parse(ladder.rungs.at(-1)!.at));
      deleteStore();
      await tree.killed('temporal');
      await tree.killed('worker');
      orphans = (await tree.all('/v1/cases?kind=deployment')).filter(({ closed }) => !Boolean(closed)).map(({ id }) => String(id));
    }, LONG_MS);

    it('§0.03 after an outage every missed rung is recorded with planned and actual instant and each person hears once', async () => {
      const fired = await until('the whole ladder', async () => {
        const rungs = await tree.eventsOf(silent.id, 'rung.fired');
        return rungs.length >= ladder.rungs.length && rungs;
      }, SWEPT_MS);
      const bodies = fired.map(({ body }) => body as unknown as ObligationEventBody<'rung.fired'>);
      expect(bodies.map(({ rung, planned_at }) => ({ rung, planned_at }))).toEqual(ladder.rungs.map(({ id, at }) => ({ rung: id, planned_at: at })));
      for (const { at, body } of fired) expect(at >= String(body['planned_at'])).toBe(true);
      const missed = bodies.slice(firedBefore);
      expect(missed.length).toBeGreaterThanOrEqual(4);
      expect(new Set(fired.slice(firedBefore).map(({ at }) => at)).size).toBe(1);
      const reachedPeople = [...new Set(missed.flatMap(({ to }) => to))].sort();
      expect(missed.flatMap(({ tell }) => tell).sort()).toEqual(reachedPeople);
      const heard = (await tree.told(silent.id, SWEPT_MS)).filter(({ key }) => missed.some(({ rung }) => key.includes(`@1/${rung}/`)));
      expect(heard.map(({ recipient }) => recipient).sort()).toEqual(reachedPeople);
      expect(new Set(heard.map(({ state }) => state))).toEqual(new Set(['sent']));
    }, LONG_MS);

    it('every open case is driven again, also one in which nothing is due yet', async () => {
      expect(orphans).toContain(silent.id);
      await until('every open case is driven', async () => {
        const open = (await tree.all('/v1/cases?kind=deployment')).filter(({ closed }) => !Boolean(closed));
        const states = await Promise.all(open.map(({ id }) => tree.workflow({ kind: 'deployment', id: String(id) })));
        return states.every((state) => state === 'RUNNING');
      }, SWEPT_MS);
      expect(await until('nothing is late', async () => (await tree.all('/v1/late')).length === 0, SWEPT_MS)).toBe(true);
    }, LONG_MS);

    it('a vote starts the workflow of its case anew, which redraws every copy', async () => {
      const opened = await tree.open('low');
      await tree.told(opened.id);
      deleteStore();
      await tree.killed('temporal');
      expect(await tree.workflow({ kind: 'deployment', id: opened.id })).toBe('NOT_FOUND');
      expect(await tree.vote('theo', opened, 'technical')).toMatchObject({ status: 200 });
      await redrawn(opened, 'tess', 'Theo');
      expect(await tree.workflow({ kind: 'deployment', id: opened.id })).toBe('RUNNING');
    }, LONG_MS);
  });
});
