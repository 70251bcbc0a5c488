import { caseKindOf } from '../contracts/ids.ts';
import { BOARD_PAGE } from '../contracts/pages.ts';
import type { OperationId } from '../contracts/routes.ts';
import type { Answer } from './answers.ts';
import { blockerListPage } from './blockers/list.tsx';
import { blockerDetailPage } from './blockers/page.tsx';
import { boardPage } from './board/page.tsx';
import { deploymentListPage } from './deployments/list.tsx';
import { evidenceFile } from './deployment-approval/evidence-file.ts';
import { casePage } from './deployment-approval/page.tsx';
import { homePage } from './home.tsx';
import { parkedPage } from './acts/parked.tsx';
import { actPage } from './acts/page.tsx';
import { actNamed } from './acts/table.ts';
import { nonconformityListPage } from './nonconformities/list.tsx';
import { NEAR_MISSES_PAGE, nearMissesPage } from './nonconformities/near-misses.tsx';
import { nonconformityPage } from './nonconformity-closure/page.tsx';
import { ledgerExport, ledgerPage } from './ledger/page.tsx';
import { peopleListPage } from './people/list.tsx';
import { personPage } from './people/page.tsx';
import { explainPage } from './policy/explain.tsx';
import { inFlightPage } from './policy/in-flight.tsx';
import { onePolicyPage, policyPage } from './policy/page.tsx';
import { deliveriesPage } from './records/deliveries.tsx';
import { eventsPage } from './records/events.tsx';
import { risksPage } from './records/risks.tsx';
import { flowPage } from './settings/flow.tsx';
import { settingsPage } from './settings/page.tsx';
import { ticketDriftPage } from './settings/tickets.tsx';
import { systemListPage } from './systems/list.tsx';
import { systemDetailPage } from './systems/page.tsx';
import type { Call, Visit } from './visit.ts';
import { workPage } from './my-work/page.tsx';

/**
 * A page of the console. To add one: write its function in a folder of its own, and a row here. Whoever is not signed in
 * is sent to sign in and comes back, unless the page is for `everybody`.
 */
export type PageRow = {
  /** As express writes it; `:id` is a parameter. */
  readonly path: string;
  /** What the main navigation calls it; left out for a page that is only linked. */
  readonly nav?: string;
  /**
   * The operation of the API that reads the same: whoever may not call it does not see the page. A form asks the privilege of
   * what it does; null: there is no such form, and the page says so.
   */
  readonly operation: OperationId | ((call: Call) => OperationId | null);
} & ({ readonly for: 'everybody'; readonly answer: (call: Call) => Answer | Promise<Answer> } | { readonly for: 'people'; readonly answer: (visit: Visit) => Answer | Promise<Answer> });

/** The page of a case is that of its kind. */
const anyCase = (visit: Visit): Promise<Answer> => (caseKindOf(visit.params['id'] ?? '') === 'nonconformity' ? nonconformityPage(visit) : casePage(visit));

/** Every page, in the order of the navigation. */
export const PAGES: readonly PageRow[] = [
  { path: '/', operation: 'getSignIn', for: 'everybody', answer: homePage },
  { path: '/work', nav: 'My work', operation: 'listObligations', for: 'people', answer: workPage },
  { path: '/deployments', nav: 'Deployments', operation: 'listDeployments', for: 'people', answer: deploymentListPage },
  { path: '/nonconformities', nav: 'Nonconformities', operation: 'listNonconformities', for: 'people', answer: nonconformityListPage },
  { path: NEAR_MISSES_PAGE, operation: 'listNearMissPatterns', for: 'people', answer: nearMissesPage },
  { path: '/cases/:id', operation: 'getCase', for: 'people', answer: anyCase },
  { path: '/cases/:id/events', operation: 'listCaseEvents', for: 'people', answer: eventsPage },
  { path: '/cases/:id/deliveries', operation: 'listCaseDeliveries', for: 'people', answer: deliveriesPage },
  { path: BOARD_PAGE, nav: 'Board', operation: 'getActionBoard', for: 'people', answer: boardPage },
  { path: '/systems', nav: 'Systems', operation: 'listSystems', for: 'people', answer: systemListPage },
  { path: '/systems/:id', operation: 'getSystem', for: 'people', answer: systemDetailPage },
  { path: '/systems/:id/events', operation: 'listCaseEvents', for: 'people', answer: eventsPage },
  { path: '/systems/:id/risks', operation: 'listRisks', for: 'people', answer: risksPage },
  { path: '/blockers', nav: 'Blockers', operation: 'listBlockers', for: 'people', answer: blockerListPage },
  { path: '/blockers/:id', operation: 'getBlocker', for: 'people', answer: blockerDetailPage },
  { path: '/people', nav: 'People', operation: 'listPeople', for: 'people', answer: peopleListPage },
  { path: '/people/:id', operation: 'listPeople', for: 'people', answer: personPage },
  { path: '/policy', nav: 'Policy', operation: 'listPolicies', for: 'people', answer: policyPage },
  { path: '/policy/explain', operation: 'explainRequest', for: 'people', answer: explainPage },
  { path: '/policy/:digest', operation: 'getPolicy', for: 'people', answer: onePolicyPage },
  { path: '/policy/:digest/in-flight', operation: 'listInFlight', for: 'people', answer: inFlightPage },
  { path: '/ledger', nav: 'Ledger', operation: 'exportLedger', for: 'people', answer: ledgerPage },
  { path: '/ledger/export', operation: 'exportLedger', for: 'people', answer: ledgerExport },
  { path: '/flow', nav: 'Flow', operation: 'getGovernanceMetrics', for: 'people', answer: flowPage },
  { path: '/settings', nav: 'Settings', operation: 'listLate', for: 'people', answer: settingsPage },
  { path: '/settings/tickets', operation: 'listTicketDrift', for: 'people', answer: ticketDriftPage },
  { path: '/act/:act/:id', operation: ({ params }) => actNamed(params['act'])?.operation ?? null, for: 'people', answer: actPage },
  { path: '/evidence/:digest', operation: 'getEvidence', for: 'people', answer: evidenceFile },
  { path: '/parked/:id', operation: 'whoAmI', for: 'people', answer: parkedPage },
];
