import type { Verdict } from './finding.ts';
import { jsonOf, repositoryFiles } from './repository.ts';
import { type NamedTest, testsOf } from './test-names.ts';

/** Where a numbered test may stand: these stages act through the API, the command line or clicks. */
const STAGES = /^test\/(rules|smoke)\/.*\.test\.tsx?$/;
const NUMBER = /^§\d\.(?:\d\d|T\d|S [a-z_]+)/;
const NOT_RUN = ['skip', 'todo', 'only', 'failing'];

/** The numbers with which a test's name begins: `§1.07 §1.08 a veto …` has two. */
export function numbersOf(name: string): string[] {
  const numbers: string[] = [];
  let rest = name;
  for (;;) {
    const [number] = NUMBER.exec(rest) ?? [];
    if (number === undefined) return numbers;
    numbers.push(number);
    rest = rest.slice(number.length).replace(/^[\s,;:]+(and )?/, '');
  }
}

/**
 * What is wrong between the numbers of the specification, the tests and the exceptions. An exception is a number, or a
 * number with a word for the part of it that is missing: `§1.20 step-up`.
 */
export function coverageFindings(
  numbers: readonly string[],
  exceptions: Readonly<Record<string, string>>,
  names: readonly string[],
): string[] {
  const covered = new Set(names.flatMap(numbersOf));
  const missing = numbers.filter((number) => !covered.has(number) && !(number in exceptions));
  const unknown = [...covered].filter((number) => !numbers.includes(number));
  const baseOf = (key: string): string | undefined => NUMBER.exec(key)?.[0];
  const stale = Object.keys(exceptions).filter((key) => names.some((name) => name.startsWith(key)) || covered.has(key));
  return [
    ...(missing.length === 0 ? [] : [`no test begins with ${missing.join(', ')}: write one in test/rules or test/smoke, or say in test/coverage-exceptions.json what brings it`]),
    ...unknown.map((number) => `a test is named ${number}, which test/spec-numbers.json does not list: correct the name`),
    ...stale.map((key) => `test/coverage-exceptions.json excuses ${key}, but a test covers it: take the exception out`),
    ...Object.keys(exceptions)
      .filter((key) => !numbers.includes(baseOf(key) ?? ''))
      .map((key) => `test/coverage-exceptions.json names ${key}, which is no number of test/spec-numbers.json: correct it`),
  ];
}

function notRun(test: NamedTest): string[] {
  const modifiers = test.modifiers.filter((modifier) => NOT_RUN.includes(modifier));
  return modifiers.map((modifier) => `${test.file}:${test.line} uses .${modifier}: run the test, or delete it`);
}

/** Every state, threshold and rule of the specification has a test or an exception, and no test is switched off. */
export function checkSpecCoverage(): Verdict {
  const files = repositoryFiles().filter((path) => /^test\/.*\.test\.tsx?$/.test(path));
  const tests = files.flatMap(testsOf);
  const { numbers } = jsonOf('test/spec-numbers.json') as { numbers: string[] };
  const exceptions = jsonOf('test/coverage-exceptions.json') as Record<string, string>;
  const names = tests.filter((test) => STAGES.test(test.file)).map((test) => test.name);
  return { findings: [...coverageFindings(numbers, exceptions, names), ...tests.flatMap(notRun)] };
}
