import { describe, expect, it } from '@jest/globals';
import type { Directory } from '../../../contracts/directory.ts';
import type { Policy } from '../../../contracts/policy.ts';
import { checkPolicy } from '../../../domain/policy/check.ts';
import { editDistance, nearest } from '../../../domain/policy/nearest.ts';
import { formatProblem } from '../../../domain/policy/problem.ts';
import { edited, editedPolicy, exampleDirectory, NOW, problemsOf, shippedPolicy } from './sample.ts';

const policy = shippedPolicy();
const directory = exampleDirectory();
const roleOf = (held: string | { role: string }) => (typeof held === 'string' ? held : held.role);

/** The house with everybody's roles run through a sieve. */
const sieve = (keep: (person: string, role: string) => boolean): Directory => ({
  ...directory,
  people: directory.people.map((p) => ({ ...p, roles: p.roles.filter((held) => keep(p.id, roleOf(held))) })),
});
const withRoles = (house: Directory, id: string, ...roles: Directory['people'][number]['roles']): Directory => ({
  ...house,
  people: house.people.map((p) => (p.id === id ? { ...p, roles: [...p.roles, ...roles] } : p)),
});
const found = (over: { policy?: Policy; directory?: Directory }) => checkPolicy(over.policy ?? policy, over.directory ?? directory, NOW).map(formatProblem);

describe('policy check refuses, with the place and what would be right,', () => {
  it('a role that nobody holds, once, with the role that was meant', () => {
    const lines = found({ policy: editedPolicy('lanes.yaml', 'head_role: legal_head', 'head_role: legal_haed') });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('lanes.yaml lanes.legal.head_role: nobody holds the role "legal_haed"; give it to somebody in the directory; did you mean "legal_head"?');
  });

  it('a role whose only holder left', () => {
    const left = { ...directory, people: directory.people.map((p) => (p.id === 'maya' ? { ...p, left_on: '2026-11-01' } : p)) };
    expect(found({ directory: left }).join('\n')).toContain('nobody holds the role "ai_governance_lead"');
  });

  it.each([
    ['tiers.yaml', 'tell_roles: [legal_member,', 'tell_roles: [gone,', 'prohibited.tell_roles[0]'],
    ['thresholds.yaml', 'approver_roles: [cro,', 'approver_roles: [gone,', 'waiver.approver_roles[0]'],
    ['thresholds.yaml', 'incident: incident_commander', 'incident: gone', 'cure_consent.incident'],
    ['thresholds.yaml', 'critical: { role: board_risk_committee', 'critical: { role: gone', 'risk.acceptance.critical.role'],
    ['ladders.yaml', 'secretary: board_secretary', 'secretary: gone', 'levels.secretary'],
    ['raci.yaml', 'accountable: nc_coordinator', 'accountable: gone', 'raci.correct.accountable'],
    ['lanes.yaml', 'secretary_role: ai_committee_secretary', 'secretary_role: gone', 'lanes.committee.committee.secretary_role'],
  ])('an empty role wherever %s names one', (file, passage, replacement, key) => {
    expect(found({ policy: editedPolicy(file, passage, replacement) })).toEqual([expect.stringContaining(`${file} ${key}: nobody holds the role "gone"`)]);
  });

  it.each([
    ['longer than issue and rule allow', { step_up_within: 'PT5M1S' }, 'thresholds.yaml step_up_within: a proof would count for PT5M1S; write more than nothing and at most PT5M'],
    ['for ever, nearly', { step_up_within: 'P1Y' }, 'step_up_within: a proof would count for P1Y'],
    ['never', { step_up_within: 'PT0S' }, 'step_up_within: a proof would count for PT0S'],
    ['by "0", which says that nothing is known', { multi_factor_acr: ['phr', '0'] }, 'multi_factor_acr[1]: "0" says nothing of several factors'],
    ['by a password', { multi_factor_acr: ['urn:oasis:names:tc:SAML:2.0:ac:classes:Password'] }, 'multi_factor_acr[0]: "urn:oasis:names:tc:SAML:2.0:ac:classes:Password" says nothing'],
    ['by one factor of a provider', { multi_factor_acr: ['urn:okta:loa:1fa:any'] }, 'multi_factor_acr[0]'],
  ])('a step-up that counts %s', (_why, change, line) => {
    expect(found({ policy: { ...policy, thresholds: { ...policy.thresholds, ...change } } })).toEqual([expect.stringContaining(line)]);
  });

  it('a digest that takes longer than a message has on its channel', () => {
    expect(problemsOf(edited('ladders.yaml', 'within: PT5M', 'within: PT10M'))).toEqual([
      expect.stringContaining('channels.digest.within: messages would wait PT10M for a digest and go to the next channel before; write less than fall_through_after, "PT10M"'),
    ]);
  });

  it.each([
    ['{ bussiness: [technical] }', 'paths.medium.after.bussiness: "bussiness" is no lane of this path; did you mean "business"?'],
    ['{ business: [committee] }', 'paths.medium.after.business[0]: "committee" is no lane of this path'],
    ['{ business: [risk], risk: [technical, business] }', 'paths.medium.after.business: lane "business" waits for itself and would never open'],
  ])('lanes staged as %s', (after, line) => {
    expect(problemsOf(edited('tiers.yaml', 'lanes: [technical, risk, business]', `after: ${after}\n    lanes: [technical, risk, business]`))[0]).toContain(line);
  });

  it('a level that nobody can be told of', () => {
    const mute = { ...directory, people: directory.people.map(({ email, slack_user_id, ...p }) => (p.roles.includes('board_risk_committee') ? p : { ...p, email, slack_user_id })) };
    expect(found({ directory: mute }).join('\n')).toContain('nobody with the role "board_risk_committee" can be told of anything; give one of its holders an email');
  });

  it('a ladder that does not end at leadership', () => {
    const lines = problemsOf(edited('ladders.yaml', /.*id: executive[\s\S]*lapse: \{.*\}/, '    lapse: never'));
    expect(lines[0]).toContain('ladders.sign_off.rungs: the ladder ends at L3 with the rung "governance"; its last rung must be at leadership: level L4 (executive) or L5 (board)');
  });

  it('a ladder that goes up to the board and ends below', () => {
    const lines = problemsOf(edited('ladders.yaml', 'id: reminder_80, level: L0, at: { percent: 80 }', 'id: reminder_80, level: L0, at: { percent: 480 }'));
    expect(lines[0]).toContain('the ladder ends at L0 with the rung "reminder_80"');
  });

  it('a ladder without rungs', () => {
    const lines = problemsOf(edited('ladders.yaml', /rungs: &to_the_board[\s\S]*?lapse: \{.*\}/, 'rungs: &to_the_board []\n    lapse: never'));
    expect(lines[0]).toContain('the ladder has no rungs, so silence would end there');
  });

  it('a lapse that would wait for a board that no rung tells', () => {
    expect(problemsOf(edited('ladders.yaml', /\n.*id: board.*/, '')).join('\n')).toContain('ladders.sign_off.lapse: a request lapses only after the board was told, and this ladder has no L5 rung');
  });

  it('a lapse before anything is overdue', () => {
    expect(problemsOf(edited('ladders.yaml', 'percent: 600', 'percent: 90'))[0]).toContain('ladders.sign_off.lapse.percent: it would lapse at 90 % of its time');
  });

  it('a rung that comes after the lapse', () => {
    const late = edited('ladders.yaml', 'id: executive, level: L4, at: { percent: 300 }', 'id: executive, level: L4, at: { after_due: P365D }');
    expect(problemsOf(late)[0]).toContain('ladders.sign_off.rungs[5].at: the rung "executive" can\'t be reached: the request lapses before');
  });

  it('a notice to the assignee that would come before the obligation opens', () => {
    const early = edited('ladders.yaml', 'id: reminder_50, level: L0, at: { percent: 50 }', 'id: reminder_50, level: L0, at: { before_due: P5D }');
    expect(problemsOf(early)[0]).toContain('the rung "reminder_50" can\'t be reached: it would be due before the obligation opens; write less than its time,');
  });

  it('two rungs of one name', () => {
    expect(problemsOf(edited('ladders.yaml', 'id: reminder_80', 'id: reminder_50'))[0]).toContain('rungs[1].id: the rung "reminder_50" is there twice and would fire once');
  });

  it('a lane whose backup rung reaches nobody', () => {
    expect(found({ policy: editedPolicy('lanes.yaml', '    backup_role: risk_backup\n', '') })).toEqual([
      'lanes.yaml lanes.risk: the rung "breach" (L1) reaches nobody for lane "risk" and systems of any unit; name a backup_role that somebody holds',
    ]);
  });

  it('a lane that the requester could fill alone', () => {
    const lonely = sieve((person, role) => (role === 'legal_member' ? person === 'lena' : role === 'legal_backup' ? person === 'lena' : true));
    const alone = withRoles(lonely, 'lena', 'legal_backup');
    expect(found({ directory: alone })).toEqual([
      'lanes.yaml lanes.legal.role: a member of lane "legal" who is the requester leaves fewer than the 1 it needs for systems of any unit: the requester could fill it alone; give the role "legal_member" or "legal_backup" to one more person',
    ]);
  });

  it('not a lane of one member whose backup is somebody else', () => {
    expect(found({ directory: sieve((person, role) => role !== 'legal_member' || person === 'lena') })).toEqual([]);
  });

  it('a quorum larger than its members, at the quorum', () => {
    expect(found({ policy: editedPolicy('tiers.yaml', 'quorum: { risk: 2 }', 'quorum: { risk: 4 }') })).toEqual([
      'tiers.yaml paths.high.quorum.risk: the quorum of 4 in lane "risk" is larger than its members for systems of any unit; lower it, or give the role "risk_member" to more people',
    ]);
  });

  it('a lane that has members for some units alone, naming the others', () => {
    const house = withRoles(withRoles(sieve((_person, role) => role !== 'privacy_member'), 'paula', { role: 'privacy_member', unit: 'business' }), 'priya', { role: 'privacy_member', unit: 'business' });
    expect(found({ directory: house }).join('\n')).toContain('is larger than its members for systems of group, board, governance, legal, risk, technology;');
  });

  it('a committee whose chair is no member', () => {
    expect(found({ directory: sieve((person, role) => role !== 'ai_committee' || person !== 'maya') })).toEqual([
      'lanes.yaml lanes.committee.committee.chair_role: no chair is a member of the committee for systems of any unit; give a holder of "ai_committee_chair" the role "ai_committee" too',
    ]);
  });

  it('lanes that share too few people to be filled together', () => {
    const shared = ['security_member', 'security_backup', 'privacy_member', 'privacy_backup', 'legal_member', 'legal_backup', 'legal_head', 'technical_head', 'technical_member', 'technical_backup'];
    let house = sieve((_person, role) => !shared.includes(role));
    for (const id of ['tess', 'sam']) house = withRoles(house, id, ...shared);
    expect(found({ directory: house }).join('\n')).toContain('too few different people for all lanes together: nobody is left for');
  });

  it('an activation that could never have a second person', () => {
    expect(found({ policy: editedPolicy('thresholds.yaml', 'roles: [ai_governance_lead, cro, general_counsel]', 'roles: [ai_governance_lead]') })).toEqual([
      'thresholds.yaml policy_activation.roles: only maya could activate a policy, so never one of their own; name roles that two or more people hold',
    ]);
  });

  it('an override that needs more executives than there are', () => {
    expect(found({ policy: editedPolicy('thresholds.yaml', 'executives: 2', 'executives: 5') })).toEqual([
      'thresholds.yaml veto_override.executives: an override needs 5 executives and the roles have 4; write at most 4, or name more roles',
    ]);
  });

  it('a person whose calendar the policy has not', () => {
    const house = { ...directory, people: directory.people.map((p) => (p.id === 'yuki' ? { ...p, calendar: 'singapur' } : p)) };
    expect(found({ directory: house })).toEqual(['directory.yaml people[4].calendar: the policy has no calendar "singapur"; did you mean "singapore"? allowed: berlin, new_york, singapore']);
  });
});

describe('nearest', () => {
  it('finds the word that was meant, and none when nothing is near', () => {
    expect(nearest('quorm', ['sla', 'quorum', 'lanes'])).toBe('quorum');
    expect(nearest('zzzz', ['sla', 'quorum', 'lanes'])).toBeUndefined();
  });

  it('counts insertions, deletions and replacements', () => {
    expect([editDistance('', 'abc'), editDistance('kitten', 'sitting'), editDistance('lane', 'lane')]).toEqual([3, 3, 0]);
  });
});
