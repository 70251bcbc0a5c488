/** What whoever owes it is told when something became of its ticket. */
export const TICKET_TOLD: Readonly<Record<string, (owed: string) => string>> = {
  closed: (owed) => `Its ticket was closed: that proposes the ${owed} is done, and asks for your evidence`,
  open: (owed) => `Its ticket is open again: the ${owed} is still owed`,
  gone: (owed) => `Its ticket is gone: the ${owed} is still owed`,
  refused: (owed) => `Its ticket could not be made or changed: the ${owed} is owed all the same`,
};

/** The headline of such a message; null for any other. */
export const ticketHeadline = (about: Readonly<Record<string, string>>, owed: string): string | null => TICKET_TOLD[about['ticket'] ?? '']?.(owed) ?? null;
