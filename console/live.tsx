import { createHash } from 'node:crypto';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { LIVE_PART } from '../contracts/pages.ts';
import type { LivePart } from './answers.ts';
import { Seeing, type Viewer } from './viewer.tsx';

/** Command ids are fresh each time; they are no news. */
const FRESH = /(name="command_id" value=")[^"]*/g;

/** The piece's markup and what tells whether it says anything new. */
export function drawn({ content }: LivePart, viewer: Viewer): { readonly html: string; readonly seen: string } {
  const html = renderToString(<Seeing viewer={viewer}>{content()}</Seeing>);
  return { html, seen: createHash('sha256').update(html.replaceAll(FRESH, '$1')).digest('base64url').slice(0, 16) };
}

/** Adds to an address that may have a query already. */
const withQuery = (address: string, query: string): string => `${address}${address.includes('?') ? '&' : '?'}${query}`;

/** A live piece in its frame, which asks for the next at `address`; a form that somebody is filling in is left alone (the script sees to it). */
export function Live({ part, viewer, address }: { readonly part: LivePart; readonly viewer: Viewer; readonly address: string }): VNode {
  const { html, seen } = drawn(part, viewer);
  const next = withQuery(address, `${LIVE_PART}=${part.name}&seen=${seen}`);
  return <div id={`part-${part.name}`} class={`part part-${part.name}`} hx-get={next} hx-trigger="every 5s" hx-swap="morph:outerHTML" hx-ext="morph" dangerouslySetInnerHTML={{ __html: html }} />;
}
