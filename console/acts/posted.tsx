import type { Request } from 'express';
import express from 'express';
import type { VNode } from 'preact';
import type { Answer, Page } from '../answers.ts';
import { refusedPage } from '../shell/trouble.tsx';
import type { Call, Visit } from '../visit.ts';
import type { Typed } from './act.ts';
import { fromOurselves } from './from-ourselves.ts';

/*
 * What every form that is sent to us has in common, whatever it asks for:
 * 1. from another site it does nothing (`fromElsewhere`);
 * 2. nothing typed is lost, whether it comes from an earlier sign-in or breaks here (`NOTES`, `orAgain`);
 * 3. sent again under its own number it counts once.
 */

/** The longest form has 50 rows of 10 fields. */
export const MOST_FIELDS = 1_000;
/** Reads a form's body; ours are small. */
export const readForm = express.urlencoded({ extended: false, limit: '256kb', parameterLimit: MOST_FIELDS });

/** What was typed, trimmed; what was left empty counts as not there, and line ends are those of the web. */
export function typedOf(body: unknown): Typed {
  if (body === null || typeof body !== 'object') return {};
  return Object.fromEntries(Object.entries(body).flatMap(([name, value]) => {
    const text = (Array.isArray(value) ? value.filter((each) => typeof each === 'string').join(',') : typeof value === 'string' ? value : '').replaceAll('\r\n', '\n').trim();
    return text === '' ? [] : [[name, text]];
  }));
}

const COMMAND_ID = /^[\w-]{8,64}$/;

/** Names one sending of one form by one person: sent twice it is the same command. Null when the form lacks its number. */
export const sendingOf = ({ session }: Visit, typed: Typed): string | null => (COMMAND_ID.test(typed['command_id'] ?? '') ? `console/${session.person}/${typed['command_id'] ?? ''}` : null);

/** The answer to a form that another site sent; null for one of ours. */
export const fromElsewhere = (request: Request, { deps }: Call): Page | null =>
  fromOurselves(request, deps.url) ? null : refusedPage({ refused: 'not_permitted', detail: 'This form was sent from another site, so nothing was recorded; open the page here and send it from there' });

/** Stands above a form that comes back with everything that was typed. */
export const NOTES = {
  csrf: <div class="notice warn" role="alert"><p><strong>Nothing was recorded yet.</strong> This form comes from an earlier sign-in. What you typed is still here: look at it, and send it again.</p></div>,
  broken: <div class="notice bad" role="alert"><p>Gatehouse could not record this just now. What you typed is still here; send it again in a moment. It counts only once.</p></div>,
  numberless: 'The form lacks its number; send it again.',
} as const;

/** What a form gives; when something breaks on our side it is logged, and the form comes back as `again` draws it, under the same number. */
export async function orAgain({ deps }: Visit, about: Readonly<Record<string, string>>, give: () => Promise<Answer>, again: (note: VNode, status: number) => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await give();
  } catch (error) {
    deps.log.error({ err: error, ...about }, 'a form could not be recorded');
    return again(NOTES.broken, 503);
  }
}
