import { type Html, html } from './html.ts';

type Form = Intl.DateTimeFormatOptions;
const DAY: Form = { day: 'numeric', month: 'long', year: 'numeric' };
const SHORT: Form = { day: 'numeric', month: 'short', year: 'numeric' };
const LONG: Form = { weekday: 'long', ...DAY };

/** Slack's formats. Those that say "today" in Slack name the day here: the page may stay open overnight. */
const FORMS: Readonly<Record<string, Form>> = {
  date_num: { day: '2-digit', month: '2-digit', year: 'numeric' },
  date: DAY,
  date_pretty: DAY,
  date_short: SHORT,
  date_short_pretty: SHORT,
  date_long: LONG,
  date_long_pretty: LONG,
  time: { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' },
  time_secs: { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
};

/** `!date^1767225600^{date_short} {time}` in the zone of this machine, as Slack shows it in the reader's; else the fallback. */
export function slackTime(target: string, fallback: string): Html {
  const [, seconds = '', format = ''] = target.split('^');
  const at = new Date(Number(seconds) * 1000);
  if (!/^\d{1,11}$/.test(seconds)) return html`${fallback}`;
  const text = format.replaceAll(/\{(\w+)\}/g, (all, name: string) => {
    const form = FORMS[name];
    return form === undefined ? all : new Intl.DateTimeFormat('en-GB', form).format(at);
  });
  return html`<time datetime="${at.toISOString()}" title="${fallback}">${text}</time>`;
}

/** The moment of a Slack timestamp, `seconds.micros`. */
export function momentOf(ts: string): Html {
  const at = new Date(Number(ts) * 1000);
  return html`<time datetime="${at.toISOString()}">${new Intl.DateTimeFormat('en-GB', { ...SHORT, ...FORMS['time'] }).format(at)}</time>`;
}
