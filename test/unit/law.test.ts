import { beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ESLint } from 'eslint';
import { packageRoot } from '../../config.ts';
import { ARROWS } from '../../scripts/lint/arrows.mjs';

const ROOT = packageRoot();
/** Folders that hold no code of the product, or that compose it and may import everything but workflows. */
const WITHOUT_ARROWS = ['workers', 'scripts', 'test'];

function sourceFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();
}

/** A source file of that folder: typed rules judge a snippet only under the name of a file that the project has. */
function placeIn(folder: string): string {
  if (folder.endsWith('.ts')) return folder;
  const place = sourceFiles(folder).find((file) => !file.endsWith('main.ts'));
  if (place === undefined) throw new Error(`${folder}/ has no source file to lend its name to a snippet`);
  return place;
}

/** A specifier that leads from the place to a path of the repository. */
function towards(place: string, target: string): string {
  const path = relative(join(place, '..'), target);
  return path.startsWith('.') ? path : `./${path}`;
}

describe('the law of the house', () => {
  let eslint: ESLint;
  beforeAll(() => {
    // Where `CI` is set, the parser would otherwise judge the file on the disk in place of the snippet.
    const parserOptions = { disallowAutomaticSingleRunInference: true };
    eslint = new ESLint({ cwd: ROOT, overrideConfig: { languageOptions: { parserOptions } } });
  });

  async function brokenRules(place: string, code: string): Promise<string[]> {
    const [result] = await eslint.lintText(code, { filePath: join(ROOT, place) });
    const fatal = result?.messages.find((message) => message.fatal === true);
    if (fatal !== undefined) throw new Error(fatal.message);
    return (result?.messages ?? []).map((message) => message.ruleId ?? '');
  }

  it.each([
    ['domain', 'store/execute.ts', 'rules do no I/O'],
    ['domain', 'workflows/deployment-approval.ts', 'rules know nothing of procedures'],
    ['domain', 'config.ts', 'rules take numbers from the policy'],
    ['contracts', 'domain/aggregate.ts', 'the boundary knows nothing of what lies behind it'],
    ['store', 'render/slack.ts', 'the record does not know how it is shown'],
    ['store', 'api/app.ts', 'the record does not know who asks'],
    ['activities', 'api/app.ts', 'effects are no part of the API'],
    ['api', 'activities/commit.ts', 'the API changes a case only through store/execute'],
    ['api', 'workflows/deployment-approval.ts', 'only workers and tests see workflows'],
    ['scripts', 'workflows/deployment-approval.ts', 'a composition root does not either'],
    ['workflows', 'domain/aggregate.ts', 'a changed rule must not break a replay'],
    ['workflows', 'activities/commit.ts', 'an activity runs in the worker, never in the sandbox'],
    ['workflows', 'store/execute.ts', 'a workflow does no I/O'],
    ['config.ts', 'store/execute.ts', 'everything else stands on the configuration'],
    ['api', 'test/support/sleeper.ts', 'code never imports tests'],
  ])('refuses that %s imports %s: %s', async (from, target) => {
    const place = placeIn(from);
    const specifier = towards(place, target);
    expect(await brokenRules(place, `import { x } from '${specifier}';\nconsole.log(x);\n`)).toContain('gatehouse/arrows');
    expect(await brokenRules(place, `export * from '${specifier}';\n`)).toContain('gatehouse/arrows');
    expect(await brokenRules(place, `export const x = await import('${specifier}');\n`)).toContain('gatehouse/arrows');
  });

  it('lets a program compose, and no other file beside it', async () => {
    const code = (place: string) => `import { x } from '${towards(place, 'activities/commit.ts')}';\nconsole.log(x);\n`;
    expect(await brokenRules('api/main.ts', code('api/main.ts'))).not.toContain('gatehouse/arrows');
    for (const place of ['api/start/slack.ts', 'api/start/compose.ts', 'store/migrate-main.ts']) expect(await brokenRules(place, code(place))).toContain('gatehouse/arrows');
  });

  it.each([
    ['domain', 'contracts/primitives.ts'],
    ['store', 'domain/aggregate.ts'],
    ['activities', 'store/chain.ts'],
    ['api', 'config.ts'],
  ])('lets %s import %s', async (from, target) => {
    const place = placeIn(from);
    expect(await brokenRules(place, `export { x } from '${towards(place, target)}';\n`)).not.toContain('gatehouse/arrows');
  });

  it('lets workflows import the types of activities, and only types', async () => {
    const place = placeIn('workflows');
    const specifier = towards(place, 'activities/ports.ts');
    expect(await brokenRules(place, `import type { X } from '${specifier}';\nexport type Y = X;\n`)).not.toContain('gatehouse/arrows');
    expect(await brokenRules(place, `import { type X, y } from '${specifier}';\nexport const z: X = y;\n`)).toContain('gatehouse/arrows');
  });

  it.each([
    ['domain', 'files', "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n", 'gatehouse/arrows'],
    ['domain', 'chance from crypto', "import { randomUUID } from 'node:crypto';\nexport const x = randomUUID;\n", 'gatehouse/arrows'],
    ['domain', 'a database driver', "import pg from 'pg';\nexport const x = pg;\n", 'gatehouse/arrows'],
    ['domain', 'the clock', 'export const x = Date.now();\n', 'no-restricted-properties'],
    ['domain', 'the clock by another name', 'export const x = new Date();\n', 'no-restricted-syntax'],
    ['domain', 'chance', 'export const x = Math.random();\n', 'no-restricted-properties'],
    ['domain', 'the environment', "export const x = process.env['HOME'];\n", 'no-restricted-globals'],
    ['workflows', 'the clock of a workflow', 'export const x = Date.now();\n', 'no-restricted-properties'],
    ['workflows', 'a failure that ends a workflow', "import { ApplicationFailure } from '@temporalio/workflow';\nexport const x = ApplicationFailure;\n", 'no-restricted-syntax'],
    ['store', 'a floating promise', 'async function x(): Promise<void> {}\nexport function y(): void {\n  x();\n}\n', '@typescript-eslint/no-floating-promises'],
    ['store', 'the type any', 'export const x = (y: any): unknown => y;\n', '@typescript-eslint/no-explicit-any'],
    ['store', 'a promise as a condition', 'async function x(): Promise<boolean> {\n  return true;\n}\nexport const y = x() ? 1 : 2;\n', '@typescript-eslint/no-misused-promises'],
    ['store', 'an import that is only a type', "import { Pool } from 'pg';\nexport const x = (y: Pool): unknown => y;\n", '@typescript-eslint/consistent-type-imports'],
    ['store', 'a switch that forgets a case', "export function x(y: 'a' | 'b'): number {\n  switch (y) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}\n", '@typescript-eslint/switch-exhaustiveness-check'],
    ['store', 'a default export', 'export default 1;\n', 'import-x/no-default-export'],
    ['store', 'a file of more than 300 lines', `export const x = [\n${'  1,\n'.repeat(300)}];\n`, 'max-lines'],
    ['store', 'a function of more than 50 lines', `export function x(): void {\n${'  x();\n'.repeat(50)}}\n`, 'max-lines-per-function'],
  ])('refuses in %s: %s', async (folder, _what, code, rule) => {
    expect(await brokenRules(placeIn(folder), code)).toContain(rule);
  });

  it('refuses two files that import each other', async () => {
    // domain/time/calendar.ts imports working-time.ts: the snippet closes the circle.
    const [result] = await eslint.lintText("export * from './calendar.ts';\n", { filePath: join(ROOT, 'domain/time/duration.ts') });
    expect(result?.messages.map((message) => message.ruleId)).toContain('import-x/no-cycle');
  });

  it('does not let a comment switch a rule off', async () => {
    expect(await brokenRules(placeIn('domain'), '// eslint-disable-next-line\nexport const x = Date.now();\n')).toContain('no-restricted-properties');
  });

  it('has an arrow for every folder that holds code', () => {
    const folders = readdirSync(ROOT, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !['node_modules', 'dist', 'coverage'].includes(entry.name))
      .filter((entry) => sourceFiles(entry.name).length > 0)
      .map((entry) => entry.name);
    expect(folders.filter((name) => !(name in ARROWS) && !WITHOUT_ARROWS.includes(name))).toEqual([]);
  });
});
