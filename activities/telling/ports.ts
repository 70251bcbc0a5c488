import type { ChatPort } from '../chat/port.ts';
import type { EmailPort } from '../email/port.ts';
import type { Ticketing } from '../ticketing/port.ts';
import type { Store } from '../../store/store.ts';
import type { Renderer, TicketRenderer } from './render.ts';

/** What telling stands on. A channel that is not set up is null: its messages go on to the next one at once. */
export interface TellDeps {
  readonly store: Store;
  readonly chat: ChatPort | null;
  readonly email: EmailPort | null;
  /** Left out: no ticket system is set up. */
  readonly ticketing?: { readonly systems: Ticketing; readonly render: TicketRenderer };
  readonly render: Renderer;
  /** Hears of a message that could not be drawn or sent because of a bug; the message stays owed. */
  readonly onBug: (key: string, error: unknown) => void;
}
