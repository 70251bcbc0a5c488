import type { Instant } from '../../contracts/primitives.ts';
import { type Clock, dayWord } from './clock.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Distances between the marks of a time axis that people count in, milliseconds. */
const STEPS = [SECOND, 5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY, 364 * DAY];
/** About so wide is a letter of the pictures' text, in the picture's own units. */
const LETTER = 7.5;

/** Where instants stand on a horizontal axis from `left` to `right`. */
export interface TimeScale {
  readonly x: (at: Instant) => number;
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
}

/** An axis that holds all these instants, with at most `most` marks at round times of the clock. One instant alone stands at the left. */
export function timeScale(instants: readonly Instant[], left: number, right: number, clock: Clock, most = 6): TimeScale {
  const all = instants.map((at) => Date.parse(at));
  const [from, to] = [Math.min(...all), Math.max(...all)];
  const place = (ms: number) => Math.round((left + ((ms - from) / Math.max(1, to - from)) * (right - left)) * 10) / 10;
  const step = STEPS.find((each) => (to - from) / each <= most) ?? 10 * 364 * DAY;
  const ticks = [];
  for (let wall = Math.ceil(clock.wall(from) / step) * step; to > from; wall += step) {
    const ms = fromWall(wall, clock);
    if (ms > to) break;
    if (ms >= from) ticks.push({ x: place(ms), label: tickLabel(new Date(wall).toISOString(), step) });
  }
  return { x: (at) => place(Date.parse(at)), ticks };
}

/** When the wall clock shows this; at a change of summer time the nearest that there is. */
function fromWall(wall: number, clock: Clock): number {
  const near = wall - (clock.wall(wall) - wall);
  return near - (clock.wall(near) - wall);
}

function tickLabel(wall: string, step: number): string {
  if (step >= DAY) return dayWord(wall);
  if (step >= MINUTE) return wall.slice(11, 16) === '00:00' ? dayWord(wall) : wall.slice(11, 16);
  return wall.slice(11, 19);
}

/** How wide a text will be, roughly and rather too wide. */
export const widthOf = (text: string): number => text.length * LETTER;

/** A text cut to a width, with an ellipsis where something is missing; the table beside the picture has it whole. */
export function cut(text: string, width: number): string {
  const most = Math.max(1, Math.floor(width / LETTER));
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
}

/** A text over as many lines as it needs, at most `lines` of them; the last is cut where something is missing. */
export function wrapped(text: string, width: number, lines: number): readonly string[] {
  const most = Math.max(1, Math.floor(width / LETTER));
  const done: string[] = [];
  let rest = text.trim().replaceAll(/\s+/g, ' ');
  while (rest.length > most && done.length < lines - 1) {
    const space = rest.lastIndexOf(' ', most);
    const end = space > 0 ? space : most;
    done.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...done, cut(rest, width)];
}

export interface Placed {
  readonly text: string;
  readonly x: number;
  readonly anchor: 'start' | 'end';
}

/** A text beside a mark at `x`: to its right if there is room, else to its left, else cut on the side with more room. */
export function beside(text: string, x: number, left: number, right: number, gap = 10): Placed {
  const [before, after] = [x - gap - left, right - x - gap];
  const toTheRight = widthOf(text) <= after || after >= before;
  return toTheRight ? { text: cut(text, after), x: x + gap, anchor: 'start' } : { text: cut(text, before), x: x - gap, anchor: 'end' };
}
