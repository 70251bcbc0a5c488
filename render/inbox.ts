import { fitLine, slackDate, together } from './mrkdwn.ts';
import { owedInWords, capital } from './words.ts';

/** One thing that a person owes, as the list in the chat shows it. */
export interface InboxEntry {
  readonly id: string;
  readonly kind: string;
  readonly lane_name: string | null;
  readonly title: string;
  readonly url: string;
  readonly due_at: string | null;
  readonly overdue: boolean;
}

/** What the person owes, the earliest due first; `all` is how many there are. */
export function inboxText(entries: readonly InboxEntry[], all: number): string {
  if (entries.length === 0) return 'You owe nothing at the moment. `/gatehouse help` says what this is.';
  const rows = entries.map(({ id, kind, lane_name, title, url, due_at, overdue }) => {
    const owed = owedInWords({ kind: 'task', about: { obligation: kind }, late: false, obligation: null });
    const due = due_at === null ? '' : ` · ${overdue ? '*overdue since*' : 'due'} ${slackDate(due_at)}`;
    return `• *${capital(fitLine(lane_name === null ? owed : `${lane_name} ${owed}`, 100))}*: <${url}|${fitLine(title, 200)}>${due} · \`${id}\``;
  });
  const more = all > entries.length ? `\n… and ${all - entries.length} more: \`gatehouse inbox\`` : '';
  return `You owe ${all === 1 ? 'one thing' : `${all} things`}:\n${together(rows, 2_700)}${more}`;
}
