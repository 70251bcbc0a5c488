import type { MessageView } from '../contracts/deployment-view.ts';
import { endInWords, headline, inWords, shortDigest, utc } from './words.ts';

export interface EmailContent {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Label and value of everything that the reader needs; the same rows in text and HTML. */
function rowsOf(view: MessageView): (readonly [string, string])[] {
  const { case: the, obligation } = view;
  const due = obligation?.due_at ?? view.about['due_at'];
  const rows: (readonly [string, string | null | undefined])[] = the
    ? [
        ['Request', the.title],
        ['System', `${the.system} ${the.version} → ${the.environment}`],
        ['Tier', the.tier],
        ['Revision', String(the.revision)],
        ['Requested by', the.requester],
        ['State', the.state.replaceAll('_', ' ')],
        ['Due', due ? utc(due) : null],
        ['Valid until', the.valid_until ? utc(the.valid_until) : null],
        ['Package', the.package_digest],
        ['Digests', the.digests.map((d) => `${d.component} ${shortDigest(d.digest)}${d.changed ? ' (changed)' : ''}`).join(', ')],
        ['Checks', the.checks.map((c) => `${c.check} ${c.subject}: ${c.outcome}`).join(', ')],
        ['Held by', the.blockers.map((b) => `${b.title} (owner ${b.owner})`).join('; ')],
        ['Signed', the.signed.map((v) => `${v.lane}: ${v.person}${v.on_behalf_of ? ` for ${v.on_behalf_of}` : ''} ${inWords(v.verdict)} ${utc(v.at)}`).join('; ')],
      ]
    : Object.entries(view.about).map(([key, value]) => [key.replaceAll('_', ' '), value] as const);
  return rows.filter((row): row is readonly [string, string] => typeof row[1] === 'string' && row[1] !== '');
}

/** An e-mail that only tells: nothing is decided by a link, which leads to where one signs in (design §6). */
export function emailContent(view: MessageView): EmailContent {
  const subject = oneLine(`${headline(view)}${view.case ? `: ${view.case.system} ${view.case.version}` : ''}`).slice(0, 200);
  const end = endInWords(view);
  const ended = view.obligation?.ended;
  const close = ended && end !== null ? `${end} at ${utc(ended.at)}${ended.reason ? `: ${ended.reason}` : ''}.` : howToAct(view);
  const rows = rowsOf(view);
  const words = view.obligation?.text;
  const text = [`${headline(view)}.`, '', ...rows.map(([label, value]) => `${label}: ${value}`), ...(words ? ['', words] : []), '', close, ...(view.case ? ['', view.case_url] : [])].join('\n');
  const table = rows.map(([label, value]) => `<tr><th align="left" valign="top">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`).join('');
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"></head><body><p><strong>${escapeHtml(headline(view))}</strong></p><table cellpadding="4">${table}</table>${words ? `<blockquote>${escapeHtml(words)}</blockquote>` : ''}<p>${escapeHtml(close)}</p>${view.case ? `<p><a href="${escapeHtml(view.case_url)}">${escapeHtml(view.case_url)}</a></p>` : ''}</body></html>`;
  return { subject, text, html };
}

function howToAct(view: MessageView): string {
  const owed = view.obligation;
  if (!owed || view.actions.length === 0) return 'Nothing is needed from you.';
  if (owed.kind === 'sign_off') return `Sign in the web console or with: gatehouse vote ${owed.id} approve|reject|request-changes --reason "…"`;
  return `Acknowledge with: gatehouse call acknowledge_obligation, for ${owed.id}`;
}
