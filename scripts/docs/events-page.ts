import { artefactDigest, digestSet, personId, sha256 } from '../../contracts/primitives.ts';
import { propertyComments } from '../check/test-names.ts';
import { type BodySchema, bodySchema, type EventRecord } from './event-records.ts';

const TITLES: Readonly<Record<string, string>> = {
  BLOCKER_EVENTS: 'Blockers and waivers',
  DEPLOYMENT_EVENTS: 'Deployment approval',
  EVIDENCE_EVENTS: 'Evidence',
  HOUSE_EVENTS: 'The house: policy, directory, orders',
  NONCONFORMITY_EVENTS: 'Nonconformity closure',
  OBLIGATION_EVENTS: 'Obligations, in every kind of case',
  STORE_EVENTS: 'Rows of the command path',
  TOKEN_EVENTS: "Machines' tokens",
  SYSTEM_EVENTS: 'Systems, versions and risks',
};

const INTRO = `# Events

Generated from \`contracts/\` by \`npm run docs\`; \`npm run check\` fails when it is out of date.

Every fact about a case is one of these, in the past tense, in the order in which the ledger holds it. *Text* is free
text: the ledger hashes a salted commitment of it, and the text itself can be erased. A field with \`?\` may be left out.
`;

const PATTERNS = new Map(
  (
    [
      [personId, 'key'],
      [sha256, 'SHA-256'],
      [artefactDigest, 'digest'],
    ] as const
  ).map(([schema, word]) => [bodySchema(schema).pattern, word]),
);
const DIGESTS = JSON.stringify(bodySchema(digestSet));

function scalar(schema: BodySchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => String(value)).join(' \\| ');
  if (schema.format === 'date-time') return 'instant';
  if (schema.free_text === true) return 'text';
  if (schema.pattern?.startsWith('^P') === true) return 'duration';
  if (schema.pattern !== undefined) return PATTERNS.get(schema.pattern) ?? 'id';
  return [schema.type ?? 'any'].flat().join(' or ');
}

/** A few words on what a schema takes. */
function words(schema: BodySchema): string {
  if (JSON.stringify(schema) === DIGESTS) return 'digests by component';
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (choices.length > 0) return [...new Set(choices.map(words))].join(' or ');
  if (schema.allOf !== undefined) return schema.allOf.map(words).join(' and ');
  if (schema.items !== undefined) return `list of ${words(schema.items)}`;
  if (typeof schema.additionalProperties === 'object' && schema.properties === undefined) return `${words(schema.additionalProperties)} by key`;
  if (schema.properties !== undefined) return `{ ${fields(schema)} }`;
  return scalar(schema);
}

function fields(schema: BodySchema): string {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {})
    .map(([name, each]) => `\`${name}${required.has(name) ? '' : '?'}\` ${words(each)}`)
    .join(', ');
}

function section(record: EventRecord): string {
  const comments = propertyComments(record.source);
  const rows = Object.entries(record.events).map(([type, schema]) => {
    const comment = comments.get(type);
    const body = fields(bodySchema(schema));
    return `| \`${type}\` | ${[comment, body].filter((part) => part !== undefined && part !== '').join('<br>') || '-'} |`;
  });
  return [`## ${TITLES[record.name] ?? record.name.replace(/_EVENTS$/, '').replaceAll('_', ' ').toLowerCase()}`, '', `\`${record.source}\``, '', '| event | what it says |', '|---|---|', ...rows, ''].join('\n');
}

/** The text of `docs/events.md`. */
export const eventsPage = (records: readonly EventRecord[]): string => [INTRO, ...records.map(section)].join('\n');
