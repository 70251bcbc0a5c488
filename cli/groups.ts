import { BLOCKER_GROUP } from './commands/blockers.ts';
import { BOARD } from './commands/boards.ts';
import { BOUNCE } from './commands/bounce.ts';
import { CALL } from './commands/call.ts';
import { CASE_GROUP } from './commands/cases.ts';
import { DEPLOY_GROUP } from './commands/deployments.ts';
import { EVIDENCE_GROUP } from './commands/evidence.ts';
import { DOCTOR, START } from './commands/machine.ts';
import { METRICS } from './commands/metrics.ts';
import { NC_GROUP } from './commands/nonconformities.ts';
import { INBOX, OBLIGATION_GROUP } from './commands/obligations.ts';
import { ABSENCE_GROUP, DELEGATE, DELEGATION_GROUP, PEOPLE } from './commands/people.ts';
import { PERMIT_GROUP } from './commands/permits.ts';
import { RISK_GROUP } from './commands/risks.ts';
import { TOKEN_GROUP, WATCH, WHOAMI } from './commands/service.ts';
import { SYSTEM_GROUP, VERSION_GROUP } from './commands/systems.ts';
import { TICKET_GROUP } from './commands/tickets.ts';
import { VOTE } from './commands/vote.ts';
import { LOGIN, LOGOUT, TOTP_CODE } from './login/index.ts';
import { LEDGER_GROUP, RECONCILE } from './ledger/index.ts';
import { POLICY_GROUP } from './policy/index.ts';
import type { GroupSpec } from './spec.ts';

/** Every command, in the order of the help. */
export const GROUPS: readonly GroupSpec[] = [
  { name: null, about: 'on this machine', commands: [START, DOCTOR, LOGIN, LOGOUT, TOTP_CODE] },
  TOKEN_GROUP,
  SYSTEM_GROUP,
  VERSION_GROUP,
  RISK_GROUP,
  DEPLOY_GROUP,
  NC_GROUP,
  { name: null, about: 'signing and the inbox', commands: [VOTE, INBOX, BOARD] },
  OBLIGATION_GROUP,
  CASE_GROUP,
  PERMIT_GROUP,
  BLOCKER_GROUP,
  EVIDENCE_GROUP,
  TICKET_GROUP,
  POLICY_GROUP,
  { name: null, about: 'people', commands: [PEOPLE, DELEGATE] },
  DELEGATION_GROUP,
  ABSENCE_GROUP,
  LEDGER_GROUP,
  { name: null, about: 'the service', commands: [WHOAMI, WATCH, METRICS, BOUNCE, RECONCILE, CALL] },
];
