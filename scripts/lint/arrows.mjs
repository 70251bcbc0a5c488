// The arrows between the folders (design §2), as an ESLint rule. An import is judged by the path that it names, so a
// file that does not exist yet is judged too.
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';

/** The parts of built-ins that do no I/O and give the same answer to the same question. */
const PURE = { 'node:crypto': ['createHash', 'createPublicKey', 'verify'] };

/**
 * What may import what. `code`: other folders of ours, `config.ts` among them. `types`: folders of which only types
 * may be imported. `packages`: the only packages and built-ins allowed (`*` all of it, `types` its types, a list the
 * names in it); a folder without this list may use any.
 */
export const ARROWS = {
  contracts: { code: [], packages: { zod: '*', canonicalize: '*', 'temporal-polyfill': '*' } },
  domain: { code: ['contracts'], packages: { ...PURE, zod: '*', canonicalize: '*', 'temporal-polyfill': '*' } },
  render: { code: ['contracts'], packages: { 'temporal-polyfill': '*', '@slack/web-api': 'types', '@slack/types': 'types' } },
  workflows: { code: ['contracts'], types: ['activities'], packages: { '@temporalio/workflow': '*', '@temporalio/common': '*' } },
  store: { code: ['contracts', 'domain', 'config.ts'] },
  activities: { code: ['contracts', 'domain', 'render', 'store', 'config.ts'] },
  api: { code: ['contracts', 'domain', 'render', 'store', 'config.ts'] },
  console: { code: ['contracts', 'domain', 'render', 'store', 'config.ts'] },
  cli: { code: ['contracts', 'config.ts'] },
  examples: { code: ['contracts'] },
  'config.ts': { code: ['contracts', 'config-variables.ts'] },
  'config-variables.ts': { code: [] },
};

/** Composition roots (design §2): they put parts together, so they may import every folder but `workflows`. */
const COMPOSES = [
  /^workers\//,
  /^scripts\//,
  // The programs themselves, each by its name: a file beside them takes what it needs as an argument.
  /^(api|api\/simulator|cli)\/main\.ts$/,
  /^cli\/(start|doctor|policy|ledger|token)(\/|[.-])/,
];

/** Who may import `workflows`: workers run them, tests and the replay of histories look at them. */
const MAY_IMPORT_WORKFLOWS = [/^workflows\//, /^workers\//, /^test\//];

const roomOf = (path) => path.split('/')[0] ?? path;
const isAnyOf = (patterns, path) => patterns.some((pattern) => pattern.test(path));

function refusalOfCode(file, target, typesOnly) {
  const [from, to] = [roomOf(file), roomOf(target)];
  if (from === to) return undefined;
  if (to === 'workflows' && !isAnyOf(MAY_IMPORT_WORKFLOWS, file)) return 'nothing imports workflows but workers and tests';
  if (to === 'test' && from !== 'test') return 'code never imports tests';
  const law = ARROWS[from];
  if (law === undefined || isAnyOf(COMPOSES, file) || law.code.includes(to)) return undefined;
  if (law.types?.includes(to)) return typesOnly ? undefined : `${from} may import only types of ${to}`;
  return `${from} may import ${[...law.code, ...(law.types ?? []).map((name) => `types of ${name}`)].join(', ') || 'no other folder'}`;
}

function refusalOfPackage(file, name, names, typesOnly) {
  const from = roomOf(file);
  const allowed = ARROWS[from]?.packages;
  if (allowed === undefined) return undefined;
  const key = Object.keys(allowed).find((known) => name === known || name.startsWith(`${known}/`));
  if (key === undefined) return `${from} may use ${Object.keys(allowed).join(', ')}`;
  if (allowed[key] === '*' || typesOnly) return undefined;
  if (allowed[key] === 'types') return `${from} may import only types of ${key}`;
  const excess = names.filter((each) => !allowed[key].includes(each));
  return excess.length === 0 ? undefined : `${from} may use only ${allowed[key].join(', ')} of ${key}`;
}

function isTypesOnly(node) {
  if (node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type') return true;
  const each = node.specifiers ?? [];
  return each.length > 0 && each.every((one) => one.importKind === 'type' || one.exportKind === 'type');
}

/** Imported names; `*` for a namespace, a default or a dynamic import. */
function namesOf(node) {
  if (node.specifiers === undefined) return ['*'];
  return node.specifiers.map((one) => one.imported?.name ?? (node.type === 'ExportNamedDeclaration' ? one.local?.name : undefined) ?? '*');
}

/** Builds the rule for a repository whose root is `root` (an absolute path). */
export function arrowsRule(root) {
  const judge = (context, node, source) => {
    if (typeof source?.value !== 'string') return;
    const file = relative(root, context.filename).split(sep).join('/');
    const specifier = source.value;
    const own = specifier.startsWith('.') || isAbsolute(specifier);
    const target = own && relative(root, resolve(dirname(context.filename), specifier)).split(sep).join('/');
    const law = own ? refusalOfCode(file, target, isTypesOnly(node)) : refusalOfPackage(file, specifier, namesOf(node), isTypesOnly(node));
    if (law !== undefined) context.report({ node: source, messageId: 'arrow', data: { specifier, law } });
  };
  return {
    meta: {
      type: 'problem',
      docs: { description: 'folders import only what design §2 lets them' },
      messages: { arrow: '{{specifier}} goes against the arrows: {{law}} (design §2). Move the code, or pass the value in.' },
      schema: [],
    },
    create: (context) => ({
      ImportDeclaration: (node) => judge(context, node, node.source),
      ExportNamedDeclaration: (node) => judge(context, node, node.source),
      ExportAllDeclaration: (node) => judge(context, node, node.source),
      ImportExpression: (node) => judge(context, node, node.source),
      TSImportType: (node) => judge(context, node, node.argument?.literal ?? node.source),
    }),
  };
}
