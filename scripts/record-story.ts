import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/**
 * Runs the demo and draws what it printed as a terminal: `docs/story.svg`, the picture of the README.
 *   node dist/scripts/record-story.js
 */
const LINE = 18;
const MARGIN = 20;
const CHARACTER = 7.85;
const WIDEST = 112;

/** Commands and start-up lines are left out: the picture tells the story, the demo itself shows the rest. */
const isStory = (line: string): boolean => !/^\s+(\$|.* ready|.* done|api is running)/u.test(line);
const withoutFolder = (line: string): string => line.replace(/, in \S+$/u, '');

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function colourOf(line: string): string {
  if (/^\s*(✓|ok\b)/u.test(line)) return '#7ee787';
  if (/^\s*(✗|refused)/u.test(line)) return '#ff7b72';
  return /^\S/u.test(line) ? '#f0f6fc' : '#8b949e';
}

function draw(lines: readonly string[]): string {
  const width = Math.ceil(MARGIN * 2 + WIDEST * CHARACTER);
  const height = MARGIN * 2 + lines.length * LINE;
  const rows = lines.map((line, i) => `<text x="${MARGIN}" y="${MARGIN + (i + 1) * LINE - 5}" fill="${colourOf(line)}" xml:space="preserve">${escape(line.slice(0, WIDEST))}</text>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="The demo of Gatehouse, as it prints in a terminal">`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="13">${rows.join('')}</g>`,
    '</svg>',
    '',
  ].join('\n');
}

const demo = spawnSync(process.execPath, ['dist/scripts/demo.js'], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
if (demo.status !== 0) {
  process.stderr.write(`${demo.stdout}${demo.stderr}\nthe demo failed; no picture was made\n`);
  process.exitCode = 1;
} else writeFileSync('docs/story.svg', draw(demo.stdout.trim().split('\n').filter(isStory).map(withoutFolder)));
