import type { Verdict } from './finding.ts';
import { repositoryFiles, textOf } from './repository.ts';

const MOST_LINES = 300;

/** No source file is longer than 300 lines (style: median 70). */
export function checkSizes(): Verdict {
  const sources = repositoryFiles().filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !path.startsWith('test/'));
  const long = sources.map((path) => ({ path, lines: textOf(path).trimEnd().split('\n').length })).filter(({ lines }) => lines > MOST_LINES);
  return { findings: long.map(({ path, lines }) => `${path} has ${lines} lines: split it, ${MOST_LINES} is the most`) };
}
