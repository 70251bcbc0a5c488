import { z } from 'zod';
import { token } from '../../contracts/primitives.ts';
import type { TicketSystem } from '../../contracts/ticket.ts';

const github = z.looseObject({ repository: z.looseObject({ full_name: z.string() }), issue: z.looseObject({ number: z.number().int() }) }).transform(({ repository, issue }) => `${repository.full_name}#${issue.number}`);
const jira = z.looseObject({ issue: z.looseObject({ key: z.string() }) }).transform(({ issue }) => issue.key);
const generic = z.looseObject({ ref: z.string() }).transform(({ ref }) => ref);

const READERS: { readonly [S in TicketSystem]: z.ZodType<string> } = { github: github.pipe(token), jira: jira.pipe(token), generic: generic.pipe(token) };

/** Which ticket a webhook's call is about; null when it is about none. Nothing else of it is read: what became of the ticket is asked of its system. */
export function ticketNamed(system: TicketSystem, body: Buffer): string | null {
  try {
    return READERS[system].safeParse(JSON.parse(body.toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}
