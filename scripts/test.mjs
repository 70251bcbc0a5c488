// `npm test`: every stage in order, or those that are named: `node scripts/test.mjs unit rules`.
// Builds first when the sources are newer than dist/. The last line is `N passed, N failed`; the exit code is 0 only
// when nothing failed. A jest stage counts its tests, every other step counts as one.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import './require-node.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const results = mkdtempSync(join(tmpdir(), 'gatehouse-results-'));
const STAGE_MINUTES = 30;

const bin = (name) => join(root, 'node_modules', '.bin', name);
const command = (name, ...args) => ({ name, args });
const jest = (name, ...options) => ({ name, project: name, options });

/** Each stage is a list of steps; `if` names a file without which the step has nothing to do. */
const STAGES = {
  check: [
    command('lint', bin('eslint'), '.', '--max-warnings', '0'),
    command('typecheck', bin('tsc'), '--noEmit'),
    command('checks', process.execPath, join('dist', 'scripts', 'check.js')),
  ],
  github: [command('github', process.execPath, join('scripts', 'extract-github-openapi.mjs'), '--check')],
  unit: [jest('unit')],
  workflow: [jest('workflow')],
  replay: [jest('replay')],
  rules: [jest('rules')],
  // One file after the other: some take the ports that `gatehouse start` takes by itself.
  smoke: [jest('smoke', '--runInBand')],
  // Several browsers at a time would only wait for each other.
  browser: [jest('browser', '--runInBand')],
  demo: [{ ...command('demo', process.execPath, join('dist', 'scripts', 'demo.js')), if: 'scripts/demo.ts' }],
  dropped: [jest('dropped')],
  fault: [jest('fault')],
};
/** These take their time, so they run only by name. */
const BY_NAME_ONLY = ['fault'];
/** The other stages run the sources. */
const RUN_WHAT_IS_BUILT = ['check', 'smoke', 'browser', 'demo', 'fault'];

let running;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (running !== undefined) process.kill(-running.pid, signal);
    rmSync(results, { recursive: true, force: true });
    process.exit(130);
  });
}

/** Runs a program to its end in a process group of its own; answers its exit code. */
function run([file, ...args], env = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env }, detached: true });
    running = child;
    const timer = setTimeout(() => {
      console.error(`stopped after ${STAGE_MINUTES} minutes: ${[file, ...args].join(' ')}`);
      process.kill(-child.pid, 'SIGKILL');
    }, STAGE_MINUTES * 60_000);
    const settle = (code) => {
      clearTimeout(timer);
      running = undefined;
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(`${file}: ${error.message}`);
      settle(127);
    });
    child.on('exit', (code) => settle(code ?? 1));
  });
}

const NOT_SOURCES = ['node_modules', 'dist', 'test', 'coverage'];

function* sources(folder = '') {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.') && !NOT_SOURCES.includes(path)) yield* sources(path);
    if (entry.isFile() && /(?<!\.d)\.tsx?$/.test(entry.name)) yield path;
  }
}

/** True when a source is newer than the workflow bundle, which a build makes last: a failed build counts as none. */
function isStale() {
  const built = statSync(join(root, 'dist', 'workflows', 'bundle.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return [...sources()].some((path) => statSync(join(root, path)).mtimeMs > built);
}

async function runJest({ project, options }) {
  const file = join(results, `${project}.json`);
  const code = await run([bin('jest'), '-c', 'jest.config.mjs', '--ci', ...options, '--selectProjects', project, '--json', `--outputFile=${file}`], {
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`.trim(),
  });
  const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const passed = report?.numPassedTests ?? 0;
  const failed = (report?.numFailedTests ?? 0) + (report?.numRuntimeErrorTestSuites ?? 0);
  if (passed + failed === 0) console.error(`the stage ${project} has no tests (test/${project}/**/*.test.ts)`);
  // A stage that ends badly without a failed test (a crash, no tests, a broken setup) still fails.
  return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed };
}

async function runStep(step) {
  if (step.project !== undefined) return runJest(step);
  return (await run(step.args)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

const lines = [];
const total = { passed: 0, failed: 0 };

async function timed(name, work) {
  console.log(`\n── ${name}`);
  const begun = performance.now();
  const { passed, failed } = await work();
  total.passed += passed;
  total.failed += failed;
  const line = `${failed === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(10)} ${passed} passed, ${failed} failed in ${((performance.now() - begun) / 1000).toFixed(1)} s`;
  lines.push(line);
  console.log(line);
  return failed === 0;
}

function finish() {
  rmSync(results, { recursive: true, force: true });
  console.log(`\n${lines.join('\n')}\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

async function main(names) {
  const unknown = names.filter((name) => !(name in STAGES));
  if (unknown.length > 0) {
    console.error(`unknown stage ${unknown.join(', ')}; the stages are ${Object.keys(STAGES).join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const stages = names.length > 0 ? names : Object.keys(STAGES).filter((name) => !BY_NAME_ONLY.includes(name));
  const build = command('build', 'npm', 'run', '--silent', 'build');
  const needed = stages.some((name) => RUN_WHAT_IS_BUILT.includes(name)) && isStale();
  if (needed && !(await timed('build', () => runStep(build)))) return finish();
  for (const step of stages.flatMap((name) => STAGES[name])) {
    if (step.if === undefined || existsSync(join(root, step.if))) await timed(step.name, () => runStep(step));
  }
  finish();
}

await main(process.argv.slice(2));
