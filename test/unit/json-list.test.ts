import { describe, expect, it } from '@jest/globals';
import { readJsonList } from '../../domain/json-list.ts';

describe('a JSON list', () => {
  it('is taken apart with the line on which each entry begins', () => {
    const text = '\n[\n  {"a": [1, 2]},\n  {\n    "b": "],{\\"\\n"\n  }, 3\n]\n';
    expect(readJsonList(text)).toEqual({ entries: [{ line: 3, value: { a: [1, 2] } }, { line: 4, value: { b: '],{"\n' } }, { line: 6, value: 3 }], faults: [] });
  });

  it('may be empty', () => {
    expect(readJsonList(' [ ] ')).toEqual({ entries: [], faults: [] });
  });

  it.each([
    ['an object in its place', '{"a": 1}', 1, /no JSON list/],
    ['nothing at all', '', 1, /no JSON list/],
    ['no end', '[\n{"a": 1},\n{"b": 2}\n', 3, /does not end/],
    ['a text that never ends', '[\n{"a": "x}\n]\n', 2, /does not end/],
    ['an entry that never ends', '[\n{"a": 1},\n{"b": 2\n]', 3, /does not end/],
    ['something behind its end', '[1]\n]', 1, /behind the end/],
    ['an entry that is none', '[\n{"a": 1},\n{"b": }\n]', 3, /begins here is not well-formed/],
    ['a comma too many', '[\n1,\n]', 3, /begins here is not well-formed/],
  ])('with %s is at fault, with a line', (_what, text, line, detail) => {
    expect(readJsonList(text).faults).toEqual([{ line, detail: expect.stringMatching(detail) }]);
  });
});
