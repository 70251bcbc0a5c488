import { describe, expect, it } from '@jest/globals';
import { OBSERVE_TICKET } from '../../../contracts/ticket.ts';
import { nonconformityClosure } from '../../../domain/nonconformity-closure/index.ts';
import { PROOF, Story } from '../../support/nonconformity.ts';
import { digest, World } from '../../support/world.ts';

const handIn = (story: Story, change = {}) => ({ obligation_id: story.action().obligation_id, evidence: [PROOF], comment: 'done', ...change });
const verifies = (story: Story, accepted = true, key = 'gate') => ({ action_id: story.action(key).action_id, accepted, comment: 'seen' });

/** A plan of two actions, the second of which waits for the first. */
function inTwoSteps(): Story {
  const story = new Story().analysed();
  const [first] = story.plan()['actions'] as Record<string, unknown>[];
  const actions = [first, { ...first, key: 'train', title: 'Train the team', due_at: '2026-04-10T09:00:00.000Z', depends_on: ['gate'] }];
  return story.planned('major', { actions }).implementing();
}

describe('§3.S implementing', () => {
  it('makes each action of the plan owed by its owner, due exactly when the plan says', () => {
    const story = new Story().implementing();
    expect(story.state.status).toBe('implementing');
    expect(story.owed('corrective_action')).toMatchObject({ owed_by: { person: 'dana' }, due_at: story.action().due_at, ladder: 'nonconformity_major', subject: { action: story.action().action_id } });
  });

  it('opens an action once what it depends on is verified, and not when it is handed in', () => {
    const story = inTwoSteps();
    expect([story.action('gate').state, story.action('train').state]).toEqual(['open', 'waiting']);
    story.handedIn();
    expect(story.action('train').state).toBe('waiting');
    story.does('bela', 'verify', verifies(story));
    expect(story.action('train').state).toBe('open');
    expect(story.state.status).toBe('implementing');
  });

  it('an action of a later cycle may build on one that is verified', () => {
    const story = new Story().checked('ineffective').analysed();
    const [second] = story.plan()['actions'] as Record<string, unknown>[];
    story.planned('major', { actions: [{ ...second, depends_on: ['gate'] }] }).implementing();
    expect(story.action('gate2').state).toBe('open');
  });

  it('the deputy of an absent owner hands in the evidence', () => {
    const story = new Story().implementing().house(({ absences }) => ({ absences: [...absences, { person: 'dana', deputy: 'theo', starts_at: '2026-03-01T09:00:00.000Z', until: '2026-06-01T09:00:00.000Z' }] }));
    expect(story.does('theo', 'complete', handIn(story)).action().done_by).toBe('theo');
    expect(story.refusal('theo', 'verify', verifies(story)).refused).toBe('separation_of_duties');
  });

  it.each([
    ['by somebody who does not owe it', 'theo', {}, 'not_permitted', 'dana'],
    ['by the word of its owner alone', 'dana', { evidence: [] }, 'invalid', 'The pipeline refuses'],
    ['with evidence that nobody stored', 'dana', { evidence: [digest('nobody stored it')] }, 'evidence_missing', digest('nobody stored it')],
    ['under an obligation that is not there', 'dana', { obligation_id: 'obl_none' }, 'unknown_obligation', 'obl_none'],
  ])('an action is not handed in %s', (_how, by, change, code, names) => {
    const story = new Story().implementing();
    const refused = story.refusal(by, 'complete', handIn(story, change));
    expect(refused.refused).toBe(code);
    expect(refused.detail).toContain(names);
  });

  it('says which command meets what is not completed', () => {
    const story = new Story().classified();
    expect(story.refusal('mira', 'complete', { obligation_id: story.owed('root_cause').id, evidence: [PROOF], comment: 'c' })).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining('root-cause') });
  });

  it('R-77 a closed ticket proposes that it is done and meets nothing; its owner hands in the evidence', () => {
    const story = new Story().implementing();
    const obligation_id = story.owed('corrective_action').id;
    story.workflow(OBSERVE_TICKET, { obligation_id, system: 'jira', ref: 'NC-1', seen: 'closed' });
    expect(story.types().at(-1)).toBe('ticket.closed');
    expect([story.action().state, story.owed('corrective_action').ticket?.state, story.state.status]).toEqual(['open', 'closed', 'implementing']);
    expect(story.act({ kind: 'machine', id: 'jira', on_behalf_of: null }, 'complete', handIn(story))).toMatchObject({ refused: 'machine_cannot_sign' });
  });
});

describe('§3.S verify_evidence', () => {
  it('is no longer late by its owner once the evidence is handed in, and not done before the verifier accepts, who owes a look at it', () => {
    const story = new Story().handedIn();
    expect(story.state.status).toBe('verify_evidence');
    expect(story.owes()).toEqual(['evidence_verification']);
    expect(story.owed('evidence_verification').owed_by).toEqual({ person: 'bela' });
    story.verified();
    expect(story.owes()).toEqual([]);
  });

  it('a returned action is open again with the reason, and can be handed in once more', () => {
    const story = new Story().implementing();
    const { id, version, due_at } = story.owed('corrective_action');
    story.handedIn();
    const left = Date.parse(due_at ?? '') - Date.parse(story.now);
    story.runTo('2026-03-20T09:00:00.000Z').does('bela', 'verify', verifies(story, false));
    expect(story.action()).toMatchObject({ state: 'open', returned_reason: 'seen' });
    expect([story.state.status, story.owes(), story.owed('corrective_action')]).toMatchObject(['implementing', ['corrective_action'], { id, version: version + 1 }]);
    expect(Date.parse(story.owed('corrective_action').due_at ?? '') - Date.parse(story.now)).toBe(left);
    story.does('dana', 'complete', handIn(story)).verified();
    expect(story.state.status).toBe('effectiveness_wait');
  });

  it.each([
    ['its owner', 'dana', 'separation_of_duties'],
    ['somebody who was not asked', 'theo', 'not_permitted'],
    ['the coordinator', 'noor', 'not_permitted'],
  ])('%s does not verify it, and is told who does', (_who, by, code) => {
    const story = new Story().handedIn();
    const refused = story.refusal(by, 'verify', verifies(story));
    expect(refused).toMatchObject({ refused: code, extra: { may: ['bela'] } });
    expect(refused.detail).toContain('bela');
  });

  it('a machine never verifies, whoever it acts for', () => {
    const story = new Story().handedIn();
    expect(story.act({ kind: 'machine', id: 'ci', on_behalf_of: 'bela' }, 'verify', verifies(story))).toMatchObject({ refused: 'machine_cannot_sign' });
  });

  it('is judged at the act too: who was given the action since does not verify it', () => {
    const story = new Story().implementing();
    story.does('bruno', 'reassign', { obligation_id: story.owed('corrective_action').id, to: 'bela', reason: 'knows it' });
    story.does('bela', 'complete', handIn(story));
    // planned to verify what was then given to her: somebody who stands in is asked
    expect(story.owed('evidence_verification').owed_by).toEqual({ role: 'nc_coordinator' });
    expect(story.refusal('bela', 'verify', verifies(story))).toMatchObject({ refused: 'separation_of_duties', extra: { may: ['noor'] } });
    expect(story.refusal('dana', 'verify', verifies(story)).refused).toBe('separation_of_duties');
    expect(story.answer('noor', 'verify', verifies(story))).toBe('accepted');
  });

  it('is not given to its owner to verify', () => {
    const story = new Story().handedIn();
    const given = { obligation_id: story.owed('evidence_verification').id, to: 'dana', reason: 'quicker' };
    expect(story.refusal('bruno', 'reassign', given)).toMatchObject({ refused: 'separation_of_duties', pointer: '/to' });
    expect(story.answer('bruno', 'reassign', { ...given, to: 'theo' })).toBe('accepted');
    expect(story.answer('theo', 'verify', verifies(story))).toBe('accepted');
  });

  it('R-43 is no matter of the case\'s owner, now or before, whoever did the action', () => {
    const story = new Story().handedIn();
    const given = (to: string) => ({ obligation_id: story.owed('evidence_verification').id, to, reason: 'quicker' });
    expect(story.refusal('bruno', 'reassign', given('mira'))).toMatchObject({ refused: 'separation_of_duties', pointer: '/to' });
    expect(story.refusal('mira', 'verify', verifies(story))).toMatchObject({ refused: 'separation_of_duties', detail: expect.stringContaining('owns this nonconformity'), extra: { may: ['bela'] } });
    story.classified('major', { owner: 'yuki' });
    expect(story.refusal('mira', 'verify', verifies(story))).toMatchObject({ refused: 'separation_of_duties', extra: { may: ['bela'] } });
  });

  it('R-43 goes to somebody who stands in where the planned verifier has come to own the case', () => {
    const before = new Story().implementing().classified('major', { owner: 'bela' }).handedIn();
    expect(before.owed('evidence_verification')).toMatchObject({ owed_by: { role: 'nc_coordinator' }, to: ['noor'] });
    const while_ = new Story().handedIn().classified('major', { owner: 'bela' });
    expect(while_.owed('evidence_verification')).toMatchObject({ owed_by: { role: 'nc_coordinator' }, to: ['noor'] });
    expect(while_.answer('noor', 'verify', verifies(while_))).toBe('accepted');
  });

  it('inherited by the manager who owns the action it is owed by a role that stands in, and the manager is refused', () => {
    const [action] = new Story().plan('major')['actions'] as Record<string, unknown>[];
    const story = new Story().planned('major', { actions: [{ ...action, owner: 'bruno' }] }).handedIn().leaves('bela');
    expect(story.owed('evidence_verification')).toMatchObject({ owed_by: { role: 'nc_coordinator' }, to: ['noor'] });
    expect(story.refusal('bruno', 'verify', verifies(story))).toMatchObject({ refused: 'separation_of_duties', detail: expect.stringContaining('noor') });
  });

  it('goes to the manager of a verifier who left', () => {
    const story = new Story().implementing().leaves('bela').handedIn();
    expect(story.owed('evidence_verification').owed_by).toEqual({ person: 'bruno' });
  });

  it('takes a sign-in as strong as a vote on the system, since it opens a gate', () => {
    const story = new Story({ system: new World('high').facts.system }).handedIn();
    expect(story.as('bela', 'verify', verifies(story), 'chat')).toMatchObject({ refused: 'assurance_too_weak' });
    expect(story.as('bela', 'verify', verifies(story, false), 'chat')).not.toHaveProperty('refused');
  });

  it.each([
    ['before it is handed in', (story: Story) => story.implementing(), 'wrong_state', 'dana hands in'],
    ['twice', (story: Story) => story.verified(), 'already_decided', 'bela'],
  ])('is not verified %s', (_when, upTo, code, names) => {
    const story = upTo(new Story());
    const refused = story.refusal('bela', 'verify', verifies(story));
    expect(refused.refused).toBe(code);
    expect(refused.detail).toContain(names);
  });

  it('names the actions that there are when it is asked of another', () => {
    const story = new Story().handedIn();
    expect(story.refusal('bela', 'verify', { action_id: 'act_none', accepted: true, comment: 'c' })).toMatchObject({ refused: 'invalid', pointer: '/action_id', detail: expect.stringContaining(story.action().action_id) });
  });
});

describe('§3.S effectiveness_wait', () => {
  it.each(['major', 'minor'] as const)('a %s one waits for its effect once all evidence is verified, and holds no gate any more', (cls) => {
    const story = new Story().implementing(cls);
    const holds = () => nonconformityClosure.blockers(story.state).flatMap((blocker) => blocker.holds);
    expect(holds()).toEqual(cls === 'major' ? ['gate', 'permit', 'live'] : []);
    story.verified(cls);
    expect(story.types().slice(-2)).toEqual(['evidence.verified', 'effectiveness.waiting']);
    expect(story.state.status).toBe('effectiveness_wait');
    expect(holds()).toEqual([]);
  });

  it.each(['observation', 'opportunity'] as const)('an %s asks for no check and is closed with its evidence', (cls) => {
    const story = new Story().classified(cls).does('mira', 'plan', new Story().plan(cls)).implementing(cls).verified(cls);
    expect(story.state.status).toBe('closed');
    expect(story.last('nonconformity.closed').body).toEqual({ rule: '§3.evidence_verified' });
    expect(story.owes()).toEqual([]);
  });
});
