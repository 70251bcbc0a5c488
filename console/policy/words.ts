import { stringify } from 'yaml';
import type { Policy } from '../../contracts/policy.ts';
import { duration, type Duration } from '../../contracts/primitives.ts';

const UNITS = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'];
const counted = (n: number | string, unit: string): string => `${n} ${unit}${Number(n) === 1 ? '' : 's'}`;

/** An ISO 8601 duration as people read it: `12 months`, `1 day 4 hours`. */
function isoWords(text: string): string {
  const parts = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/.exec(text)?.slice(1) ?? [];
  const said = parts.flatMap((n: string | undefined, i) => (n === undefined ? [] : [counted(n, UNITS[i] ?? '')]));
  return said.length === 0 ? text : said.join(' ');
}

/** A duration as people read it: `2 business days`, `12 months`. */
export const durationWords = (span: Duration): string => (typeof span === 'string' ? isoWords(span) : 'business_days' in span ? counted(span.business_days, 'business day') : counted(span.business_hours, 'business hour'));

/** Any value of a policy in one line; nothing is `nothing`. */
export function valueWords(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return isoWords(value);
  const span = duration.safeParse(value);
  return span.success ? durationWords(span.data) : JSON.stringify(value);
}

/** The files of a policy as the rules read them: holidays resolved, defaults filled in. */
export const filesOf = ({ tiers, lanes, ladders, calendars, thresholds, raci }: Policy): readonly (readonly [string, string])[] =>
  Object.entries({ tiers, lanes, ladders, calendars: { calendars }, thresholds, raci: { raci } }).map(([name, value]) => [`${name}.yaml`, stringify(value, { lineWidth: 100 })]);

/** Address of a policy's own page. */
export const policyAddress = (digest: string): string => `/policy/${encodeURIComponent(digest)}`;
