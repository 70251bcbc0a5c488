import type { OperationId } from '../../contracts/routes.ts';
import type { Handlers } from '../http/route.ts';
import { blockerHandlers } from './blockers.ts';
import { boardHandlers } from './boards.ts';
import { bounceHandlers } from './bounces.ts';
import { caseHandlers } from './cases.ts';
import { deploymentHandlers } from './deployments.ts';
import { evidenceHandlers } from './evidence.ts';
import { metricsHandlers } from './metrics.ts';
import { nonconformityHandlers } from './nonconformities.ts';
import { obligationHandlers } from './obligations.ts';
import { peopleHandlers } from './people.ts';
import { permitHandlers } from './permits.ts';
import { policyHandlers } from './policies.ts';
import { serviceHandlers } from './service.ts';
import { systemHandlers } from './systems.ts';
import { ticketHandlers } from './tickets.ts';

/** What answers each operation; one without a handler can't be built. */
export const HANDLERS: Handlers<OperationId> = {
  ...systemHandlers,
  ...deploymentHandlers,
  ...nonconformityHandlers,
  ...caseHandlers,
  ...obligationHandlers,
  ...boardHandlers,
  ...permitHandlers,
  ...evidenceHandlers,
  ...blockerHandlers,
  ...ticketHandlers,
  ...bounceHandlers,
  ...policyHandlers,
  ...peopleHandlers,
  ...metricsHandlers,
  ...serviceHandlers,
};
