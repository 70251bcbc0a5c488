import { describe, expect, it } from '@jest/globals';
import { readFindings } from '../../../domain/nonconformity-closure/findings.ts';

const values = (text: string): unknown[] => readFindings(text, 'csv').findings.map(({ value }) => value);

describe('§3.14 the findings of a CSV file', () => {
  it('have the fields of what is raised as columns, in any order, and leave out what is empty', () => {
    expect(values('Source,TITLE,found at,class\naudit,No record,,minor\n')).toEqual([{ source: 'audit', title: 'No record', class: 'minor' }]);
  });

  it.each([
    ['several controls', 'controls', 'A.6.2.4; A.7.2', ['A.6.2.4', 'A.7.2']],
    ['several clauses with bars', 'clauses', '7.5|10.2', ['7.5', '10.2']],
    ['a near-miss', 'near_miss', 'Yes', true],
    ['no near-miss', 'near_miss', 'no', false],
    ['what is neither, for the schema to refuse', 'near_miss', 'perhaps', 'perhaps'],
    ['the day of a finding: its first moment', 'found_at', '2026-02-03', '2026-02-03T00:00:00Z'],
    ['the day of a deadline: its last moment', 'deadline', '2026-02-03', '2026-02-03T23:59:59.999Z'],
    ['an instant as it is', 'deadline', '2026-02-03T10:00:00+01:00', '2026-02-03T10:00:00+01:00'],
  ])('may name %s', (_what, column, cell, value) => {
    expect(values(`title,${column}\nt,${cell}\n`)).toEqual([{ title: 't', [column]: value }]);
  });

  it.each([
    ['a misspelt column', 'titel,source\na,b\n', 1, '', /unknown column "titel"; did you mean "title"\?/],
    ['a column that is there twice', 'title,Title\na,b\n', 1, '', /"title" is there twice/],
    ['more cells than heads', 'title,source\na,audit\nb,audit,c\n', 3, '/1', /3 cells under 2 heads/],
    ['heads only', 'title,source\n', 1, '', /no finding/],
    ['nothing', '', 1, '', /no finding/],
  ])('are at fault with %s', (_what, text, line, pointer, detail) => {
    expect(readFindings(text, 'csv').faults).toEqual([{ line, pointer, detail: expect.stringMatching(detail) }]);
  });
});
