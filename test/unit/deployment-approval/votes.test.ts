import { describe, expect, it } from '@jest/globals';
import { VERDICTS } from '../../../contracts/deployment-approval.ts';
import { current } from '../../../domain/deployment-approval/state.ts';
import { laneCalendar } from '../../../domain/directory.ts';
import { addDuration } from '../../../domain/time/calendar.ts';
import { World } from '../../support/world.ts';

const REASON = { reason: 'r' };
const bare = (tier: 'low' | 'medium' | 'high' = 'medium'): World => new World(tier).house(() => ({ delegations: [], absences: [] })).leaves('walt');
const fresh = (tier: 'low' | 'medium' | 'high' = 'medium'): World => bare(tier).reviewed();
const detail = (decision: unknown) => (decision as { detail?: string }).detail ?? '';

describe('§0.01 automation never counts as a person', () => {
  it.each([
    ['a machine of its own', { kind: 'machine', id: 'ci', on_behalf_of: null }],
    ['a machine on behalf of a member', { kind: 'machine', id: 'ci', on_behalf_of: 'ruth' }],
    ['the case’s own workflow', { kind: 'workflow', id: 'w' }],
  ] as const)('%s casts no vote, takes none back, asks nothing and concludes no committee', (_who, actor) => {
    const world = fresh();
    const { id } = world.signOff('risk');
    const { package_digest } = current(world.state);
    const vote = (verdict: string) => world.refusal(world.act(actor, 'vote', { obligation_id: id, package_digest, verdict, conditions: [], ...REASON }));
    expect(VERDICTS.map(vote)).toEqual(VERDICTS.map(() => 'machine_cannot_sign'));
    expect(world.refusal(world.act(actor, 'ask', { obligation_id: id, question: 'q' }))).toBe('not_eligible');
    expect(world.state.votes).toEqual([]);
  });

  it('nor does somebody whom the directory does not know, or who left', () => {
    expect(fresh().refusal(fresh().vote('nobody', 'risk'))).toBe('not_eligible');
    expect(fresh().refusal(fresh().vote('walt', 'risk'))).toBe('not_eligible');
  });

  it('only the case’s own workflow escalates and records checks', () => {
    const world = fresh();
    expect(['escalate', 'record-checks'].map((name) => world.refusal(world.as('maya', name, { woke_for: null, revision: 1, results: [] })))).toEqual(['not_permitted', 'not_permitted']);
  });
});

describe('§0.05 votes', () => {
  it('carry policy, package and component digests, door, assurance and comment', () => {
    const world = fresh();
    world.vote('ruth', 'risk', 'approve', { reason: 'Sound' }, 'session');
    const { manifest, package_digest } = current(world.state);
    expect(world.last('vote.cast').body).toMatchObject({
      person: 'ruth', lane: 'risk', verdict: 'approve', reason: 'Sound', policy_digest: world.facts.policy.digest, package_digest, digests: manifest.digests, revision: 1, door: 'api', assurance: 'session', standing: 'member', on_behalf_of: null,
    });
  });

  it.each(VERDICTS.filter((v) => v !== 'approve' && v !== 'withdraw'))('%s needs a reason', (verdict) => {
    const world = fresh();
    expect(world.refusal(world.vote('ruth', 'risk', verdict, { reason: undefined }))).toBe('invalid');
  });

  it('approve needs one only where the policy says so', () => {
    expect(fresh().refusal(fresh().vote('ruth', 'risk'))).toBe('accepted');
    expect(fresh('high').refusal(fresh('high').vote('ruth', 'risk'))).toBe('invalid');
  });

  it('are one per person and lane, whatever it said, except a request for changes', () => {
    for (const verdict of ['approve', 'abstain', 'recuse', 'reject']) {
      const world = fresh('high');
      world.vote('theo', 'technical', verdict, REASON);
      if (world.lane('technical').state === 'open') expect([verdict, world.refusal(world.vote('theo', 'technical', 'approve', REASON))]).toEqual([verdict, 'already_voted']);
    }
    const world = fresh();
    world.vote('theo', 'technical', 'request_changes');
    expect(world.refusal(world.vote('theo', 'technical'))).toBe('accepted');
    expect(world.state.votes.map((v) => [v.verdict, v.weight])).toEqual([['request_changes', 'void'], ['approve', 'counts']]);
    expect(world.state.status).toBe('in_review');
  });

  it('are weighed by the assurance that the tier asks for; development counts as mfa', () => {
    for (const [tier, assurance, answer] of [['low', 'chat', 'accepted'], ['medium', 'chat', 'accepted'], ['high', 'chat', 'assurance_too_weak'], ['high', 'session', 'assurance_too_weak'], ['high', 'mfa', 'accepted'], ['high', 'development', 'accepted']] as const) {
      const world = fresh(tier);
      expect([tier, assurance, world.refusal(world.vote('theo', 'technical', 'approve', REASON, assurance))]).toEqual([tier, assurance, answer]);
    }
  });
});

describe('§0.05 withdrawing one’s own vote', () => {
  it('reopens the lane with the time that was left, so that no clock starts anew', () => {
    const world = fresh();
    const before = world.signOff('risk');
    world.runTo(before.rungs[0]?.at ?? '');
    world.vote('ruth', 'risk');
    world.now = '2026-03-20T09:00:00.000Z';
    world.vote('ruth', 'risk', 'withdraw');
    const after = world.signOff('risk');
    expect([world.lane('risk').state, after.id, after.version]).toEqual(['open', before.id, 2]);
    expect(after.fired.map((r) => r.id)).toEqual(['reminder_50']);
    // half of three business days was left when ruth signed
    expect(after.due_at).toBe(addDuration(world.now, { business_days: 1.5 }, laneCalendar(world.facts.policy, 'risk')));
    expect(world.messages.filter((m) => m.key.includes('@2/reopened/')).map((m) => m.recipient).sort()).toEqual(['renate', 'rohan', 'ruth']);
  });

  it('however often, ends no ladder: the board is told in the end', () => {
    const world = fresh();
    for (let day = 0; day < 60 && !world.types().includes('deployment.lapsed'); day += 1) {
      world.vote('ruth', 'risk');
      world.vote('ruth', 'risk', 'withdraw');
      world.runTo(new Date(Date.parse(world.now) + 86_400_000).toISOString());
    }
    expect(world.events.filter((e) => e.type === 'rung.fired' && e.body['level'] === 'L5').length).toBeGreaterThan(0);
  });

  it('is only one’s own', () => {
    const world = fresh();
    world.vote('ruth', 'risk');
    expect(world.refusal(world.vote('rohan', 'risk', 'withdraw'))).toBe('unknown_obligation');
  });

  it('undoes an approval, takes the conditions of that vote along, and has the package checked again', () => {
    const world = fresh();
    world.vote('ruth', 'risk', 'approve_with_conditions', { reason: 'r', conditions: [{ type: 'before_deploy', title: 't', owner: 'bruno', criteria: 'c' }] });
    world.approveAll();
    expect(world.state.status).toBe('conditionally_approved');
    world.vote('ruth', 'risk', 'withdraw');
    expect([world.state.status, world.state.conditions[0]?.state, world.state.decided]).toEqual(['checking', 'dropped', null]);
    world.check();
    expect(world.state.lanes.map((l) => [l.lane, l.state])).toEqual([['technical', 'passed'], ['risk', 'open'], ['business', 'passed']]);
  });

  it('ends a request for changes, and the review and its clocks go on, lanes that joined meanwhile too', () => {
    const world = fresh();
    world.vote('theo', 'technical', 'request_changes');
    expect(world.state.status).toBe('changes_requested');
    world.vote('theo', 'technical', 'withdraw');
    expect(world.state.status).toBe('in_review');
    expect(world.state.obligations.filter((o) => o.state === 'open' || o.state === 'paused').map((o) => [o.kind, o.state])).toEqual([['sign_off', 'open'], ['sign_off', 'open'], ['sign_off', 'open']]);
  });

  it('lets a member who was recused sign after all', () => {
    const world = fresh();
    world.vote('ruth', 'risk', 'recuse');
    world.vote('ruth', 'risk', 'withdraw');
    expect(world.refusal(world.vote('ruth', 'risk'))).toBe('accepted');
  });
});

describe('§1.20 the second answer', () => {
  it('to a double click says who said what and when, and changes nothing', () => {
    const world = fresh('high');
    world.vote('ruth', 'risk', 'approve', REASON);
    const before = world.events.length;
    const again = world.vote('ruth', 'risk', 'approve', REASON);
    expect([world.refusal(again), detail(again), world.events.length]).toEqual(['already_voted', 'ruth already said "approve" in risk at 2026-03-02T09:00:00.000Z; withdraw that vote first', before]);
  });

  it('to a click on a lane that was decided elsewhere says by whom', () => {
    const world = fresh();
    world.vote('ruth', 'risk');
    const late = world.vote('renate', 'risk');
    expect([world.refusal(late), detail(late)]).toEqual(['already_decided', 'the lane risk was already decided by ruth (approve) at 2026-03-02T09:00:00.000Z']);
  });

  it('to a click after the decision says what was decided', () => {
    const world = fresh().approveAll();
    expect(detail(world.vote('ruth', 'risk'))).toBe('already approved at 2026-03-02T09:00:00.000Z');
    const rejected = fresh('high');
    rejected.vote('lena', 'legal', 'reject');
    expect(detail(rejected.vote('theo', 'technical'))).toBe('already rejected at 2026-03-02T09:00:00.000Z');
  });

  it('to somebody not allowed says why and who may', () => {
    const refused = fresh().vote('lena', 'risk') as { detail?: string; extra?: unknown };
    expect(refused).toMatchObject({ refused: 'not_eligible', detail: 'lena may not sign for risk; these may: ruth, rohan, renate', extra: { may: ['ruth', 'rohan', 'renate'] } });
  });

  it('to a click too weak for the tier names the command that signs', () => {
    const world = fresh('high');
    expect(detail(world.vote('theo', 'technical', 'approve', REASON, 'chat'))).toContain(`gatehouse vote ${world.signOff('technical').id} approve`);
  });
});
