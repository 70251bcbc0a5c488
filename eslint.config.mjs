import { defineConfig } from 'eslint/config';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { arrowsRule } from './scripts/lint/arrows.mjs';

const PURE = ['domain/**/*.ts', 'render/**/*.{ts,tsx}', 'workflows/**/*.ts', 'contracts/**/*.ts'];
const TYPED = ['**/*.ts', '**/*.tsx'];

const clock = 'takes the instant as an argument: no clock here (design §4)';
const chance = 'takes the value as an argument: no randomness here (design §4)';

/** No clock, no chance, no environment and no I/O where rules, texts and procedures live (design §2, §4). */
const purity = {
  'no-restricted-globals': [
    'error',
    ...['process', 'fetch', 'performance', 'crypto', 'setInterval', 'setImmediate', 'Buffer', 'console'].map((name) => ({
      name,
      message: 'this folder is pure: pass the value in (design §2).',
    })),
  ],
  'no-restricted-properties': [
    'error',
    { object: 'Date', property: 'now', message: clock },
    { object: 'Math', property: 'random', message: chance },
    { object: 'Temporal', property: 'Now', message: clock },
    { object: 'process', property: 'env', message: 'config.ts parses the environment, once.' },
  ],
};
const noClock = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: clock },
  { selector: 'CallExpression[callee.name="Date"]', message: clock },
];
const workflowLaw = [
  ...noClock,
  {
    selector: 'Identifier[name="ApplicationFailure"]',
    message: 'a case workflow never fails: store the value, wait, and let the watch tell (design §4).',
  },
];

export default defineConfig(
  { ignores: ['dist/**', 'node_modules/**', '.gatehouse/**', 'coverage/**', '**/*.d.ts'] },
  {
    name: 'gatehouse/all',
    files: ['**/*.{ts,tsx,mjs}'],
    plugins: { 'import-x': importX },
    linterOptions: { reportUnusedDisableDirectives: 'error', noInlineConfig: true },
    rules: {
      'no-var': 'error',
      'prefer-const': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 50 }],
      'import-x/no-duplicates': 'error',
      'import-x/no-self-import': 'error',
    },
  },
  {
    name: 'gatehouse/typed',
    files: TYPED,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    plugins: { gatehouse: { rules: { arrows: arrowsRule(import.meta.dirname) } } },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import-x/extensions': ['.ts', '.tsx'],
      'import-x/external-module-folders': ['node_modules'],
    },
    rules: {
      'gatehouse/arrows': 'error',
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-default-export': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' }],
      // Numbers and booleans read well in messages; objects do not.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // It calls a condition needless when another function changes the value between two awaits.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // They doubt what is right here: characters of ids, type numbers of the database driver, requests of Express.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      // `(): void => call()` is how this house writes a handler of one line.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // A method of a narrow port is written with `async` even when a fake answers at once.
      '@typescript-eslint/require-await': 'off',
    },
  },
  { name: 'gatehouse/pure', files: PURE, rules: { ...purity, 'no-restricted-syntax': ['error', ...noClock] } },
  { name: 'gatehouse/workflows', files: ['workflows/**/*.ts'], rules: { 'no-restricted-syntax': ['error', ...workflowLaw] } },
  {
    // The one look at the clock that workflows share; Temporal answers it, and a replay sees the same.
    name: 'gatehouse/workflow-clock',
    files: ['workflows/parts/clock.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    name: 'gatehouse/tests',
    files: ['test/**/*.{ts,tsx}'],
    rules: {
      'max-lines-per-function': 'off',
      // Tests hold what they have just created: `!` fails the test where the value is missing.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Rows of the database and parsed bodies are looked at here, and a wrong look fails the test.
      ...Object.fromEntries(['assignment', 'member-access', 'return', 'call', 'argument'].map((what) => [`@typescript-eslint/no-unsafe-${what}`, 'off'])),
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Jest asks these for a default export.
    name: 'gatehouse/jest-hooks',
    files: ['test/support/global-*.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
);
