/** Something that a document tells people to run or to open. */
export interface Named {
  readonly document: string;
  readonly line: number;
  readonly text: string;
}

export interface NamedThings {
  readonly paths: readonly Named[];
  /** Scripts of package.json: `demo` of `npm run demo`. */
  readonly scripts: readonly Named[];
  /** Words behind `gatehouse` up to the first option or placeholder: `deploy request`. */
  readonly commands: readonly Named[];
}

const FENCE = /^\s*```(\w*)/;
const SHELL = new Set(['sh', 'bash', 'shell', 'console']);
const LINK = /\]\(([^)\s]+)\)/g;
const SPAN = /`([^`]+)`/g;
const NPM = /\bnpm (run (?:--silent )?([\w:-]+)|start|test)/g;
const COMMAND = /(?:^|[\s`(])(?:npx )?gatehouse ((?:[a-z][a-z|-]*)(?: [a-z][a-z|-]*)*)/g;
const PATH = /^(?:\.{0,2}\/)?[\w.@<>*{},-]+(?:\/[\w.@<>*{},-]+)*\/?$/;
const EXTENSION = /\.(?:ts|tsx|mjs|js|json|ya?ml|md|sql|sh|onnx|safetensors)$/;

/** Whether a word is meant as a path of this repository: it begins with a folder of ours, or has an extension. */
function isPath(word: string, rooms: ReadonlySet<string>): boolean {
  if (!PATH.test(word) || word.startsWith('@')) return false;
  const [room = ''] = word.replace(/^\.\//, '').split('/');
  return (word.includes('/') && rooms.has(room)) || EXTENSION.test(word);
}

function wordsOf(line: string, inShell: boolean): string[] {
  const links = [...line.matchAll(LINK)].map((match) => match[1] ?? '').filter((target) => !/^(?:[a-z]+:|#)/.test(target));
  const spans = inShell ? [line] : [...line.matchAll(SPAN)].map((match) => match[1] ?? '');
  return [...links.map((target) => target.replace(/#.*$/, '')), ...spans.flatMap((span) => span.split(/[\s=]+/))];
}

/** What a Markdown document names. Code blocks count when they are shell blocks; elsewhere code spans and links count. */
export function namedThings(document: string, text: string, rooms: ReadonlySet<string>): NamedThings {
  const paths: Named[] = [];
  const scripts: Named[] = [];
  const commands: Named[] = [];
  let fence: string | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [opened, language = ''] = FENCE.exec(line) ?? [];
    if (opened !== undefined) fence = fence === undefined ? language : undefined;
    if (opened !== undefined || (fence !== undefined && !SHELL.has(fence))) continue;
    const at = (named: string): Named => ({ document, line: index + 1, text: named });
    const runnable = fence === undefined ? [...line.matchAll(SPAN)].map((match) => match[1] ?? '') : [line.replace(/(^|\s)#.*$/, '')];
    for (const code of runnable) {
      for (const match of code.matchAll(NPM)) scripts.push(at(match[2] ?? match[1] ?? ''));
      for (const match of code.matchAll(COMMAND)) commands.push(at(match[1] ?? ''));
    }
    for (const word of wordsOf(line, fence !== undefined)) if (isPath(word, rooms)) paths.push(at(word));
  }
  return { paths, scripts, commands };
}
