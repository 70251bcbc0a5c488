import type { OperationId } from '../contracts/routes.ts';
import type { Answer } from './answers.ts';
import { deploymentListPage } from './deployments/list.tsx';
import { evidenceFile } from './deployment-approval/evidence-file.ts';
import { casePage } from './deployment-approval/page.tsx';
import { homePage } from './home.tsx';
import { parkedPage } from './acts/parked.tsx';
import { actPage } from './acts/page.tsx';
import { ledgerExport, ledgerPage } from './ledger/page.tsx';
import { peopleListPage } from './people/list.tsx';
import { personPage } from './people/page.tsx';
import { explainPage } from './policy/explain.tsx';
import { inFlightPage } from './policy/in-flight.tsx';
import { onePolicyPage, policyPage } from './policy/page.tsx';
import { flowPage } from './settings/flow.tsx';
import { settingsPage } from './settings/page.tsx';
import { systemListPage } from './systems/list.tsx';
import { systemDetailPage } from './systems/page.tsx';
import type { Call, Visit } from './visit.ts';
import { workPage } from './work/page.tsx';

/**
 * A page of the console. To add one: write its function in a folder of its own, and a row here. Whoever is not signed in
 * is sent to sign in and comes back, unless the page is for `everybody`.
 */
export type PageRow = {
  /** As express writes it; `:id` is a parameter. */
  readonly path: string;
  /** What the main navigation calls it; left out for a page that is only linked. */
  readonly nav?: string;
  /** The operation of the API that reads the same: whoever may not call it does not see the page. */
  readonly asks?: OperationId;
} & ({ readonly for: 'everybody'; readonly answer: (call: Call) => Answer | Promise<Answer> } | { readonly for: 'people'; readonly answer: (visit: Visit) => Answer | Promise<Answer> });

/** Every page, in the order of the navigation. */
export const PAGES: readonly PageRow[] = [
  { path: '/', for: 'everybody', answer: homePage },
  { path: '/work', nav: 'My work', for: 'people', answer: workPage },
  { path: '/deployments', nav: 'Deployments', for: 'people', answer: deploymentListPage },
  { path: '/cases/:id', for: 'people', answer: casePage },
  { path: '/systems', nav: 'Systems', asks: 'listSystems', for: 'people', answer: systemListPage },
  { path: '/systems/:id', asks: 'getSystem', for: 'people', answer: systemDetailPage },
  { path: '/people', nav: 'People', asks: 'listPeople', for: 'people', answer: peopleListPage },
  { path: '/people/:id', asks: 'listPeople', for: 'people', answer: personPage },
  { path: '/policy', nav: 'Policy', asks: 'listPolicies', for: 'people', answer: policyPage },
  { path: '/policy/explain', asks: 'explainRequest', for: 'people', answer: explainPage },
  { path: '/policy/:digest', asks: 'getPolicy', for: 'people', answer: onePolicyPage },
  { path: '/policy/:digest/in-flight', asks: 'listInFlight', for: 'people', answer: inFlightPage },
  { path: '/ledger', nav: 'Ledger', asks: 'exportLedger', for: 'people', answer: ledgerPage },
  { path: '/ledger/export', asks: 'exportLedger', for: 'people', answer: ledgerExport },
  { path: '/flow', nav: 'Flow', asks: 'getGovernanceMetrics', for: 'people', answer: flowPage },
  { path: '/settings', nav: 'Settings', asks: 'listLate', for: 'people', answer: settingsPage },
  { path: '/act/:act/:id', for: 'people', answer: actPage },
  { path: '/evidence/:digest', for: 'people', answer: evidenceFile },
  { path: '/parked/:id', for: 'people', answer: parkedPage },
];
