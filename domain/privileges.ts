import type { Directory } from '../contracts/directory.ts';
import type { Instant } from '../contracts/primitives.ts';
import type { Refusal } from '../contracts/refusal.ts';
import type { OperationId } from '../contracts/routes.ts';
import type { Scope } from '../contracts/scopes.ts';
import { ADMIN_ROLE, holdsAny } from './actors.ts';
import { currentPerson } from './directory.ts';

/**
 * Who may call an operation at all (design §7: default deny). Whether this person may do this to this record is for the
 * rules of the record. `people`: everybody who works here, or the holders of one of these roles. `scope`: what a machine
 * needs; null where only a person's word counts.
 */
export type Privilege = 'anybody' | { readonly people: 'all' | readonly string[]; readonly scope: Scope | null };

const all = (scope: Scope | null): Privilege => ({ people: 'all', scope });
const read = all('read');
const inPerson = all(null);

/** One row per operation; one without a row can't be built. */
export const PRIVILEGES: Readonly<Record<OperationId, Privilege>> = {
  addSystem: all('systems:write'),
  listSystems: read,
  getSystem: read,
  changeSystem: all('systems:write'),
  addVersion: all('systems:write'),
  listVersions: read,
  listSystemBlockers: read,
  observeDigests: all('signals:write'),
  addRisk: all('systems:write'),
  listRisks: read,
  treatRisk: all('systems:write'),
  acceptRisk: inPerson,
  closeRisk: all('systems:write'),
  requestDeployment: all('deployments:write'),
  listDeployments: read,
  getDeployment: read,
  getDecisionRecord: read,
  withdrawDeployment: all('deployments:write'),
  resubmitDeployment: all('deployments:write'),
  reviseDeployment: all('deployments:write'),
  confirmLive: all('permits:use'),
  askRequester: inPerson,
  answerApprover: inPerson,
  consentToCure: inPerson,
  overrideVeto: inPerson,
  setTier: inPerson,
  revokeApproval: inPerson,
  raiseNonconformity: all('nonconformities:write'),
  importNonconformities: all('nonconformities:write'),
  listNonconformities: read,
  listAlikeNonconformities: read,
  listNearMissPatterns: read,
  getNonconformity: read,
  classifyNonconformity: inPerson,
  promoteNearMiss: inPerson,
  recordCorrection: inPerson,
  recordRootCause: inPerson,
  submitActionPlan: inPerson,
  approveActionPlan: inPerson,
  returnActionPlan: inPerson,
  verifyAction: inPerson,
  checkEffect: inPerson,
  requestExtension: inPerson,
  decideExtension: inPerson,
  rejectNonconformity: inPerson,
  cancelNonconformity: inPerson,
  mergeNonconformity: inPerson,
  acceptNonconformityRisk: inPerson,
  reopenNonconformity: inPerson,
  disputeFinding: inPerson,
  declineProposal: inPerson,
  decideDispute: inPerson,
  decideRecurrence: inPerson,
  recordCost: all('nonconformities:write'),
  listCases: read,
  getCase: read,
  listCaseEvents: read,
  listCaseDeliveries: read,
  listObligations: read,
  getObligation: read,
  getActionBoard: read,
  castVote: inPerson,
  completeObligation: inPerson,
  extendObligation: inPerson,
  reassignObligation: inPerson,
  snoozeObligation: inPerson,
  acknowledgeObligation: inPerson,
  nudgeObligation: inPerson,
  askAboutObligation: inPerson,
  answerObligation: inPerson,
  recordMinutes: inPerson,
  acceptObligation: inPerson,
  returnObligation: inPerson,
  issuePermit: all('permits:issue'),
  verifyPermit: all('read'),
  usePermit: all('permits:use'),
  addEvidence: all('evidence:write'),
  getEvidence: read,
  listBlockers: read,
  getBlocker: read,
  raiseBlocker: all('blockers:raise'),
  releaseBlocker: inPerson,
  waiveBlocker: inPerson,
  cureBlocker: inPerson,
  listCaseTickets: read,
  listTicketDrift: read,
  retryTickets: { people: [ADMIN_ROLE], scope: null },
  reportBounce: { people: [ADMIN_ROLE], scope: 'signals:write' },
  listPolicies: read,
  getPolicy: read,
  listInFlight: read,
  proposePolicy: inPerson,
  activatePolicy: inPerson,
  explainRequest: read,
  listPeople: read,
  listDelegations: read,
  addDelegation: inPerson,
  endDelegation: inPerson,
  listAbsences: read,
  addAbsence: inPerson,
  endAbsence: inPerson,
  getGovernanceMetrics: read,
  whoAmI: read,
  createToken: { people: [ADMIN_ROLE], scope: null },
  listTokens: { people: [ADMIN_ROLE], scope: null },
  revokeToken: { people: [ADMIN_ROLE], scope: null },
  listLate: read,
  exportLedger: read,
  getSignIn: 'anybody',
  getHealth: 'anybody',
  getReadiness: 'anybody',
  getMetrics: 'anybody',
  getOpenApi: 'anybody',
  getDocs: 'anybody',
  getKeys: 'anybody',
};

/** Who calls, as far as this table asks. */
export type Claimant =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'machine'; readonly id: string; readonly scopes: readonly string[] };

/** Why the operation is not for this caller; null when it may go on. `nobody` is refused by the sign-in before. */
export function callRefused(operation: OperationId, claimant: Claimant, directory: Directory, at: Instant): Refusal | null {
  const privilege = PRIVILEGES[operation] as Privilege | undefined;
  if (privilege === 'anybody') return null;
  if (privilege === undefined || claimant.kind === 'nobody') return { refused: 'not_permitted', detail: `nobody may call ${operation}` };
  if (claimant.kind === 'machine') return machineRefused(operation, privilege.scope, claimant);
  if (!currentPerson(directory, claimant.id, at)) return { refused: 'not_permitted', detail: `"${claimant.id}" is nobody who works here; the directory lists who does` };
  if (privilege.people === 'all' || holdsAny(directory, claimant.id, privilege.people, at)) return null;
  return { refused: 'not_permitted', detail: `${operation} is for holders of: ${privilege.people.join(', ')}` };
}

function machineRefused(operation: OperationId, scope: Scope | null, machine: Extract<Claimant, { kind: 'machine' }>): Refusal | null {
  if (scope === null) return { refused: 'machine_cannot_sign', detail: `machine ${machine.id} counts as nobody here; ${operation} is for a person signed in as such` };
  if (machine.scopes.includes(scope)) return null;
  return { refused: 'not_permitted', detail: `the token of ${machine.id} has the scopes ${machine.scopes.join(', ') || 'none'}; ${operation} needs "${scope}"` };
}
