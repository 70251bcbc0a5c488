import type { MessageView } from '../contracts/deployment-view.ts';
import type { RecordView } from '../contracts/record-view.ts';
import type { ButtonValue } from '../contracts/slack-actions.ts';
import type { Line } from './line.ts';

/** One labelled row. `alarm` stands out (what holds the gate), `small` is shown small (digests, checks, signatures). */
export interface Row {
  readonly label: string;
  readonly lines: readonly Line[];
  readonly weight: 'first' | 'alarm' | 'small';
}

/** What a message says, before a channel gives it its form; chat and e-mail show the same rows. */
export interface Card {
  readonly headline: string;
  /** The system that it is about, for the subject of an e-mail. */
  readonly system: string | null;
  /** What a notification shows beside the headline: system and due time. */
  readonly brief: readonly Line[];
  readonly title: { readonly text: string; readonly url: string };
  readonly rows: readonly Row[];
  /** What people typed: the question, the condition, the reasons. */
  readonly quote: string | null;
  /** Once it is over: who, what and when, and why. */
  readonly ending: { readonly line: Line; readonly reason: string | null } | null;
  /** How its reader does what is asked, where no button does; null when nothing is asked. */
  readonly how: Line | null;
  readonly actions: MessageView['actions'];
  /** The page where it is done what no button here does; null when there is none, or nothing is asked. */
  readonly link: { readonly text: string; readonly url: string } | null;
  /** Where an e-mail leads: the form of what is asked, else the page of the matter. */
  readonly page: { readonly text: string; readonly url: string };
  readonly value: ButtonValue | null;
  /** What else its reader may do, and what it is about; null when nothing. */
  readonly menu: { readonly items: MessageView['menu']; readonly about: Omit<ButtonValue, 'ask'> } | null;
}

/** What a renderer needs beside the view. */
export interface Beside {
  /** A person's name by id; the id itself for whoever is not known (any more). */
  readonly nameOf: (id: string) => string;
  /** Text that people typed and the view has no place for. */
  readonly words: string | null;
}

/** Without a directory at hand: ids as they are. */
export const NOTHING_BESIDE: Beside = { nameOf: (id) => id, words: null };

export const row = (label: string, lines: readonly Line[], weight: Row['weight'] = 'first'): Row[] => (lines.length > 0 ? [{ label, lines, weight }] : []);

/** The value of the card's buttons; null when there are none. */
export function valueOf(view: MessageView | RecordView, record: string, digest: string): ButtonValue | null {
  if (view.actions.length === 0 || !view.obligation) return null;
  const ask = view.actions.some(({ action, needs_reason }) => action === 'approve' && needs_reason);
  return { case: record, obligation: view.obligation.id, digest, ask };
}
