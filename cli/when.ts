import { wrongUse } from './failure.ts';

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const ISO = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** `90s`, `15m`, `1h`, `2d` or an ISO 8601 duration of days to seconds, in milliseconds. @throws Failure, exit code 2 */
export function milliseconds(text: string, option: string): number {
  const [, amount, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) return Number(amount) * UNITS[unit as keyof typeof UNITS];
  const [whole, ...parts] = ISO.exec(text) ?? [];
  if (whole === undefined || parts.every((part) => part === undefined)) return wrongUse(`${option} is "${text}"; write a time such as 90s, 15m, 1h, 2d or PT1H`);
  return parts.reduce((sum, part, i) => sum + Number(part ?? 0) * ([UNITS.d, UNITS.h, UNITS.m, UNITS.s][i] ?? 0), 0);
}

/** An instant as it is; a bare date is its first moment in UTC, or with `end` the moment after its last. */
export function instantFrom(text: string, option: string, end = false): string {
  const day = /^\d{4}-\d\d-\d\d$/.test(text);
  const at = new Date(day ? `${text}T00:00:00Z` : text);
  const full = day || /^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/.test(text);
  if (!full || Number.isNaN(at.getTime())) return wrongUse(`${option} is "${text}"; write a date or an instant, e.g. 2026-12-24 or 2026-12-24T17:00:00Z`);
  return new Date(at.getTime() + (day && end ? UNITS.d : 0)).toISOString();
}
