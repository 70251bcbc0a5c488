/** One entry of a JSON list; `line` is where it begins, from 1. */
export interface ListEntry {
  readonly line: number;
  readonly value: unknown;
}
export interface ListFault {
  readonly line: number;
  readonly detail: string;
}

interface Piece {
  readonly line: number;
  readonly text: string;
}

/** Line ends before the first thing that stands in the text. */
const blankLinesIn = (text: string): number => linesIn(/^\s*/.exec(text)?.[0] ?? '');
const linesIn = (text: string): number => text.split(/\r\n|\r|\n/).length - 1;
/** A string as a whole, or one of the marks that give a list its form. */
const MARKS = /"[^"\\]*(?:\\.[^"\\]*)*"?|[[\]{},]/gs;

/** The list cut at its own commas; a fault where it has no beginning, no end, or something behind it. */
function piecesOf(text: string): readonly Piece[] | ListFault {
  const open = text.search(/\S/);
  if (text[open] !== '[') return { line: 1, detail: 'the file is no JSON list; write [ { … }, { … } ]' };
  const pieces: Piece[] = [];
  let [depth, start, line] = [0, open + 1, 1 + linesIn(text.slice(0, open))];
  for (const { 0: mark, index } of text.matchAll(MARKS)) {
    if (mark === '[' || mark === '{') depth += 1;
    if (mark === ']' || mark === '}') depth -= 1;
    const ends = depth === 0;
    if (!ends && !(depth === 1 && mark === ',')) continue;
    const piece = text.slice(start, index);
    pieces.push({ line: line + blankLinesIn(piece), text: piece.trim() });
    line += linesIn(piece);
    start = index + 1;
    if (ends) return text.slice(start).trim() === '' ? pieces : { line, detail: 'something stands behind the end of the list; take it out' };
  }
  return { line: line + blankLinesIn(text.slice(start)), detail: 'the list does not end, or an entry that begins here does not; close it with ], } or "' };
}

/**
 * Takes a JSON list apart, entry by entry, so that a fault can name a line: the entry's own parser names none.
 * Entries that are not well formed are faults, each with its line.
 */
export function readJsonList(text: string): { readonly entries: readonly ListEntry[]; readonly faults: readonly ListFault[] } {
  const pieces = piecesOf(text);
  if ('detail' in pieces) return { entries: [], faults: [pieces] };
  const entries: ListEntry[] = [];
  const faults: ListFault[] = [];
  const isEmpty = pieces.length === 1 && pieces[0]?.text === '';
  for (const piece of isEmpty ? [] : pieces) {
    try {
      entries.push({ line: piece.line, value: JSON.parse(piece.text) as unknown });
    } catch (error) {
      faults.push({ line: piece.line, detail: `the entry that begins here is not well-formed JSON (${(error as SyntaxError).message})` });
    }
  }
  return { entries, faults };
}
