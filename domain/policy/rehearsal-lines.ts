import type { Directory } from '../../contracts/directory.ts';
import type { MessageKind } from '../../contracts/delivery.ts';
import type { Channel, Instant } from '../../contracts/primitives.ts';
import { personById } from '../directory.ts';
import type { Rehearsal, RehearsedStep } from './rehearse.ts';

/** One line of the timeline: who hears what, when, and on which channel. */
export interface TimelineLine {
  readonly at: Instant;
  readonly what: string;
  readonly kind: MessageKind | null;
  readonly lane: string | null;
  readonly level: string | null;
  readonly to: readonly { readonly id: string; readonly name: string; readonly channel: Channel }[];
}

/** The timeline for people. Steps that nobody hears of are left out, but for those that say so: an unheard rung, the end. */
export function timeline(rehearsal: Rehearsal, directory: Directory): TimelineLine[] {
  const lanes = new Map(rehearsal.steps.flatMap(({ event: { type, body } }) => (type === 'obligation.opened' ? [[body['id'], (body['subject'] as Subject).lane]] : [])));
  const laneOf = ({ type, body }: RehearsedStep['event']) => (/^(rung|ladder)\./.test(type) ? (lanes.get(body['obligation_id']) ?? null) : null);
  return rehearsal.steps.flatMap((step) => lineOf(step, directory, laneOf(step.event)) ?? []);
}

interface Subject {
  readonly lane?: string;
}

/** Events that are worth a line even when they tell nobody. */
const WORDS: Readonly<Record<string, string>> = {
  'deployment.submitted': 'the request is made',
  'review.opened': 'the checks passed and the lanes open',
  'gate.blocked': 'the gate is blocked',
  'lane.noticed': 'hears of the request, signs nothing',
  'lane.referred': 'the lane is referred to backups and head',
  'lane.stuck': 'nobody is left who may sign in the lane',
  'ladder.stuck': 'the ladder ends and nobody was there to tell',
  'board.triggered': 'the board is told at once',
  'deployment.rejected': 'the request is rejected',
  'deployment.lapsed': 'the request lapses; it was not rejected and may be resubmitted',
};

/** What the first message of an obligation means to its reader. */
const FIRST: { readonly [K in MessageKind]?: string } = {
  sign_off: 'is asked to sign',
  board: 'is told at once and owes an answer',
  task: 'owes something',
};

function lineOf({ at, event, messages }: RehearsedStep, directory: Directory, lane: string | null): TimelineLine | null {
  const { body, type } = event;
  const text = (key: string) => (typeof body[key] === 'string' ? body[key] : null);
  const [first] = messages;
  if (!first && type !== 'rung.fired' && !(type in WORDS)) return null;
  return {
    at,
    what: WORDS[type] ?? sentence(event.type, text('rung'), text('level'), first?.kind, nobody(body)),
    kind: first?.kind ?? null,
    lane: (first?.about['lane'] ?? text('lane') ?? lane) || null,
    level: text('level') ?? first?.about['level'] ?? null,
    to: messages.flatMap(({ recipient, channels: [channel] }) => (channel ? [{ id: recipient, name: personById(directory, recipient)?.name ?? recipient, channel }] : [])),
  };
}

const nobody = (body: Readonly<Record<string, unknown>>): boolean => Array.isArray(body['to']) && body['to'].length === 0;

function sentence(type: string, rung: string | null, level: string | null, kind: MessageKind | undefined, unheard: boolean): string {
  if (rung === null) return (kind && FIRST[kind]) ?? type;
  if (unheard) return `rung ${rung} (${level ?? ''}): nobody to tell, so the next rung is due at once`;
  if (kind === undefined) return `rung ${rung} (${level ?? ''}): everybody hears of a higher rung at the same time`;
  return level === 'L0' ? `is reminded (${rung})` : `is told that it is overdue (${rung}, ${level ?? ''})`;
}
