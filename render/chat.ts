import type { KnownBlock, Button } from '@slack/types';
import type { MessageView } from '../contracts/deployment-view.ts';
import { actionId, type ButtonValue } from '../contracts/slack-actions.ts';
import { cut, escapeMrkdwn as escape, slackDate } from './mrkdwn.ts';
import { endInWords, headline, inWords, shortDigest } from './words.ts';

export interface ChatContent {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

const section = (text: string): KnownBlock => ({ type: 'section', text: { type: 'mrkdwn', text: cut(text) } });
const context = (text: string): KnownBlock => ({ type: 'context', elements: [{ type: 'mrkdwn', text: cut(text) }] });

/**
 * One message as a view over the record (§1.20): what is needed to decide comes before the buttons, and once it is decided
 * there are no buttons but who, what and when. `text` is what a phone's notification shows: lane, system and due time.
 */
export function chatMessage(view: MessageView): ChatContent {
  const { case: the, obligation } = view;
  const due = obligation?.due_at ?? view.about['due_at'];
  const text = [headline(view), the ? `${the.system} ${the.version}, ${the.environment}` : null, due ? `due ${slackDate(due)}` : null].filter((t) => t !== null).join(' · ');
  const blocks = [
    section(`*${escape(headline(view))}*`),
    ...(the ? [section(summaryOf(view, due))] : [section(aboutInWords(view))]),
    ...(obligation?.text ? [section(`> ${escape(obligation.text).replaceAll('\n', '\n> ')}`)] : []),
    ...(the ? evidenceOf(the) : []),
    ...closing(view),
  ];
  return { text: cut(text, 3_000), blocks };
}

function summaryOf(view: MessageView, due: string | undefined): string {
  const the = view.case;
  if (!the) return '';
  const rows = [
    `<${view.case_url}|${escape(the.title)}>`,
    `*System* ${escape(the.system)} ${escape(the.version)} → ${escape(the.environment)} · *Tier* ${the.tier} · *Revision* ${the.revision}`,
    `*Requested by* ${the.requester}${due ? ` · *Due* ${slackDate(due)}` : ''}${the.valid_until ? ` · *Valid until* ${slackDate(the.valid_until)}` : ''}`,
    `*State* ${the.state.replaceAll('_', ' ')}`,
  ];
  return rows.join('\n');
}

function evidenceOf(the: NonNullable<MessageView['case']>): KnownBlock[] {
  const digests = the.digests.map((d) => `${d.changed ? '*changed* ' : ''}${escape(d.component)} \`${shortDigest(d.digest)}\``).join(' · ');
  const checks = the.checks.map((c) => `${c.outcome === 'pass' ? '✓' : '✗'} ${escape(c.check)} ${escape(c.subject)}`).join(' · ');
  const blockers = the.blockers.map((b) => `:no_entry: ${escape(b.title)} (owner ${b.owner})`).join('\n');
  const signed = the.signed.map((v) => `${v.lane}: ${v.person}${v.on_behalf_of ? ` for ${v.on_behalf_of}` : ''} ${inWords(v.verdict)} ${slackDate(v.at)}`).join('\n');
  return [
    context(`*Package* \`${shortDigest(the.package_digest)}\` · ${digests}`),
    ...(checks ? [context(`*Checks* ${checks}`)] : []),
    ...(blockers ? [section(blockers)] : []),
    ...(signed ? [context(`*Signed*\n${signed}`)] : []),
  ];
}

/** Buttons while it is open; who, what, when and why afterwards. */
function closing(view: MessageView): KnownBlock[] {
  const ended = view.obligation?.ended;
  const end = endInWords(view);
  if (ended && end !== null) return [section(`*${escape(end)}* ${slackDate(ended.at)}${ended.reason ? `\n> ${escape(ended.reason)}` : ''}`)];
  if (view.actions.length === 0 || !view.obligation) return [];
  const value: ButtonValue = { case: view.case?.id ?? '', obligation: view.obligation.id, digest: view.case?.package_digest ?? '' };
  const buttons = view.actions.map((a): Button => ({
    type: 'button',
    action_id: actionId(a.action),
    text: { type: 'plain_text', text: a.label },
    value: JSON.stringify(value),
    ...(a.style === 'plain' ? {} : { style: a.style }),
  }));
  return [{ type: 'actions', block_id: `owed:${view.obligation.id}`, elements: buttons }];
}

/** A message without a case: the ids and instants that it is about. */
function aboutInWords(view: MessageView): string {
  const rows = Object.entries(view.about).map(([key, value]) => `*${escape(key.replaceAll('_', ' '))}* ${escape(value)}`);
  return rows.join('\n') || escape(headline(view));
}
