import type { Spread } from '../../contracts/governance-metrics.ts';

const HOUR_MS = 3_600_000;

/** Milliseconds as hours, to two places. */
export const hoursOf = (ms: number): number => Math.round((ms / HOUR_MS) * 100) / 100;

/** The value at a percentage of the sorted values by nearest rank: a value that really occurred. Null when there is none. */
export function percentile(sorted: readonly number[], percent: number): number | null {
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? null;
}

/** How times in milliseconds are spread. */
export function spreadOf(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const hours = (ms: number | null) => (ms === null ? null : hoursOf(ms));
  const mean = sorted.length === 0 ? null : sorted.reduce((sum, each) => sum + each, 0) / sorted.length;
  return { count: sorted.length, median_hours: hours(percentile(sorted, 50)), p90_hours: hours(percentile(sorted, 90)), mean_hours: hours(mean) };
}

/** A part of a whole as a fraction to four places; null of nothing. */
export const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000);
