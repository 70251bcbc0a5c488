const STEPS: readonly (readonly [string, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** How far an instant is from now, in the largest whole unit: `in 2 days`, `3 hours ago`, `now` within a minute. */
export function relativeWords(at: string, now: string): string {
  const away = Date.parse(at) - Date.parse(now);
  const [unit, size] = STEPS.find(([, each]) => Math.abs(away) >= each) ?? ['minute', 0];
  if (size === 0) return 'now';
  const count = Math.floor(Math.abs(away) / size);
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return away > 0 ? `in ${words}` : `${words} ago`;
}
