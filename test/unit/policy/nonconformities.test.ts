import { describe, expect, it } from '@jest/globals';
import { checkPolicy } from '../../../domain/policy/check.ts';
import { formatProblem } from '../../../domain/policy/problem.ts';
import { edited, editedPolicy, exampleDirectory, fastPolicy, NOW, problemsOf, shippedPolicy } from './sample.ts';

const FILE = 'nonconformities.yaml';
const found = (policy: ReturnType<typeof shippedPolicy>, directory = exampleDirectory()) => checkPolicy(policy, directory, NOW).map(formatProblem);

describe('nonconformities.yaml is refused, with the place and what would be right,', () => {
  it.each([
    ['a class on a ladder that is not there', 'ladder: nonconformity_major', 'ladder: nonconformity_mayor', 'classes.major.ladder: there is no ladder "nonconformity_mayor"; did you mean "nonconformity_major"?'],
    ['a class that holds a gate and tells nobody', 'ladder: nonconformity_major', 'ladder: none', 'classes.major.ladder: what holds a gate shut would stay silent'],
    ['a chain longer than any can be', 'whys_at_least: 3 # ours: five', 'whys_at_least: 11 # five', 'classes.major.whys_at_least: no chain has 11 links; write at most 10'],
    ['a major one whose risk is accepted', 'risk_acceptance: null', 'risk_acceptance: { roles: [cro], at_most: P6M }', 'classes.major.risk_acceptance: the risk of a major one is never accepted'],
    ['no class of causes', /cause_classes:[\s\S]*?\n\n/, 'cause_classes: {}\n\n', 'cause_classes: there is no class of causes'],
    ['a source of findings that there is not', 'sources: [incident,', 'sources: [incidents,', 'risk_reassessment.sources[0]: there is no source "incidents" of nonconformities; did you mean "incident"?'],
    ['ages of the board that fall', 'nudge_every: P1D', 'nudge_every: P1D\nboard_bands: [P7D, P90D, P30D]', 'board_bands[2]: P30D is no longer than P90D before it'],
    ['ages of the board that are the same in other words', 'nudge_every: P1D', 'nudge_every: P1D\nboard_bands: [P7D, P1W]', 'board_bands[1]: P1W is no longer than P7D before it'],
  ])('%s', (_what, passage, replacement, line) => {
    expect(problemsOf(edited(FILE, passage, replacement))).toEqual([expect.stringContaining(line)]);
  });

  it.each([
    ['coordinator_role: nc_coordinator', 'coordinator_role: gone', 'coordinator_role'],
    ['second_roles: [ai_governance_lead,', 'second_roles: [gone,', 'second_roles[0]'],
    ['reviewer_roles: [risk_head,', 'reviewer_roles: [gone,', 'reviewer_roles[0]'],
    ['executive_roles: [cro,', 'executive_roles: [gone,', 'executive_roles[0]'],
    ['plan_approvers: [ai_governance_lead, nc_coordinator]', 'plan_approvers: [gone, nc_coordinator]', 'classes.major.plan_approvers[0]'],
    ['risk_acceptance: { roles: [risk_head, cro], at_most: P6M }', 'risk_acceptance: { roles: [gone, cro], at_most: P6M }', 'classes.minor.risk_acceptance.roles[0]'],
    ['role: risk_member', 'role: gone', 'risk_reassessment.role'],
  ])('a role that nobody holds: %s', (passage, replacement, key) => {
    expect(found(editedPolicy(FILE, passage, replacement))).toEqual([expect.stringContaining(`${FILE} ${key}: nobody holds the role "gone"`)]);
  });

  it('a second person who is always the first', () => {
    const policy = editedPolicy(FILE, 'second_roles: [ai_governance_lead, risk_head, nc_coordinator]', 'second_roles: [nc_coordinator]');
    expect(found(policy)).toEqual([expect.stringContaining('second_roles: only noor could propose and decide a rejection, which needs two people')]);
  });
});

it.each([['P7D, P30D, P90D'], ['P1W, P1M, P3M'], ['P1D']])('ages of the board that rise are well: %s', (ages) => {
  expect(found(editedPolicy(FILE, 'nudge_every: P1D', `nudge_every: P1D\nboard_bands: [${ages}]`))).toEqual([]);
});

it.each([['shipped', shippedPolicy()], ['fast', fastPolicy()]])('the %s policy has no such fault', (_name, policy) => {
  expect(found(policy)).toEqual([]);
});
