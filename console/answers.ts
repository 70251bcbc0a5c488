import type { Readable } from 'node:stream';
import type { ComponentChildren, VNode } from 'preact';
import { CSV_TYPE } from '../render/csv-pieces.ts';

/** A piece of a page that keeps itself fresh: asked for by name, answered alone. */
export interface LivePart {
  readonly name: string;
  readonly content: () => VNode;
}

/** What a page is made of; the shell adds the rest. */
export interface Page {
  readonly kind: 'page';
  readonly status?: number;
  /** The one `h1`, and the title of the window. */
  readonly title: string;
  /** Beside the heading, e.g. the state. */
  readonly beside?: ComponentChildren;
  readonly body: ComponentChildren;
  /** Live pieces, in the order in which they come in `body`'s place; each is asked for again every few seconds. */
  readonly live?: readonly LivePart[];
  /** Cookies to set, as the header has them. */
  readonly cookies?: readonly string[];
  /** What follows the live pieces. */
  readonly after?: ComponentChildren;
  /** Where a live piece is asked for; the page's own address by default. */
  readonly at?: string;
}

/** A file to save, e.g. a list as CSV. */
export interface Download {
  readonly kind: 'file';
  readonly name: string;
  readonly type: string;
  readonly text: string;
}

/** Bytes to save, e.g. an evidence file or a long list. */
export interface Bytes {
  readonly kind: 'bytes';
  readonly name: string;
  /** `application/octet-stream` by default. */
  readonly type?: string;
  /** Null when nobody knows it before the end. */
  readonly length: number | null;
  readonly stream: () => Readable;
}

/** On to another page, read with GET. */
export interface Move {
  readonly kind: 'move';
  readonly to: string;
}
export type Answer = Page | Download | Bytes | Move;

export const page = (title: string, body: ComponentChildren, more: Omit<Page, 'kind' | 'title' | 'body'> = {}): Page => ({ kind: 'page', title, body, ...more });
export const move = (to: string): Move => ({ kind: 'move', to });
export const csvFile = (name: string, text: string): Download => ({ kind: 'file', name, type: CSV_TYPE, text });
