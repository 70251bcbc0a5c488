import { describe, expect, it } from '@jest/globals';
import { DEPLOYMENT_EVENTS } from '../../../contracts/deployment-events.ts';
import { NONCONFORMITY_EVENTS } from '../../../contracts/nonconformity-events.ts';
import { OBLIGATION_EVENTS } from '../../../contracts/obligation-events.ts';
import { STORE_EVENTS } from '../../../contracts/store-events.ts';
import { eventInWords } from '../../../render/event-words.ts';
import { relativeWords } from '../../../render/relative.ts';

const actor = { kind: 'person', id: 'theo' };
const nameOf = (id: string): string => `<${id}>`;

describe('an event in words', () => {
  it.each([...Object.keys(DEPLOYMENT_EVENTS), ...Object.keys(NONCONFORMITY_EVENTS), ...Object.keys(OBLIGATION_EVENTS), ...Object.keys(STORE_EVENTS), 'something.unheard_of'])('%s is a sentence, also when its body is of another age', (type) => {
    const { what } = eventInWords({ type, actor, body: {} }, nameOf);
    expect(what).toMatch(/^\S.*[^.]$/);
    expect(what).not.toMatch(/[._]|\[object/);
  });

  it('names people and what they said; an erased text shows as erased', () => {
    const body = { person: 'theo', on_behalf_of: 'tilda', verdict: 'approve_with_conditions', lane: 'technical', reason: 'Fine' };
    expect(eventInWords({ type: 'vote.cast', actor, body }, nameOf)).toEqual({ what: '<theo> for <tilda> approved with conditions for technical', said: 'Fine' });
    expect(eventInWords({ type: 'vote.cast', actor, body }, nameOf, (lane) => `the lane <${lane}>`).what).toBe('<theo> for <tilda> approved with conditions for the lane <technical>');
    expect(eventInWords({ type: 'vote.cast', actor, body: { ...body, on_behalf_of: null, reason: { erased: true } } }, nameOf)).toEqual({ what: '<theo> approved with conditions for technical', said: '(erased)' });
  });
});

describe('how far away an instant is', () => {
  const NOW = '2026-11-22T12:00:00.000Z';
  it.each([
    ['2026-11-22T12:00:59.000Z', 'now', 'within a minute nobody counts'],
    ['2026-11-22T12:01:00.000Z', 'in 1 minute', 'one is not many'],
    ['2026-11-22T10:00:00.000Z', '2 hours ago', 'the past'],
    ['2026-11-24T11:59:00.000Z', 'in 1 day', 'whole units only, rounded towards now, so that a deadline never looks farther than it is'],
  ])('%s is "%s" (%s)', (at, words) => {
    expect(relativeWords(at, NOW)).toBe(words);
  });
});
