import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { freeText, instant, slug } from '../../contracts/primitives.ts';
import { openStrings } from '../../scripts/check/free-text.ts';
import { namedThings } from '../../scripts/check/named-in-documents.ts';
import { coverageFindings, numbersOf } from '../../scripts/check/spec-coverage.ts';
import { bodySchema, eventRecords } from '../../scripts/docs/event-records.ts';
import { eventsPage } from '../../scripts/docs/events-page.ts';

describe('the numbers with which a test begins', () => {
  it.each([
    ['§1.07 a veto rejects at once', ['§1.07']],
    ['§1.S in_review opens the lanes', ['§1.S in_review']],
    ['§1.T2, §1.21 a blocker and its cure', ['§1.T2', '§1.21']],
    ['§0.03 and §0.04 the board', ['§0.03', '§0.04']],
    ['rule 7 (§1.07)', []],
  ])('reads %j as %j', (name, numbers) => {
    expect(numbersOf(name)).toEqual(numbers);
  });
});

describe('coverage of the specification', () => {
  const numbers = ['§1.07', '§1.20', '§1.S live', '§1.S live_unratified'];

  it('is complete when each number has a test or an exception', () => {
    const names = ['§1.07 a veto', '§1.20 a click', '§1.S live needs confirm-live'];
    expect(coverageFindings(numbers, { '§1.S live_unratified': 'later', '§1.20 step-up': 'later' }, names)).toEqual([]);
  });

  it('names a number without either; a test of a longer name does not count', () => {
    const [finding] = coverageFindings(numbers, {}, ['§1.07 a', '§1.20 b', '§1.S live_unratified c']);
    expect(finding).toContain('no test begins with §1.S live:');
  });

  it('refuses an exception that has a test, also for a part of a rule', () => {
    const exceptions = { '§1.07': 'later', '§1.20 step-up': 'later' };
    const findings = coverageFindings(['§1.07', '§1.20'], exceptions, ['§1.07 a veto', '§1.20 step-up asks for a login']);
    expect(findings).toHaveLength(2);
    expect(findings[0]).toContain('excuses §1.07, but');
    expect(findings[1]).toContain('excuses §1.20 step-up, but');
  });

  it('refuses a number that the specification does not have', () => {
    expect(coverageFindings(['§1.07'], { '§1.99': 'later' }, ['§1.07 a', '§1.98 b'])).toEqual([
      expect.stringContaining('named §1.98'),
      expect.stringContaining('names §1.99'),
    ]);
  });
});

describe('strings of an event', () => {
  const found = (shape: z.ZodRawShape) => openStrings(bodySchema(z.strictObject(shape)), '', '');

  it('may be ids, enums, instants, and free text under a key that is sealed', () => {
    expect(found({ lane: slug, verdict: z.enum(['a', 'b']), at: instant, reason: freeText().nullable(), options: z.array(z.strictObject({ text: freeText() })) })).toEqual([]);
  });

  it.each([
    ['a string of any form', { remark: z.string() }, '/remark is a string of any form'],
    ['one with nothing but a length', { remark: z.string().min(1).max(9) }, '/remark is a string of any form'],
    ['one deep inside', { a: z.array(z.strictObject({ b: z.string().nullable() })) }, '/a/*/b is a string of any form'],
    ['the values of a record', { subject: z.record(slug, z.string()) }, '/subject/<key> is a string of any form'],
    ['the keys of a record', { subject: z.record(z.string(), slug) }, '/subject (its keys) is a string of any form'],
    ['free text under another key', { remark: freeText() }, '/remark is free text under a key that is not sealed'],
  ])('may not be %s', (_what, shape: z.ZodRawShape, finding) => {
    expect(found(shape)).toEqual([expect.stringContaining(finding)]);
  });
});

describe('what a document names', () => {
  const text = ['Run `npm run demo`, see [why](docs/why.md#part) and `store/execute`.', '```sh', 'npm test   # npm run nothing', 'gatehouse deploy request -f examples/a.yaml', '```', '```ts', "import 'nowhere/at-all.ts';", '```', 'Not `a/b`, not `deployment/dep_01`.'].join('\n');
  const things = namedThings('README.md', text, new Set(['docs', 'store', 'examples']));
  const texts = (named: readonly { text: string }[]) => named.map((each) => each.text);

  it('is its links, its code spans and its shell blocks, without comments and other code', () => {
    expect(texts(things.scripts)).toEqual(['demo', 'test']);
    expect(texts(things.commands)).toEqual(['deploy request']);
    expect(texts(things.paths)).toEqual(['docs/why.md', 'store/execute', 'examples/a.yaml']);
  });

  it('carries its line', () => {
    expect(things.commands[0]).toMatchObject({ document: 'README.md', line: 4 });
  });
});

describe('the page of events', () => {
  it('lists every event that contracts export, once', async () => {
    const records = await eventRecords();
    const page = eventsPage(records);
    const types = records.flatMap(({ events }) => Object.keys(events));
    expect(types).toContain('vote.cast');
    expect(page.match(/^\| `[a-z_.]+`/gm)).toHaveLength(types.length);
  });
});
