import type { OwedMessage } from '../../../contracts/delivery.ts';
import type { DigestItem } from '../../../contracts/manager-digest.ts';
import { shippedPolicy } from '../../support/world.ts';
import { House, policyNamed } from '../house/ledger.ts';
import { at, DAY, later, MONDAY, workflow } from '../obligations/world.ts';
import { Register, REASON, risk, SYS, digest as hex } from '../system/register.ts';
import { about, type Pick, scene, type Scene, to } from './scene.ts';

const house = (it: House, pick: Pick, now = MONDAY): Scene => scene('house', it.state, it.context('maya', now, {}), now, it.messages.find(pick));
const register = (it: Register, pick: Pick, now = MONDAY): Scene => scene(SYS, it.state, { ...at(now), system: it.state }, now, it.messages.find(pick));

const drifting = (): Register => {
  const it = Register.with();
  const observed = [{ environment: 'production', case_id: 'dep_00000000000000000000000007', version_id: 'ver_1', digests: { weights: hex(1), code: hex(2) }, at: MONDAY }];
  it.does('observe-digests', { environment: 'production', digests: { weights: hex(3), code: hex(2), extra: hex(4) } }, 'sam', MONDAY, { live: observed });
  return it;
};
const raised = (kind = 'pause_order'): Register => {
  const it = Register.with();
  it.does('raise-blocker', { kind, extent: { scope: 'system', id: SYS }, title: 'Complaints *about* scores', reason: 'Being looked into' }, 'maya');
  return it;
};

/** Messages about systems, by name. */
export const systems: Readonly<Record<string, () => Scene>> = {
  'drift': () => register(drifting(), to('drift', 'maya')),
  'task-risk-treatment': () => {
    const it = Register.with();
    it.does('add-risk', risk, 'bela');
    return register(it, to('task', 'mira'));
  },
  'notice-risk-accepted': () => {
    const it = Register.with();
    it.does('add-risk', risk, 'bela');
    it.does('accept-risk', { risk_id: it.state.risks[0]?.id, until: later(MONDAY, 10 * DAY), ...REASON }, 'viktor');
    return register(it, about('risk.accepted', 'mira'));
  },
  'expiry-risk-acceptance': () => {
    const it = Register.with();
    it.does('add-risk', risk, 'bela');
    const until = later(MONDAY, 10 * DAY);
    it.does('accept-risk', { risk_id: it.state.risks[0]?.id, until, ...REASON }, 'viktor');
    it.does('escalate', {}, workflow, until);
    return register(it, about('risk.acceptance_expired', 'maya'), until);
  },
  'board-trigger': () => {
    const it = Register.with();
    it.does('add-risk', { ...risk, residual: 'critical' }, 'bela');
    const until = later(MONDAY, 5 * DAY);
    it.does('accept-risk', { risk_id: it.state.risks[0]?.id, until, ...REASON }, 'beatrix');
    it.does('escalate', {}, workflow, until);
    return register(it, to('board'), until);
  },
  'notice-blocker-raised': () => register(raised(), about('blocker.raised', 'bela')),
  'notice-blocker-released': () => {
    const it = raised();
    it.does('release-blocker', { blocker_id: it.blockers[0]?.id, ...REASON }, 'maya');
    return register(it, about('blocker.released', 'bela'));
  },
  'notice-blocker-cured': () => {
    const it = Register.with();
    it.does('raise-blocker', { kind: 'incident', extent: { scope: 'system', id: SYS }, title: 'Wrong <scores>', reason: 'Being looked into', source_case: 'inc_00000000000000000000000007' }, 'devon');
    it.does('cure-blocker', { blocker_id: it.blockers[0]?.id, ...REASON }, workflow);
    return register(it, about('blocker.cured', 'bela'));
  },
  'notice-blocker-waived': () => {
    const it = raised('manual');
    it.does('waive-blocker', { blocker_id: it.blockers[0]?.id, until: later(MONDAY, 10 * DAY), reason: 'The audit needs it', compensating_control: 'A person checks each case' }, 'viktor');
    return register(it, about('blocker.waived', 'bela'));
  },
  'notice-waivers-accumulated': () => {
    const it = Register.with();
    for (let n = 1; n <= shippedPolicy().thresholds.waiver.many.from; n += 1) {
      it.does('raise-blocker', { kind: 'manual', extent: { scope: 'system', id: SYS }, title: `Complaint ${n}`, reason: 'Being looked into' }, 'maya');
      it.does('waive-blocker', { blocker_id: it.blockers.at(-1)?.id, until: later(MONDAY, 10 * DAY), reason: 'The audit needs it', compensating_control: 'A person checks each case' }, 'viktor');
    }
    return register(it, about('waivers.accumulated', 'maya'));
  },
  'notice-drift-ended': () => {
    const it = Register.with();
    const live = [{ environment: 'production', case_id: 'dep_00000000000000000000000007', version_id: 'ver_1', digests: { weights: hex(1), code: hex(2) }, at: MONDAY }];
    for (const weights of [hex(3), hex(1)]) it.does('observe-digests', { environment: 'production', digests: { weights } }, 'sam', MONDAY, { live });
    return register(it, about('digests.drift_ended', 'maya'));
  },
  'notice-owner-changed': () => {
    const it = Register.with();
    it.does('patch', { owner: 'mira' }, 'bela');
    return register(it, about('system.changed', 'mira'));
  },
  'expiry-waiver': () => {
    const it = raised('manual');
    const until = later(MONDAY, 10 * DAY);
    it.does('waive-blocker', { blocker_id: it.blockers[0]?.id, until, reason: 'The audit needs it', compensating_control: 'A person checks each case' }, 'viktor');
    it.does('escalate', {}, workflow, until);
    return register(it, about('waiver.ended', 'bela'), until);
  },
};

const proposed = (): House => {
  const it = House.ready();
  it.does('propose-policy', { digest: policyNamed(1).digest, policy: policyNamed(1) }, 'maya');
  return it;
};

/** Messages about the house itself, by name. */
export const houses: Readonly<Record<string, () => Scene>> = {
  'policy-proposed': () => house(proposed(), to('policy', 'viktor')),
  'policy-activated': () => {
    const it = proposed();
    it.does('activate-policy', { digest: policyNamed(1).digest }, 'viktor');
    return house(it, about('policy.activated', 'maya'));
  },
  'reminder-policy': () => {
    const it = proposed();
    it.does('escalate', {}, workflow, later(MONDAY, 5 * DAY));
    return house(it, (row) => row.kind === 'reminder', later(MONDAY, 5 * DAY));
  },
  'directory': () => {
    const it = House.ready();
    const file = it.state.file!;
    const people = file.people.map((person) => (person.id === 'devon' ? { ...person, roles: ['risk_member', { role: 'technical_member', unit: 'claims' }] } : person));
    it.does('load-directory', { directory: { ...file, people } }, workflow);
    return house(it, to('directory', 'maya'));
  },
  'notice-delegation': () => {
    const it = House.ready();
    it.does('grant-delegation', { from: 'lena', to: 'noor', lane: 'legal', until: later(MONDAY, 30 * DAY) }, 'lena');
    return house(it, about('delegation.granted', 'noor'));
  },
  'notice-delegation-ended': () => {
    const it = House.ready();
    it.does('grant-delegation', { from: 'lena', to: 'noor', lane: 'legal', until: later(MONDAY, 30 * DAY) }, 'lena');
    it.does('end-delegation', { delegation_id: it.state.delegations.at(-1)?.id }, 'lena');
    return house(it, about('delegation.ended', 'noor'));
  },
  'notice-absence-ended': () => {
    const it = House.ready();
    it.does('add-absence', { person: 'theo', starts_at: MONDAY, until: later(MONDAY, 7 * DAY), deputy: 'tess' }, 'theo');
    it.does('end-absence', { absence_id: it.state.absences.at(-1)?.id }, 'theo');
    return house(it, about('absence.ended', 'tess'));
  },
  'policy-proposal-taken-up': () => {
    const it = House.ready();
    it.does('propose-policy', { digest: policyNamed(1).digest, policy: policyNamed(1) }, workflow);
    it.does('propose-policy', { digest: policyNamed(1).digest, policy: policyNamed(1) }, 'maya');
    return house(it, about('policy.proposed', 'viktor'));
  },
  'policy-proposal-superseded': () => {
    const it = proposed();
    it.does('propose-policy', { digest: policyNamed(2).digest, policy: policyNamed(2) }, 'devon');
    it.does('activate-policy', { digest: policyNamed(2).digest }, 'viktor');
    return house(it, about('policy.proposal_superseded', 'maya'));
  },
  'notice-absence': () => {
    const it = House.ready();
    it.does('add-absence', { person: 'theo', starts_at: MONDAY, until: later(MONDAY, 7 * DAY), deputy: 'tess' }, 'theo');
    return house(it, about('absence.added', 'tess'));
  },
  'notice-organisation-blocker': () => {
    const it = House.ready();
    it.does('raise-blocker', { kind: 'pause_order', extent: { scope: 'organisation' }, title: 'Freeze before the audit', reason: 'Audit' , owner: 'viktor' }, 'maya');
    return house(it, about('blocker.raised', 'viktor'));
  },
  'digest-of-a-line': () => {
    const it = House.ready();
    const row: OwedMessage = { key: 'k', kind: 'digest', recipient: 'dana', channels: ['chat'], obligation_id: null, about: { what: 'digests.due', managers: 'dana', date: MONDAY.slice(0, 10) }, mutable: false, late: false };
    const item = (n: number, title: string): DigestItem => ({ id: `obl_${n}`, case_id: `nc_0000000000000000000000000${n}`, kind: 'corrective_action', title, class: 'major', owing: ['mira'], opened_at: later(MONDAY, -20 * DAY), due_at: later(MONDAY, (n - 5) * DAY) });
    const line = { manager: 'dana', changed: { since: later(MONDAY, -DAY), fresh: 1, fell_due: 1, done: 0 }, overdue: [{ over: 'P1D', to: 'P7D', items: [item(1, 'Validate <every> release')] }], due_soon: [item(6, 'Train the team')], extensions: [], verification: [], effectiveness: [], overdue_below: 3 };
    return scene('house', it.state, it.context('maya', MONDAY, {}), MONDAY, row, { at: MONDAY, until: later(MONDAY, 5 * DAY), lines: [line] });
  },
  'stuck': () => {
    const it = proposed();
    const [owed] = it.state.obligations;
    const row: OwedMessage = { key: 'k', kind: 'stuck', recipient: 'maya', channels: ['chat'], obligation_id: owed?.id ?? null, about: { ...owed?.subject, obligation: 'ratify_policy' }, mutable: false, late: true };
    return scene('house', it.state, it.context('maya', MONDAY, {}), MONDAY, row);
  },
};
