/** Where a value stands in a file: keys and list positions, from the top. */
export type KeyPath = readonly (string | number)[];

/** One fault of a policy or directory file, for people: what is wrong, where, and what would be right. */
export interface PolicyProblem {
  /** The file's name, e.g. `lanes.yaml`. */
  readonly file: string;
  /** Position in the file, from 1; null when the fault has no place of its own or the text is not at hand. */
  readonly line: number | null;
  readonly column: number | null;
  readonly path: KeyPath;
  /** The path as text, e.g. `paths.high.lanes[2]`. */
  readonly key: string;
  readonly message: string;
  /** What is allowed instead. */
  readonly allowed: string;
}

/** A problem without a position yet; the store finds it in the file's text. */
export function problem(file: string, path: KeyPath, message: string, allowed: string): PolicyProblem {
  return { file, line: null, column: null, path, key: keyText(path), message, allowed };
}

/** A path as people write it: `paths.high.lanes[2]`. */
export function keyText(path: KeyPath): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : i === 0 ? part : `.${part}`)).join('');
}

/** One line, in the form that editors and terminals turn into a link: `lanes.yaml:12:5 lanes.legal.role: … ; …`. */
export function formatProblem({ file, line, column, key, message, allowed }: PolicyProblem): string {
  const place = line === null ? file : `${file}:${line}:${column ?? 1}`;
  return `${place}${key === '' ? '' : ` ${key}`}: ${message}; ${allowed}`;
}
