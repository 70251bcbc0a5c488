import Holidays from 'date-holidays';

/**
 * The public holidays of a country or one of its regions as sorted local dates `YYYY-MM-DD`. A holiday that lasts
 * several days gives each of them; an observed substitute counts beside the day itself (both 3 and 4 July 2026).
 * @throws RangeError for a country or region that is not known, naming some that are.
 */
export function holidaysOf(country: string, region: string | undefined, years: readonly number[]): string[] {
  refuseUnknown(country, region);
  const calendar = region === undefined ? new Holidays(country, { types: ['public'] }) : new Holidays(country, region, { types: ['public'] });
  const found = years.flatMap((year) => calendar.getHolidays(year)).flatMap(daysOf);
  return [...new Set(found)].sort();
}

/** `date` is local text, `start` and `end` are instants: the length comes from these, the first day from that. */
function daysOf(holiday: { date: string; start: Date; end: Date }): string[] {
  const first = Date.parse(holiday.date.slice(0, 10));
  const days = Math.max(1, Math.round((holiday.end.getTime() - holiday.start.getTime()) / 86_400_000));
  return Array.from({ length: days }, (_, day) => new Date(first + day * 86_400_000).toISOString().slice(0, 10));
}

function refuseUnknown(country: string, region: string | undefined): void {
  const all = new Holidays();
  if (!(country in all.getCountries())) throw new RangeError(`no holidays are known for country "${country}"; write an ISO code, e.g. DE`);
  if (region === undefined) return;
  const regions = Object.keys(all.getStates(country) ?? {});
  if (!regions.includes(region)) {
    const right = regions.length === 0 ? 'the country alone' : `one of ${regions.slice(0, 20).join(', ')}`;
    throw new RangeError(`no holidays are known for region "${region}" of ${country}; write ${right}`);
  }
}
