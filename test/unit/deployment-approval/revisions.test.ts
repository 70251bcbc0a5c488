import { describe, expect, it } from '@jest/globals';
import { digest, version } from '../../support/world.ts';
import { counting, fates, MEDIUM, resubmit, revise, voted } from './voted.ts';

describe('§1.09 a digest that changes', () => {
  const ALL = ['business', 'risk', 'technical'];
  it.each<[string, Record<string, string>, readonly string[]]>([
    ['weights', { weights: digest('other') }, ALL],
    ['dataset', { dataset: digest('other') }, ALL],
    ['prompt_config', { prompt_config: digest('other') }, ALL],
    ['a component that no rule names', { adapter: digest('other') }, ALL],
    ['a component with the name of something every object has', { constructor: digest('other') }, ALL],
    ['code', { code: `git:${'c'.repeat(40)}` }, ['risk', 'technical']],
    ['container', { container: digest('other') }, ['risk', 'technical']],
    ['code and weights', { code: `git:${'c'.repeat(40)}`, weights: digest('other') }, ALL],
  ])('of %s voids the votes that the materiality rule names and carries the others', (_what, digests, void_) => {
    const world = voted('medium', MEDIUM.slice(0, 2), version('new', digests));
    const decision = world.as('mira', 'revise', { version_id: 'ver_new', reason: 'better' });
    expect(decision).toMatchObject({ result: { resign: expect.arrayContaining([...void_]) } });
    expect(counting(world)).toEqual(['business', 'risk'].filter((lane) => !void_.includes(lane)));
    expect(fates(world)).toEqual(
      ['business', 'risk'].map((lane) => (void_.includes(lane) ? `${lane} voided materiality_${void_.length === 3 ? 'all' : 'some'}` : `${lane} carried materiality_some`)),
    );
  });

  it('voids the vote of security too where that lane is present', () => {
    const world = voted('high', [['sam', 'security'], ['paula', 'privacy'], ['lena', 'legal']]);
    revise(world, { version_id: 'ver_code' });
    expect(fates(world)).toEqual(['legal carried materiality_some', 'privacy carried materiality_some', 'security voided materiality_some']);
  });

  it('a component that is gone differs as well', () => {
    const digests: Record<string, string> = { dataset: digest('d') };
    const world = voted('medium', []);
    const { system } = world.facts;
    if (system) world.facts = { ...world.facts, system: { ...system, versions: [...system.versions, version('more', digests)] } };
    revise(world, { version_id: 'ver_more' });
    world.check();
    world.vote('bela', 'business');
    revise(world, { version_id: 'ver_1' });
    expect(world.last('deployment.revised').body['changed']).toEqual(['dataset']);
    expect(counting(world)).toEqual([]);
  });

  it('carried votes name the old and the new digest and the rule', () => {
    const world = voted('medium', [['bela', 'business']]);
    const before = world.last('deployment.submitted').body['package_digest'];
    revise(world, { version_id: 'ver_code' });
    const after = world.last('deployment.revised').body['package_digest'];
    expect(world.last('vote.carried').body).toMatchObject({ lane: 'business', person: 'bela', old_digest: before, new_digest: after, rule: 'materiality_some' });
    expect(after).not.toBe(before);
    expect(world.last('deployment.revised').body['previous_digest']).toBe(before);
  });

  it('of documents alone changes what is judged, so every lane signs again', () => {
    const world = voted('medium', MEDIUM.slice(0, 2));
    world.facts = { ...world.facts, stored_evidence: [...world.facts.stored_evidence, digest('new card')] };
    revise(world, { documents: { model_card: digest('new card') } });
    expect(world.last('deployment.revised').body['changed']).toEqual(['documents']);
    expect(counting(world)).toEqual([]);
    expect(world.state.revisions.at(-1)?.manifest.documents).toMatchObject({ model_card: digest('new card'), datasheet: digest('datasheet') });
  });

  it('a lane whose vote is carried stays passed, and the others open again after the checks', () => {
    const world = voted('medium', MEDIUM.slice(0, 2));
    revise(world, { version_id: 'ver_code' });
    expect(world.state.status).toBe('checking');
    world.check();
    expect(Object.fromEntries(world.state.lanes.map((l) => [l.lane, l.state]))).toEqual({ technical: 'open', risk: 'open', business: 'passed' });
  });

  it('does not carry the vote of somebody who made or validated what is new', () => {
    const world = voted('medium', [['bela', 'business']], version('bela', { code: `git:${'c'.repeat(40)}` }, { authors: ['bela'] }));
    revise(world, { version_id: 'ver_bela' });
    expect(fates(world)).toEqual(['business voided separation_of_duties']);

    const validated = voted('medium', [['bela', 'business']]);
    revise(validated, { validated_by: ['bela'] });
    expect(fates(validated)).toEqual(['business voided separation_of_duties']);
  });

  it('never carries a request for changes, but a rejection and a recusal', () => {
    const world = voted('medium', []);
    world.vote('yann', 'business', 'recuse');
    world.vote('bela', 'business', 'request_changes');
    revise(world, { version_id: 'ver_code' });
    expect(fates(world)).toEqual(['business carried materiality_some', 'business voided not_carried']);
  });

  it('a veto that executives lifted was lifted for what was judged then', () => {
    const lifted = () => {
      const world = voted('high', []);
      world.vote('lena', 'legal', 'reject');
      world.does('viktor', 'override-veto', { reason: 'weighed' });
      world.does('ines', 'override-veto', { reason: 'weighed' });
      return world;
    };
    const minor = lifted();
    revise(minor, { version_id: 'ver_code' });
    expect(minor.state.lanes.find((l) => l.lane === 'legal')?.state).toBe('overridden');
    const material = lifted();
    revise(material, { version_id: 'ver_2' });
    expect(material.state.lanes.find((l) => l.lane === 'legal')?.state).toBe('waiting');
    const late = lifted();
    late.now = '2026-04-02T09:00:00.000Z';
    revise(late, { version_id: 'ver_code' });
    late.check();
    expect([late.state.status, late.state.lanes.find((l) => l.lane === 'legal')?.state]).toEqual(['in_review', 'open']);
  });
});

describe('§1.10 a vote on an older package', () => {
  it('is refused with the difference, also on the card of the sign-off that was open then', () => {
    const world = voted('medium', []);
    const old = world.state.revisions[0]?.package_digest;
    const sign_off = world.state.lanes.find((l) => l.lane === 'risk')?.obligation_id;
    revise(world);
    world.check();
    const vote = world.as('ruth', 'vote', { obligation_id: sign_off, package_digest: old, verdict: 'approve', conditions: [] });
    expect(vote).toMatchObject({
      refused: 'stale_package',
      pointer: '/package_digest',
      extra: { seen: old, current: world.state.revisions[1]?.package_digest, link: `/v1/deployments/${world.state.id}`, difference: { components: [{ name: 'weights', before: digest('w1'), after: digest('w2') }], documents: [] } },
    });
    expect(world.vote('ruth', 'risk', 'approve', { package_digest: old })).toMatchObject({ refused: 'stale_package' });
  });

  it('is refused without a difference when it was no package of this case', () => {
    const world = voted('medium', []);
    expect(world.vote('ruth', 'risk', 'approve', { package_digest: digest('else') })).toMatchObject({ refused: 'stale_package', extra: { difference: null } });
  });

  it('can still be taken back, since that approves nothing', () => {
    const world = voted('medium', [['bela', 'business']]);
    revise(world, { version_id: 'ver_code' });
    world.check();
    const old = world.state.revisions[0]?.package_digest;
    const sign_off = world.events.find((e) => e.type === 'vote.cast')?.body['obligation_id'];
    expect(world.refusal(world.as('bela', 'vote', { obligation_id: sign_off, package_digest: old, verdict: 'withdraw', conditions: [] }))).toBe('accepted');
  });
});

describe('§1.24 a new revision of the open case', () => {
  it.each([
    ['the requester', 'mira', 'accepted'],
    ['the owner', 'dana', 'accepted'],
    ['anybody else', 'bela', 'not_permitted'],
  ])('is for requester and owner: %s', (_who, by, answer) => {
    expect(revise(voted('medium', []), {}, by)).toBe(answer === 'accepted' ? 'invalid' : answer);
    expect(revise(voted('medium', []), { version_id: 'ver_2' }, by)).toBe(answer);
  });

  it('may come from a pipeline on behalf of the requester', () => {
    const world = voted('medium', []);
    expect(world.refusal(world.act({ kind: 'machine', id: 'ci', on_behalf_of: 'mira' }, 'revise', { version_id: 'ver_2', reason: 'built' }))).toBe('accepted');
    expect(world.refusal(world.act({ kind: 'machine', id: 'ci', on_behalf_of: null }, 'revise', { version_id: 'ver_1', reason: 'built' }))).toBe('not_permitted');
  });

  it.each([
    ['that differs in nothing', {}, 'invalid'],
    ['to a version that nobody registered', { version_id: 'ver_9' }, 'unknown_version'],
    ['with a file that is not stored', { documents: { model_card: digest('nowhere') } }, 'evidence_missing'],
    ['validated by a stranger', { validated_by: ['nobody'] }, 'unknown_person'],
  ])('%s is refused and leaves everything as it was', (_what, body, answer) => {
    const world = voted('medium', MEDIUM.slice(0, 2));
    const before = world.state;
    expect(revise(world, body)).toBe(answer);
    expect(world.state).toBe(before);
  });

  it('of an approved case voids the permit, withdraws what was owed, and is judged again', () => {
    const world = voted('medium', MEDIUM);
    world.does('mira', 'issue-permit');
    expect(revise(world)).toBe('accepted');
    expect([world.state.status, world.state.permit?.state, world.state.decided]).toEqual(['checking', 'void', null]);
    expect(world.as('mira', 'use-permit', { permit_id: world.state.permit?.id })).toMatchObject({ refused: 'permit_void' });
    expect(world.state.obligations.filter((o) => o.state === 'open')).toEqual([]);
    world.check();
    expect(world.approveAll().state.status).toBe('approved');
  });

  it('is refused once the permit was used, and when the version is live', () => {
    const world = voted('medium', MEDIUM).rolledOut();
    expect(revise(world)).toBe('wrong_state');
    world.does('mira', 'confirm-live', { digests: world.state.permit?.digests });
    expect(revise(world)).toBe('already_decided');
  });

  it('meets what the requester owed after a request for changes', () => {
    const world = voted('medium', []);
    world.vote('ruth', 'risk', 'request_changes');
    const owed = world.owed('revision').id;
    revise(world);
    expect(world.state.obligations.find((o) => o.id === owed)?.state).toBe('met');
    world.check();
    expect(world.state.status).toBe('in_review');
  });

  it('ends questions about the package before', () => {
    const world = voted('medium', []);
    world.does('ruth', 'ask', { obligation_id: world.state.lanes.find((l) => l.lane === 'risk')?.obligation_id, question: 'why?' });
    revise(world);
    expect(world.state.questions.map((q) => q.state)).toEqual(['lapsed']);
    expect(world.state.obligations.filter((o) => o.state !== 'withdrawn').map((o) => o.kind)).toEqual([]);
  });

  it('that answers yes to a prohibited practice by now is rejected at once and nobody can approve it', () => {
    const world = voted('medium', MEDIUM);
    const { system } = world.facts;
    if (system?.entry) {
      const entry = { ...system.entry, risk_profile: { ...system.entry.risk_profile, prohibited_practices: ['social_scoring'] } };
      world.facts = { ...world.facts, system: { ...system, entry } };
    }
    expect(revise(world)).toBe('accepted');
    expect([world.state.status, world.state.rejected?.rule]).toEqual(['rejected', 'prohibited_practice']);
    expect(world.types()).toContain('board.triggered');
    world.check();
    expect(world.state.status).toBe('rejected');
    expect(resubmit(world, { version_id: 'ver_1' })).toBe('accepted');
    expect(world.state.status).toBe('rejected');
  });
});
