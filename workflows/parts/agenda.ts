import type { Agenda } from '../../contracts/agenda.ts';
import type { Instant } from '../../contracts/primitives.ts';

function readInstant(value: unknown): Instant | null {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

function readStep(value: unknown): Agenda['step'] {
  const step = value as Partial<NonNullable<Agenda['step']>> | null | undefined;
  return typeof step?.name === 'string' && typeof step.key === 'string' ? { name: step.name, key: step.key } : null;
}

/**
 * Reads an agenda that may be newer or older than this code: what is missing is left out, what is unknown is dropped.
 * Null when it is none at all. Never throws, since signal handlers call it.
 */
export function readAgenda(value: unknown): Agenda | null {
  if (typeof value !== 'object' || value === null || !('rev' in value) || typeof value.rev !== 'number') return null;
  const given = value as Partial<Agenda>;
  return {
    v: 1,
    rev: value.rev,
    open: given.open !== false,
    stage: typeof given.stage === 'string' ? given.stage : '',
    wake_at: readInstant(given.wake_at),
    step: readStep(given.step),
    tell: Array.isArray(given.tell) ? given.tell : [],
    summary: typeof given.summary === 'string' ? given.summary : '',
  };
}

const narrowed = (known: Agenda, heard: Agenda): Pick<Agenda, 'open' | 'tell'> => ({
  open: known.open && heard.open,
  tell: known.tell.filter((channel) => heard.tell.includes(channel)),
});

const earlier = (a: Instant | null, b: Instant | null): Instant | null => (a === null || (b !== null && b < a) ? b : a);

/**
 * The agenda after a signal. The highest `rev` wins. At the same `rev` a channel that was seen told stays told, and a
 * case seen closed stays closed: the signal was written before that was looked up. The earlier instant counts, since
 * another case may have asked for it (design §4 "Between cases"). One with `wake` is taken as it is.
 */
export function afterSignal(known: Agenda | null, heard: Agenda, wake: boolean): Agenda {
  if (known === null || heard.rev > known.rev) return heard;
  if (heard.rev < known.rev) return known;
  if (wake) return heard;
  return { ...known, ...narrowed(known, heard), wake_at: earlier(known.wake_at, heard.wake_at) };
}

/** The agenda after an activity's answer: as after a signal, but at the same `rev` the answer was looked up later. */
export function afterAnswer(known: Agenda | null, answer: Agenda): Agenda {
  if (known === null || answer.rev > known.rev) return answer;
  return answer.rev < known.rev ? known : { ...answer, ...narrowed(known, answer) };
}

/** What is left when the store has no such case (any more): nothing to drive until a signal says otherwise. */
export const nothingToDrive = (known: Agenda | null): Agenda => ({
  v: 1,
  rev: known?.rev ?? -1,
  open: false,
  stage: known?.stage ?? '',
  wake_at: null,
  step: null,
  tell: [],
  summary: 'the record has no such case',
});
