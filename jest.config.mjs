// Run by `node scripts/test.mjs`, which also sets NODE_OPTIONS; by hand:
//   NODE_OPTIONS=--experimental-vm-modules npx jest -c jest.config.mjs test/unit/law.test.ts
import { existsSync } from 'node:fs';

const swc = [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', tsx: true },
      transform: { react: { runtime: 'automatic', importSource: 'preact' } },
      target: 'es2023',
    },
  },
];

/** A stage of tests: `setup` is the file that starts what its tests share. */
const project = (name, setup) => ({
  displayName: name,
  rootDir: import.meta.dirname,
  roots: [`<rootDir>/test/${name}`].filter(() => existsSync(`${import.meta.dirname}/test/${name}`)),
  testMatch: [`<rootDir>/test/${name}/**/*.test.{ts,tsx}`],
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '\\.tsx?$': swc },
  // Only `store/policy-files.ts` imports it by this name.
  moduleNameMapper: { '^\\./holidays\\.ts$': '<rootDir>/test/support/kept-holidays.ts' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.gatehouse/'],
  ...(setup === undefined ? {} : { globalSetup: `<rootDir>/test/support/${setup}`, globalTeardown: '<rootDir>/test/support/global-teardown.ts' }),
});

export default {
  maxWorkers: 2,
  testTimeout: 180_000,
  // `--coverage` measures the rules; nothing else has a figure to reach.
  collectCoverageFrom: ['domain/**/*.ts'],
  coverageDirectory: 'coverage',
  coverageProvider: 'v8',
  projects: [
    project('unit', 'global-setup.ts'),
    project('workflow', 'global-setup-temporal.ts'),
    project('replay', 'global-setup-temporal.ts'),
    project('dropped', 'global-setup-temporal.ts'),
    project('rules', 'global-setup-temporal.ts'),
    project('smoke', 'global-setup-smoke.ts'),
    // A real browser, before a whole house of its own or before the app alone.
    project('browser', 'global-setup.ts'),
    // Starts and kills processes of its own.
    project('fault'),
  ],
};
