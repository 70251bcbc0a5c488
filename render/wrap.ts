/** Columns of the text part of an e-mail (RFC 5322 §2.1.1 asks for no more than 78). */
const COLUMNS = 78;

/** One line broken at blanks to at most 78 columns, later lines set in by `indent`; a longer word, such as a link, stays whole. */
export function wrapped(line: string, indent = ''): string {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    const start = lines.length === 0 ? '' : indent;
    const next = current === '' ? `${start}${word}` : `${current} ${word}`;
    if (current !== '' && [...next].length > COLUMNS) {
      lines.push(current);
      current = `${indent}${word}`;
    } else current = next;
  }
  return [...lines, current].join('\n');
}

/** A text of several lines as a quotation of e-mail. */
export const quotedText = (text: string): string =>
  text.split('\n').map((line) => wrapped(`> ${line}`, '> ')).join('\n');
