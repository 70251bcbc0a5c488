import type { Policy } from '../../contracts/policy.ts';
import { RACI_STAGES } from '../../contracts/policy.ts';
import type { KeyPath } from './problem.ts';

/** A place of the policy that names a role. */
export interface RoleMention {
  readonly role: string;
  readonly file: string;
  readonly path: KeyPath;
}

/** Every place where the policy names a role, in the order of the files. */
export function roleMentions(policy: Policy): RoleMention[] {
  return [...ofTiers(policy), ...ofLanes(policy), ...ofLadders(policy), ...ofThresholds(policy), ...ofRaci(policy), ...ofNonconformities(policy)];
}

const listed = (file: string, path: KeyPath, roles: readonly string[]): RoleMention[] => roles.map((role, i) => ({ role, file, path: [...path, i] }));

const ofTiers = ({ tiers }: Policy) => listed('tiers.yaml', ['prohibited', 'tell_roles'], tiers.prohibited.tell_roles);

function ofLanes({ lanes }: Policy): RoleMention[] {
  return Object.entries(lanes.lanes).flatMap(([name, lane]) => {
    const at = (role: string | undefined, ...key: string[]) => (role === undefined ? [] : [{ role, file: 'lanes.yaml', path: ['lanes', name, ...key] }]);
    return [
      ...at(lane.role, 'role'),
      ...at(lane.backup_role, 'backup_role'),
      ...at(lane.head_role, 'head_role'),
      ...at(lane.executive_role, 'executive_role'),
      ...at(lane.committee?.chair_role, 'committee', 'chair_role'),
      ...at(lane.committee?.secretary_role, 'committee', 'secretary_role'),
    ];
  });
}

function ofLadders({ ladders }: Policy): RoleMention[] {
  return Object.entries(ladders.levels).map(([level, role]) => ({ role, file: 'ladders.yaml', path: ['levels', level] }));
}

function ofThresholds({ thresholds: t }: Policy): RoleMention[] {
  const file = 'thresholds.yaml';
  return [
    ...Object.entries(t.risk.acceptance).map(([residual, { role }]) => ({ role, file, path: ['risk', 'acceptance', residual, 'role'] })),
    ...listed(file, ['waiver', 'approver_roles'], t.waiver.approver_roles),
    ...listed(file, ['waiver', 'many', 'tell_roles'], t.waiver.many.tell_roles),
    ...listed(file, ['pause_order', 'roles'], t.pause_order.roles),
    ...listed(file, ['veto_override', 'roles'], t.veto_override.roles),
    ...listed(file, ['policy_activation', 'roles'], t.policy_activation.roles),
    ...listed(file, ['tier_override', 'roles'], t.tier_override.roles),
    ...listed(file, ['revoke_roles'], t.revoke_roles),
    ...Object.entries(t.cure_consent).map(([kind, role]) => ({ role, file, path: ['cure_consent', kind] })),
  ];
}

function ofRaci({ raci }: Policy): RoleMention[] {
  return RACI_STAGES.flatMap((stage) => {
    const cell = raci[stage];
    const path = (part: string) => ['raci', stage, part];
    return [
      { role: cell.accountable, file: 'raci.yaml', path: path('accountable') },
      ...listed('raci.yaml', path('responsible'), cell.responsible),
      ...listed('raci.yaml', path('consulted'), cell.consulted),
      ...listed('raci.yaml', path('informed'), cell.informed),
    ];
  });
}

function ofNonconformities({ nonconformities: rules }: Policy): RoleMention[] {
  if (rules === undefined) return [];
  const file = 'nonconformities.yaml';
  return [
    { role: rules.coordinator_role, file, path: ['coordinator_role'] },
    ...(['second_roles', 'executive_roles', 'reviewer_roles'] as const).flatMap((key) => listed(file, [key], rules[key])),
    ...Object.entries(rules.classes).flatMap(([name, { plan_approvers, risk_acceptance }]) => [
      ...listed(file, ['classes', name, 'plan_approvers'], plan_approvers),
      ...listed(file, ['classes', name, 'risk_acceptance', 'roles'], risk_acceptance?.roles ?? []),
    ]),
    { role: rules.risk_reassessment.role, file, path: ['risk_reassessment', 'role'] },
  ];
}
