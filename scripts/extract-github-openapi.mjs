// The operations of GitHub's own OpenAPI description that we use, for the stand-in for GitHub in the tests. The whole
// package is 29 MB packed and 385 MB unpacked, so an extract is kept, and what it was made from can be proved:
//   node scripts/extract-github-openapi.mjs --check            makes it again from the published package, compares bytes
//   node scripts/extract-github-openapi.mjs --write [VERSION]  writes it, of the version that it names or of another
// The package comes from npm's configured registry through npm's cache; only one file of it is ever unpacked.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = '@octokit/openapi';
const DESCRIPTION = 'package/generated/api.github.com.json';
const LONGEST_ANSWER = 256 * 1024 * 1024;
const USED = [
  ['post', '/repos/{owner}/{repo}/issues'],
  ['get', '/repos/{owner}/{repo}/issues'],
  ['get', '/repos/{owner}/{repo}/issues/{issue_number}'],
  ['patch', '/repos/{owner}/{repo}/issues/{issue_number}'],
  ['post', '/repos/{owner}/{repo}/issues/{issue_number}/comments'],
];
const EXTRACT = fileURLToPath(new URL('../test/support/github/openapi-extract.json', import.meta.url));

/** Runs a program to its end; answers what it printed, or ends this one with one line about what went wrong. */
function output(what, file, args, options = {}) {
  const { status, error, stdout, stderr } = spawnSync(file, args, { maxBuffer: LONGEST_ANSWER, ...options });
  if (status === 0) return stdout;
  const reason = error?.message ?? String(stderr).split('\n').filter((line) => line !== '' && !line.startsWith('npm warn')).slice(0, 3).join(' ');
  return stop(`${what}: ${reason}`);
}

function stop(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

/** The published package: its integrity as npm writes it, computed here, and the description of GitHub's API in it. */
function published(version) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-openapi-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const args = ['pack', `${PACKAGE}@${version}`, '--prefer-offline', '--ignore-scripts', '--pack-destination', folder];
  output(`npm can not fetch ${PACKAGE}@${version}`, 'npm', args, { shell: process.platform === 'win32' });
  const [name] = readdirSync(folder);
  if (name === undefined) stop(`npm packed no ${PACKAGE}@${version}`);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(join(folder, name))).digest('base64')}`;
  const text = output(`tar can not read ${DESCRIPTION}`, 'tar', ['-xzOf', name, DESCRIPTION], { cwd: folder });
  return { integrity, api: JSON.parse(text.toString('utf8')) };
}

const resolved = (node, api) => (node?.$ref === undefined ? node : node.$ref.slice(2).split('/').reduce((at, key) => at[key], api));

/** What validates, without words for people; OpenAPI 3.0's `nullable` as JSON Schema says it. */
function schemaOf(given, api) {
  const { description: _d, example: _e, examples: _x, nullable, ...node } = resolved(given, api);
  const plain = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inside(key, value, api)]));
  if (nullable !== true) return plain;
  return { anyOf: [plain, { type: 'null' }] };
}

function inside(key, value, api) {
  if (key === 'properties') return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, schemaOf(each, api)]));
  if (key === 'items' || key === 'not') return schemaOf(value, api);
  if (['oneOf', 'anyOf', 'allOf'].includes(key)) return value.map((each) => schemaOf(each, api));
  return key === 'additionalProperties' && typeof value === 'object' ? schemaOf(value, api) : value;
}

function operationOf([method, path], api) {
  const operation = api.paths[path]?.[method];
  if (operation === undefined) return stop(`GitHub describes no ${method.toUpperCase()} ${path}`);
  const { operationId, parameters = [], requestBody, responses } = operation;
  const query = parameters.map((each) => resolved(each, api)).filter((each) => each.in === 'query');
  const body = requestBody?.content['application/json']?.schema;
  return {
    operation: operationId,
    method,
    path,
    query: Object.fromEntries(query.map(({ name, schema }) => [name, schemaOf(schema, api)])),
    // GitHub drops what it does not know without a word; we want to hear of it
    ...(body === undefined ? {} : { body: { ...schemaOf(body, api), additionalProperties: false } }),
    statuses: Object.keys(responses),
  };
}

/** The bytes of the extract. */
function extractOf(version, { integrity, api }) {
  const source = { package: PACKAGE, version, integrity, file: DESCRIPTION, title: `${api.info.title} ${api.info.version}`, license: api.info.license.name };
  return `${JSON.stringify({ source, operations: USED.map((each) => operationOf(each, api)) }, null, 1)}\n`;
}

const firstDifference = (left, right) => left.split('\n').findIndex((line, at) => line !== right.split('\n')[at]) + 1;

function check(kept) {
  const { version, integrity } = JSON.parse(kept).source;
  const there = published(version);
  if (there.integrity !== integrity) stop(`${PACKAGE}@${version} is not what the extract was made from: it has ${there.integrity}, ${EXTRACT} names ${integrity}`);
  const again = extractOf(version, there);
  if (again !== kept) stop(`${EXTRACT}: line ${firstDifference(again, kept) || 'last'} is not what ${PACKAGE}@${version} says; make it again with --write`);
  process.stdout.write(`${USED.length} operations are byte by byte what ${PACKAGE}@${version} says (${integrity})\n`);
}

function write(version) {
  writeFileSync(EXTRACT, extractOf(version, published(version)));
  process.stdout.write(`${USED.length} operations of ${PACKAGE}@${version}\n`);
}

const [how, wanted] = process.argv.slice(2);
if (how === '--check') check(readFileSync(EXTRACT, 'utf8'));
else if (how === '--write') write(wanted ?? JSON.parse(readFileSync(EXTRACT, 'utf8')).source.version);
else stop('say --check or --write [VERSION]');
