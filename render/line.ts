import { fitLine, harmless, slackDate } from './mrkdwn.ts';

/** A piece of a line: typed text, an instant, something to be shown as code, or a link. */
export type Part = string | { readonly at: string } | { readonly code: string } | { readonly link: string; readonly text: string } | { readonly strong: string };
/** Text made of pieces, so that each channel writes instants, code and links in its own way and escapes the rest. */
export type Line = readonly Part[];

/** An instant for people whose zone is not known: `2026-11-22 14:00 UTC`. */
export const utc = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

/** Longest typed piece within a line; titles and names have limits of their own far below. Characters. */
const PIECE = 300;

function inSlack(part: Part): string {
  if (typeof part === 'string') return edges(part, fitLine(part, PIECE));
  if ('at' in part) return slackDate(part.at);
  if ('code' in part) return `\`${fitLine(part.code, PIECE).replaceAll('`', "'")}\``;
  if ('strong' in part) return `*${fitLine(part.strong, PIECE)}*`;
  return `<${part.link.replaceAll(/[|<>\s]/g, encodeURIComponent)}|${fitLine(part.text, PIECE)}>`;
}

/** A piece keeps the blanks that set it off from its neighbours. */
const edges = (text: string, fitted: string): string => `${/^\s/.test(text) ? ' ' : ''}${fitted}${/\s$/.test(text) ? ' ' : ''}`;

/** The line in Slack's markup. */
export const mrkdwn = (line: Line): string => line.map(inSlack).join('');

function inText(part: Part): string {
  if (typeof part === 'string') return harmless(part).replace(/\s+/g, ' ');
  if ('at' in part) return utc(part.at);
  if ('code' in part) return part.code;
  return 'strong' in part ? part.strong : part.text;
}

/** The line as plain text, for e-mail. */
export const plain = (line: Line): string => line.map(inText).join('').trim();
