import type { TicketSystem } from '../../contracts/ticket.ts';

/** What a ticket says; plain text, which each adapter makes harmless in its own markup. */
export interface TicketText {
  /** Texts of people among them. */
  readonly paragraphs: readonly string[];
  /** Where one reads on and acts: a link of ours. */
  readonly url: string;
}

/** A ticket to be made. */
export interface TicketDraft extends TicketText {
  readonly title: string;
  /** Jira's type of issue; others ignore it. */
  readonly issue_type?: string;
}

/** A ticket as its system shows it. */
export interface TicketFound {
  /** As its system names it, e.g. `owner/name#12`, `GATE-7`. */
  readonly ref: string;
  /** Its page, for people; null where the system has none. */
  readonly url: string | null;
  readonly state: 'open' | 'closed';
}

/**
 * What Gatehouse needs of a ticket system. Every method throws `DeliveryError` and nothing else when the far end does not
 * comply; none repeats anything by itself.
 */
export interface TicketPort {
  /** For how long `find` may not show yet what was made: as long must pass before what was not found counts as not made. Milliseconds. */
  readonly searchLagMs: number;
  /**
   * Makes a ticket in `place` (a repository, a project), once. `key` is put on it, so that `find` can tell whether an
   * *unclear* one was made: letters, digits, `-` and `_`, at most 50 characters.
   */
  create(place: string, key: string, draft: TicketDraft): Promise<TicketFound>;
  /** Adds a comment. Whether an *unclear* one arrived can't be told: it may stand there twice. */
  comment(ref: string, text: TicketText): Promise<void>;
  /** Closes the ticket or opens it again; harmless to repeat. `by` names the way, where a system has several. */
  transition(ref: string, to: 'open' | 'closed', by?: string): Promise<void>;
  /** The ticket now; null when it is gone: deleted, moved away, or not shown to us. */
  get(ref: string): Promise<TicketFound | null>;
  /** Resolves when the system takes our word and shows us the place; changes nothing there. */
  check(place: string): Promise<void>;
  /** The ticket that bears the key; null when there is none. */
  find(place: string, key: string): Promise<TicketFound | null>;
}

/** The systems that are set up; the others are null. */
export type Ticketing = { readonly [S in TicketSystem]: TicketPort | null };
