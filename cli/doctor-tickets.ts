import { DeliveryError } from '../activities/delivery-error.ts';
import { createTicketing } from '../activities/ticketing/from-config.ts';
import type { Config } from '../config.ts';
import type { TicketsPolicy, TicketSystem } from '../contracts/ticket.ts';
import { placeAt } from '../domain/tickets/owed.ts';
import { holidayYears, loadPolicyDir } from '../store/policy-files.ts';
import type { Finding } from './doctor.ts';

/** What sets a system up, what is wrong when it does not know us, and where the policy says which place. */
const NAMES: { readonly [S in TicketSystem]: { readonly setUp: string; readonly secret: string; readonly address: string; readonly place: string } } = {
  github: { setUp: 'GITHUB_TOKEN', secret: 'GITHUB_TOKEN', address: 'GITHUB_API_URL', place: 'tickets.github.repository' },
  jira: { setUp: 'JIRA_URL and JIRA_TOKEN', secret: 'JIRA_TOKEN (and JIRA_EMAIL at Jira Cloud)', address: 'JIRA_URL', place: 'tickets.jira.project' },
  generic: { setUp: 'TICKET_WEBHOOK_URL and TICKET_WEBHOOK_SECRET', secret: 'TICKET_WEBHOOK_SECRET', address: 'TICKET_WEBHOOK_URL', place: 'TICKET_WEBHOOK_URL' },
};

/** The tickets of the policy on disk; a faulty one is for `gatehouse policy check`. */
function policyTickets({ policyDir }: Config): TicketsPolicy | undefined {
  const policy = loadPolicyDir(policyDir, holidayYears(new Date().getUTCFullYear()));
  return 'thresholds' in policy ? policy.thresholds.tickets : undefined;
}

function mendOf(system: TicketSystem, code: string): string {
  const { secret, address, place } = NAMES[system];
  if (code === 'unauthorized') return `replace ${secret} by a valid one and restart; then: gatehouse ticket retry`;
  if (code === 'forbidden' || code === 'not_found') return `let the account of ${secret} read and write there, or correct ${place}; then: gatehouse ticket retry`;
  return `see that ${address} is right and that this machine reaches it`;
}

/**
 * Whether a ticket system takes our token and shows us the place that the policy names there; nothing is made or
 * changed. Null when it is neither set up nor used.
 */
export async function ticketsAt(system: TicketSystem, config: Config): Promise<Finding | null> {
  const tickets = policyTickets(config);
  const isUsed = Object.values(tickets?.use ?? {}).includes(system);
  const port = createTicketing(config)[system];
  if (port === null) return isUsed ? { ok: false, detail: 'the policy wants tickets there, and it is not set up', mend: `set ${NAMES[system].setUp}` } : null;
  const place = system === 'generic' ? '' : tickets && placeAt(system, tickets);
  if (place === undefined) return { ok: true, detail: `set up; nothing was asked there, for ${NAMES[system].place} of the policy names no place` };
  const there = place === '' ? 'the webhook' : place;
  try {
    await port.check(place);
    return { ok: true, detail: `${there} answers and takes our ${system === 'generic' ? 'signature' : 'token'}` };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const { code } = error.failure;
    return { ok: false, detail: `${there}: ${code}`, mend: mendOf(system, code) };
  }
}
