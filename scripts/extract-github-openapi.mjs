// Extracts from GitHub's OpenAPI the operations that we use, for the stand-in for GitHub in the tests:
//   npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz   (in a temporary folder: it is 385 MB)
//   node scripts/extract-github-openapi.mjs <that folder>/package
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const USED = [
  ['post', '/repos/{owner}/{repo}/issues'],
  ['get', '/repos/{owner}/{repo}/issues'],
  ['get', '/repos/{owner}/{repo}/issues/{issue_number}'],
  ['patch', '/repos/{owner}/{repo}/issues/{issue_number}'],
  ['post', '/repos/{owner}/{repo}/issues/{issue_number}/comments'],
];
const OUT = new URL('../test/support/github/openapi-extract.json', import.meta.url);

const folder = process.argv[2];
if (folder === undefined) {
  process.stderr.write('name the folder of the package @octokit/openapi, unpacked\n');
  process.exit(2);
}
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const api = JSON.parse(readFileSync(join(folder, 'generated', 'api.github.com.json'), 'utf8'));

const resolved = (node) => (node?.$ref === undefined ? node : node.$ref.slice(2).split('/').reduce((at, key) => at[key], api));

/** What validates, without words for people; OpenAPI 3.0's `nullable` as JSON Schema says it. */
function schemaOf(given) {
  const { description: _d, example: _e, examples: _x, nullable, ...node } = resolved(given);
  const plain = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inside(key, value)]));
  if (nullable !== true) return plain;
  return { anyOf: [plain, { type: 'null' }] };
}

function inside(key, value) {
  if (key === 'properties') return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, schemaOf(each)]));
  if (key === 'items' || key === 'not') return schemaOf(value);
  if (['oneOf', 'anyOf', 'allOf'].includes(key)) return value.map(schemaOf);
  return key === 'additionalProperties' && typeof value === 'object' ? schemaOf(value) : value;
}

const operations = USED.map(([method, path]) => {
  const { operationId, parameters = [], requestBody, responses } = api.paths[path][method];
  const query = parameters.map(resolved).filter((each) => each.in === 'query');
  const body = requestBody?.content['application/json']?.schema;
  return {
    operation: operationId,
    method,
    path,
    query: Object.fromEntries(query.map(({ name, schema }) => [name, schemaOf(schema)])),
    // GitHub drops what it does not know without a word; we want to hear of it
    ...(body === undefined ? {} : { body: { ...schemaOf(body), additionalProperties: false } }),
    statuses: Object.keys(responses),
  };
});
const source = `@octokit/openapi@${version}, ${api.info.title} ${api.info.version} (${api.info.license.name})`;
writeFileSync(OUT, `${JSON.stringify({ source, operations }, null, 1)}\n`);
process.stdout.write(`${operations.length} operations of ${source}\n`);
