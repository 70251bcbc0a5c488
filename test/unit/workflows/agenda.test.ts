import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Agenda } from '../../../contracts/agenda.ts';
import { afterAnswer, afterSignal, nothingToDrive, readAgenda } from '../../../workflows/parts/agenda.ts';

const at = (rev: number, change: Partial<Agenda> = {}): Agenda => ({
  v: 1,
  rev,
  open: true,
  stage: 'in_review',
  wake_at: '2026-11-23T09:00:00.000Z',
  step: null,
  tell: [],
  summary: '',
  ...change,
});

describe('reading an agenda', () => {
  it('drops what it does not know and fills in what is missing', () => {
    expect(readAgenda({ rev: 3, mood: 'good', wake_at: 'soon', step: { name: 1 }, tell: 'chat' })).toEqual({ ...at(3), stage: '', wake_at: null });
  });

  it('brings instants into the one form in which they compare as texts', () => {
    expect(readAgenda({ rev: 3, wake_at: '2026-11-23T10:00:00+01:00' })?.wake_at).toBe('2026-11-23T09:00:00.000Z');
  });

  it('answers null for whatever is no agenda, and never throws', () => {
    fc.assert(fc.property(fc.anything(), (value) => {
      const read = readAgenda(value);
      expect(read === null || typeof read.rev === 'number').toBe(true);
    }));
    for (const value of [null, undefined, 'agenda', 7, [], {}, { rev: '7' }]) expect(readAgenda(value)).toBeNull();
  });
});

describe('the agenda after a signal', () => {
  it('is the one with the highest revision, in whatever order they come', () => {
    const agendas = fc.shuffledSubarray([1, 2, 3, 4, 5, 6].map((rev) => at(rev, { stage: `stage ${rev}` })), { minLength: 1 });
    fc.assert(fc.property(agendas, (heard) => {
      const last = heard.reduce<Agenda | null>((known, next) => afterSignal(known, next, false), null);
      expect(last?.rev).toBe(Math.max(...heard.map(({ rev }) => rev)));
      expect(last?.stage).toBe(`stage ${last?.rev}`);
    }));
  });

  it('keeps told what was seen told, and closed what was seen closed, at the same revision', () => {
    const known = at(5, { open: false, tell: [] });
    expect(afterSignal(known, at(5, { open: true, tell: ['chat'] }), false)).toMatchObject({ open: false, tell: [] });
  });

  it('takes the earlier of two instants at the same revision', () => {
    const later = '2026-11-24T09:00:00.000Z';
    expect(afterSignal(at(5, { wake_at: later }), at(5), false).wake_at).toBe(at(5).wake_at);
    expect(afterSignal(at(5), at(5, { wake_at: later }), false).wake_at).toBe(at(5).wake_at);
    expect(afterSignal(at(5, { wake_at: null }), at(5), false).wake_at).toBe(at(5).wake_at);
  });

  it('is taken as it is when it wakes, but never an older one', () => {
    expect(afterSignal(at(5), at(5, { tell: ['chat'] }), true).tell).toEqual(['chat']);
    expect(afterSignal(at(5), at(4, { tell: ['chat'] }), true).tell).toEqual([]);
  });
});

describe('the agenda after an answer', () => {
  it('is the answer at the same revision, since it was looked up later', () => {
    expect(afterAnswer(at(5), at(5, { wake_at: null, stage: 'approved' }))).toMatchObject({ wake_at: null, stage: 'approved' });
  });

  it('does not bring back a channel that the other activity has told meanwhile', () => {
    const afterEmail = afterAnswer(at(5, { tell: ['chat', 'email'] }), at(5, { tell: ['chat'] }));
    expect(afterAnswer(afterEmail, at(5, { tell: ['email'] })).tell).toEqual([]);
  });

  it('is the known one when a newer one was signalled meanwhile', () => {
    expect(afterAnswer(at(6, { tell: ['chat'] }), at(5)).tell).toEqual(['chat']);
  });

  it('is closed when the store has no such record, until a signal says otherwise', () => {
    const gone = nothingToDrive(at(5, { tell: ['chat'] }));
    expect(gone).toMatchObject({ open: false, tell: [], wake_at: null, rev: 5 });
    expect(afterSignal(gone, at(6), false).open).toBe(true);
  });
});
