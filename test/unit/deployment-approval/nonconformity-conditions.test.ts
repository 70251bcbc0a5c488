import { describe, expect, it } from '@jest/globals';
import type { Blocker } from '../../../contracts/blocker.ts';
import { deploymentText } from '../../../cli/show-deployment.ts';
import { deploymentApproval } from '../../../domain/deployment-approval/index.ts';
import { messageView } from '../../../domain/deployment-approval/message-view.ts';
import { decisionRecord } from '../../../domain/deployment-approval/record.ts';
import { deploymentView } from '../../../domain/deployment-approval/view.ts';
import { cardOf } from '../../../render/card-of.ts';
import { certificate } from '../../../render/certificate.ts';
import { eventInWords } from '../../../render/event-words.ts';
import { statusText } from '../../../render/status.ts';
import { World } from '../../support/world.ts';

const NC = 'nc_00000000000000000000000001';
const SYSTEM = 'sys_00000000000000000000000001';

/** What an open nonconformity is to a system: a condition holds nothing. */
const bears = (effect: 'condition' | 'halt', change: Partial<Blocker> = {}): Blocker => ({
  id: `${NC}/system/${SYSTEM}`, kind: 'nonconformity', extent: { scope: 'system', id: SYSTEM }, holds: effect === 'halt' ? ['gate', 'permit', 'live'] : [], owner: 'bela',
  title: 'Open minor nonconformity: No alerts', link: `/v1/nonconformities/${NC}`, raised_at: '2026-02-02T09:00:00.000Z', source_case: NC, ends_by: 'cure', dormant_until: null, ...change,
});

const surrounded = (...conditions: readonly Blocker[]): World => new World('medium', { gate_conditions: conditions }).reviewed();
const approved = (...conditions: readonly Blocker[]): World => surrounded(...conditions).approveAll();
/** The case is woken as after any change of what surrounds it. */
function becomes(world: World, effects: { readonly halts?: readonly Blocker[]; readonly conditions?: readonly Blocker[] }): World {
  world.facts = { ...world.facts, blockers: effects.halts ?? [], gate_conditions: effects.conditions ?? [] };
  world.workflow('escalate');
  return world;
}
const conditionsOf = (world: World) => deploymentView(world.state, { ...world.facts, now: world.now }).conditions;
const standing = (world: World) => [world.state.status, conditionsOf(world).map(({ state }) => state).join()];

describe('§1.21 §3 an open nonconformity that holds nothing', () => {
  it('is a condition of the approval: its owner, its name, what meets it, and a link to it', () => {
    const world = approved(bears('condition'));
    expect(world.state.status).toBe('conditionally_approved');
    expect(conditionsOf(world)).toEqual([expect.objectContaining({ nonconformity: NC, title: 'Open minor nonconformity: No alerts', owner: 'bela', criteria: 'The nonconformity is closed', state: 'open', lane: null })]);
    expect(world.last('deployment.approved').body).toMatchObject({ conditional: true });
  });

  it('has no obligation, no clock and no ladder here, and holds neither the permit nor what is live', () => {
    const world = approved(bears('condition'));
    expect(world.state.obligations.filter(({ kind }) => kind === 'condition')).toEqual([]);
    world.live();
    world.runTo('2026-08-01T09:00:00.000Z');
    expect([standing(world)[1], deploymentApproval.blockers(world.state), world.types().includes('condition.missed')]).toEqual(['open', [], false]);
  });

  it.each([
    ['one that reaches the system twice, as a system and through its unit, is one condition', [bears('condition'), bears('condition', { id: `${NC}/unit/claims`, extent: { scope: 'unit', id: 'claims' } })], 1],
    ['two are two', [bears('condition'), bears('condition', { id: 'nc_2/organisation', source_case: 'nc_2', extent: { scope: 'organisation' } })], 2],
  ] as const)('counts by nonconformity: %s', (_why, facts, count) => {
    expect(conditionsOf(approved(...facts))).toHaveLength(count);
  });

  it('is no condition of the deployment that fixes it', () => {
    const world = new World('medium', { gate_conditions: [bears('condition')] }).reviewed({ fixes: NC });
    world.does('noor', 'consent', { reason: 'It replaces what failed' });
    expect(standing(world.approveAll())).toEqual(['approved', '']);
  });

  it('is none when it was raised after the approval', () => {
    const world = becomes(approved(), { conditions: [bears('condition')] });
    expect(standing(world)).toEqual(['approved', '']);
  });
});

describe('§1.21 §3 the condition that a nonconformity is', () => {
  it('is met by rule, by nobody\'s word, when the nonconformity is over, and the approval is conditional no more', () => {
    const world = becomes(approved(bears('condition')), {});
    expect(standing(world)).toEqual(['approved', 'met']);
    expect(world.last('condition.met').body).toMatchObject({ person: null, rule: 'nonconformity_over' });
    const events = world.events.length;
    world.workflow('escalate');
    expect(world.events).toHaveLength(events);
  });

  it('stays while the nonconformity halts again, and the halt holds as any other', () => {
    const halted = becomes(approved(bears('condition')), { halts: [bears('halt')] });
    expect(standing(halted)).toEqual(['conditionally_approved', 'open']);
    expect(halted.refusal(halted.as('mira', 'issue-permit'))).toBe('blocked');
    expect(standing(becomes(halted, {}))).toEqual(['approved', 'met']);
  });

  it('is met while live too, and by the end of the case that it names, not by a blocker that somebody raised about it', () => {
    const world = approved(bears('condition')).live();
    becomes(world, { halts: [bears('halt', { id: 'blk_00000000000000000000000001' })] });
    expect(standing(world)).toEqual(['live', 'met']);
  });

  it('leaves the approval conditional while a lane waits for another condition', () => {
    const world = surrounded(bears('condition'));
    world.vote('ruth', 'risk', 'approve_with_conditions', { conditions: [{ type: 'before_deploy', title: 'Load test', owner: 'bruno', criteria: 'Its report' }] });
    expect(standing(becomes(world.approveAll(), {}))).toEqual(['conditionally_approved', 'open,met']);
  });

  it('names who owns the nonconformity now, and as what it is classed now', () => {
    const world = becomes(approved(bears('condition')), { halts: [bears('halt', { owner: 'bruno', title: 'Open major nonconformity: No alerts' })] });
    expect(conditionsOf(world)).toEqual([expect.objectContaining({ owner: 'bruno', title: 'Open major nonconformity: No alerts' })]);
  });

  it('is set anew, once, when the approval is undone and given again', () => {
    const world = approved(bears('condition'));
    for (const person of ['maya', 'rafael']) world.does(person, 'set-tier', { tier: 'high', reason: 'It decides more' });
    expect(conditionsOf(world)).toEqual([]);
    world.check();
    expect(standing(world.approveAll())).toEqual(['conditionally_approved', 'open']);
  });
});

describe('§1.21 the condition is shown wherever conditions are, with the way to its nonconformity', () => {
  const NAME = 'Open minor nonconformity: No alerts';
  const name = (id: string): string => `<${id}>`;
  const seenOf = (world: World) => ({ ...world.facts, now: world.now });
  const deciding = (world: World) => {
    const told = world.messages.find(({ kind, recipient }) => kind === 'decision' && recipient === 'mira');
    if (!told) throw new Error('mira was told of no decision');
    return cardOf(messageView(told, world.state, seenOf(world), 'https://gatehouse.example'), { nameOf: name, words: null });
  };
  // each row: where people look, and what must stand there
  it.each([
    ['the command line', (world: World) => deploymentText(deploymentView(world.state, seenOf(world))), [NAME, `/v1/nonconformities/${NC}`, 'bela', 'open']],
    ['the answer to /gatehouse status', (world: World) => statusText(deploymentView(world.state, seenOf(world)), `https://gatehouse.example/cases/${world.state.id}`, name), [`Condition open: <https://gatehouse.example/cases/${NC}|${NAME}>`, 'bela']],
    ['the decision record', (world: World) => JSON.stringify(decisionRecord(world.state, seenOf(world))?.conditions), [`"nonconformity":"${NC}"`, NAME]],
    ['the certificate', (world: World) => certificate(decisionRecord(world.state, seenOf(world))!, name), [`${NC}: ${NAME} (<bela>, open)`]],
    ['the card of the decision', (world: World) => JSON.stringify(deciding(world).rows), ['Depends on', `https://gatehouse.example/cases/${NC}`, NAME, '<bela>']],
    ['the timeline', (world: World) => eventInWords({ ...world.last('condition.set') }, name).what, [NC]],
  ])('in %s', (_where, show, words) => {
    const shown = show(approved(bears('condition')));
    for (const each of words) expect(shown).toContain(each);
  });

  it('no longer on the card once it is met, and met in the timeline by a rule', () => {
    const world = becomes(approved(bears('condition')), {});
    expect(JSON.stringify(deciding(world).rows)).not.toContain(NAME);
    expect(eventInWords({ ...world.last('condition.met') }, name).what).toBe('A condition is met: its nonconformity is over');
  });
});
