import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

const FOLDER = join(import.meta.dirname, 'golden');

/** A picture as HTML, one element a line, so that a difference can be read. */
export const drawn = (picture: VNode): string => `${renderToString(picture).replaceAll(/>(?=<)/g, '>\n')}\n`;

/** The picture as its golden file has it; written instead when `UPDATE_GOLDEN=1`. @throws Error when there is no such file */
export function golden(name: string, html: string): string {
  const file = join(FOLDER, `${name}.html`);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, html);
  }
  if (!existsSync(file)) throw new Error(`there is no golden file ${name}.html; run the test with UPDATE_GOLDEN=1 and look at what it drew`);
  return readFileSync(file, 'utf8');
}
