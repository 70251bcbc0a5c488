import type { VNode } from 'preact';
import type { TicketListed } from '../../store/queries/tickets.ts';

type Shown = Pick<TicketListed, 'ref' | 'url' | 'place' | 'state'>;

/** Only the web: an address that came from another system never becomes a script. */
const isWeb = (url: string): boolean => /^https?:\/\//i.test(url);

/** A ticket by its name there, with its address where there is one. */
export const TicketLink = ({ ticket: { ref, url, place, state } }: { readonly ticket: Shown }): VNode =>
  ref === null ? <>not made yet at {place}</> : <>{url !== null && isWeb(url) ? <a href={url} rel="noopener noreferrer">{ref}</a> : ref}{state === null ? null : <span class="faint"> ({state})</span>}</>;
