import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { formatProblem } from '../../../domain/policy/problem.ts';
import { loadPolicyDir, locateProblems, parsePolicyTexts } from '../../../store/policy-files.ts';
import { edited, POLICY_DIR, problemsOf, shippedPolicy, shippedTexts, valid, YEARS } from './sample.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function folderOf(texts: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-policy-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Line and column, from 1, of a passage in a text. */
function placeOf(text: string, passage: string): string {
  const before = text.slice(0, text.indexOf(passage)).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

describe('a policy file', () => {
  it('names the place of a misspelt key and the nearest known one', () => {
    const texts = edited('tiers.yaml', 'assurance: mfa', 'asurance: mfa');
    const found = problemsOf(texts);
    expect(found[0]).toContain('paths.high.assurance: "assurance" is missing; write one of chat, session, mfa, development');
    expect(found[1]).toContain(`tiers.yaml:${placeOf(texts['tiers.yaml']!, 'asurance')} paths.high.asurance: unknown key "asurance"; did you mean "assurance"? allowed: lanes, notices,`);
  });

  it.each([
    ['a missing key', 'lanes.yaml', '    calendar: new_york\n', '', 'lanes.security.calendar: "calendar" is missing; write a name'],
    ['a missing RACI stage', 'raci.yaml', /\n {2}retire:[\s\S]*/, '\n', 'raci.retire: "retire" is missing; write { accountable: a name'],
    ['a missing RACI cell', 'raci.yaml', '    accountable: nc_coordinator\n', '', 'raci.correct.accountable: "accountable" is missing; write a name'],
    ['an empty RACI cell', 'raci.yaml', 'responsible: [system_owner]', 'responsible: []', 'raci.correct.responsible: [] is not allowed; write a list of a name (a–z, 0–9, - and _) with at least one entry'],
    ['an unknown value', 'tiers.yaml', 'assurance: chat', 'assurance: chatt', 'assurance: "chatt" is not allowed; allowed: chat, session, mfa, development (did you mean "chat"?)'],
    ['a number that is too large', 'tiers.yaml', 'high_from: 15', 'high_from: 26', 'scoring.high_from: 26 is not allowed; write a whole number from 1 to 25'],
    ['a duration that is none', 'thresholds.yaml', 'permit_life: PT24H', 'permit_life: 24h', 'permit_life: "24h" is not allowed; must be an ISO 8601 duration, e.g. PT4H or P30D'],
    ['a misspelt business duration', 'tiers.yaml', '{ business_days: 3 }', '{ business_day: 3 }', 'paths.medium.sla.business_day: unknown key "business_day"; did you mean "business_days"?'],
    ['a misspelt rung', 'ladders.yaml', 'percent: 150', 'percnt: 150', 'rungs[3].at.percnt: unknown key "percnt"; did you mean "percent"?'],
    ['a name with capitals', 'lanes.yaml', '  legal:', '  Legal:', 'lanes.Legal: "Legal" is no name; must be lower-case letters'],
    ['an unknown lane', 'tiers.yaml', '[technical, risk, business]', '[technical, rsk, business]', 'paths.medium.lanes[1]: there is no lane "rsk"; did you mean "risk"?'],
    ['an unknown lane in a condition', 'tiers.yaml', '{ lane: legal,', '{ lane: legall,', 'paths.medium.when[0].lane: there is no lane "legall"; did you mean "legal"?'],
    ['an unknown lane among those who hear', 'tiers.yaml', 'notices: [business]', 'notices: [busines]', 'paths.low.notices[0]: there is no lane "busines"; did you mean "business"?'],
    ['an unknown executive lane', 'tiers.yaml', 'lane: executive', 'lane: board', 'executive_lane.lane: there is no lane "board"; allowed: legal,'],
    ['an unknown lane of a component', 'lanes.yaml', 'code: [technical,', 'code: [technic,', 'materiality.code[0]: there is no lane "technic"; did you mean "technical"?'],
    ['a quorum for a lane that the path has not', 'tiers.yaml', 'quorum: { risk: 2 }', 'quorum: { rsk: 2 }', 'paths.high.quorum.rsk: a quorum for "rsk", which is no lane of this path; did you mean "risk"?'],
    ['an unknown calendar', 'lanes.yaml', 'calendar: new_york', 'calendar: newyork', 'lanes.security.calendar: there is no calendar "newyork"; did you mean "new_york"?'],
    ['an unknown ladder', 'ladders.yaml', 'answer: standard', 'answer: standart', 'use.answer: there is no ladder "standart"; did you mean "standard"?'],
    ['a kind of obligation without a ladder', 'ladders.yaml', '  answer: standard\n', '', 'use.answer: "answer" is missing'],
    ['thresholds the wrong way round', 'tiers.yaml', 'medium_from: 6', 'medium_from: 15', 'scoring.high_from: high begins at 15 and medium at 15; high_from must be above medium_from'],
    ['an assurance that is a mark', 'tiers.yaml', 'assurance: chat', 'assurance: development', 'paths.low.assurance: "development" only marks votes of an embedded start; allowed: chat, session, mfa'],
    ['an unknown zone', 'calendars.yaml', 'Asia/Singapore', 'Asia/Singapur', 'calendars.singapore: "Asia/Singapur" is not a time zone; write an IANA name'],
    ['hours that end before they begin', 'calendars.yaml', 'zone: Asia/Singapore\n', "zone: Asia/Singapore\n    hours: { from: '17:00', to: '09:00' }\n", 'calendars.singapore: hours 17:00–09:00 end before they begin'],
    ['an unknown country', 'calendars.yaml', 'holidays_of: SG', 'holidays_of: XX', 'calendars.singapore.holidays_of: no holidays are known for country "XX"'],
    ['an unknown region', 'calendars.yaml', 'DE-BE', 'DE-XX', 'calendars.berlin.holidays_of: no holidays are known for region "XX" of DE; write one of BB, BE'],
    ['materiality without a rule for the rest', 'lanes.yaml', '  other: all\n', '', 'lanes.yaml:83:1 materiality: '],
    ['text that is no YAML', 'raci.yaml', 'raci:', 'raci: [', 'raci.yaml:'],
    ['nothing in it', 'raci.yaml', /[\s\S]+/, '', 'raci.yaml:1:1: null is not allowed; write { raci:'],
  ])('with %s is refused', (_what, file, passage, replacement, expected) => {
    const found = problemsOf(edited(file, passage, replacement));
    expect(found.join('\n')).toContain(expected);
    expect(found.filter((line) => !/^[a-z]+\.yaml:\d+:\d+/.test(line))).toEqual([]);
  });

  it('tells all faults of all files at once', () => {
    const texts = { ...edited('tiers.yaml', 'high_from: 15', 'high_from: many'), 'raci.yaml': edited('raci.yaml', 'accountable: incident_commander', 'acountable: incident_commander')['raci.yaml']! };
    expect(problemsOf(texts).map((line) => line.split(':')[0])).toEqual(['tiers.yaml', 'raci.yaml', 'raci.yaml']);
  });
});

describe('a text that is made to hurt', () => {
  it.each([
    ['aliases that multiply', `a: &a [x, x, x, x, x, x, x, x, x]\n${['b', 'c', 'd', 'e', 'f', 'g'].map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdef'[i] ?? ''}`).join()}]`).join('\n')}`],
    ['nesting without end', `raci: ${'['.repeat(50_000)}`],
  ])('is refused like any other: %s', (_what, text) => {
    const found = problemsOf({ ...shippedTexts(), 'raci.yaml': text });
    expect(found.every((line) => line.startsWith('raci.yaml:'))).toBe(true);
  });
});

describe('a policy folder', () => {
  it('that is not there is refused by name', () => {
    const found = loadPolicyDir('nowhere/policy', YEARS);
    expect(Array.isArray(found) && found.map(formatProblem)).toEqual(["policy: the policy folder nowhere/policy can't be read (ENOENT); name a readable folder that holds the policy files"]);
  });

  it('with a misnamed file names the missing one and the one that was meant', () => {
    const { 'lanes.yaml': lanes = '', ...rest } = shippedTexts();
    const found = loadPolicyDir(folderOf({ ...rest, 'lane.yaml': lanes }), YEARS);
    const lines = Array.isArray(found) ? found.map(formatProblem) : [];
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('the file lanes.yaml is missing from ');
    expect(lines[1]).toContain('lane.yaml: is no policy file; did you mean "lanes.yaml"?');
  });

  it('loads the same policy as its texts, and ignores what is not YAML', () => {
    expect(loadPolicyDir(folderOf({ ...shippedTexts(), 'README.md': 'ours' }), YEARS)).toEqual(shippedPolicy());
  });

  it('lends its lines to problems that are found later', () => {
    const [found] = locateProblems(POLICY_DIR, [{ file: 'lanes.yaml', line: null, column: null, path: ['lanes', 'risk', 'role'], key: 'lanes.risk.role', message: 'm', allowed: 'a' }]);
    const lanes = shippedTexts()['lanes.yaml']!;
    expect(formatProblem(found!)).toBe(`lanes.yaml:${placeOf(lanes, 'role: risk_member')} lanes.risk.role: m; a`);
  });
});

describe('the digest of a policy', () => {
  const digest = (texts: Record<string, string>, years = YEARS) => valid(parsePolicyTexts(texts, years)).digest;

  it('does not change with comments, order of keys, or the year', () => {
    const reordered = edited('ladders.yaml', 'max_percent: 25, not_from: L4', 'not_from: L4, max_percent: 25');
    expect(digest(edited('tiers.yaml', /^/, '# ours\n'))).toBe(shippedPolicy().digest);
    expect(digest(reordered)).toBe(shippedPolicy().digest);
    expect(digest(shippedTexts(), [2031])).toBe(shippedPolicy().digest);
  });

  it('changes with any value', () => {
    expect(digest(edited('thresholds.yaml', 'PT24H', 'PT23H'))).not.toBe(shippedPolicy().digest);
  });
});

describe('holidays', () => {
  it('can be added and taken out', () => {
    const { calendars } = valid(parsePolicyTexts(edited('calendars.yaml', 'holidays_of: SG', 'holidays_of: SG\n    holidays: [2026-07-01]\n    not_holidays: [2026-12-25]'), YEARS));
    expect(calendars['singapore']?.holidays).toContain('2026-07-01');
    expect(calendars['singapore']?.holidays).not.toContain('2026-12-25');
  });
});
