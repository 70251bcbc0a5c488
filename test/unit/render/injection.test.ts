import { describe, expect, it } from '@jest/globals';
import type { MessageView } from '../../../contracts/deployment-view.ts';
import type { RecordView } from '../../../contracts/record-view.ts';
import type { Beside } from '../../../render/card.ts';
import { cardOf } from '../../../render/card-of.ts';
import { chatMessage } from '../../../render/chat.ts';
import { reasonDialog } from '../../../render/dialog.ts';
import { chatDigest, emailDigest } from '../../../render/digest.ts';
import { emailContent } from '../../../render/email.ts';
import { homeView } from '../../../render/home.ts';
import { inboxText } from '../../../render/inbox.ts';
import { wordDialog } from '../../../render/oversight-forms.ts';
import { refusalText } from '../../../render/refusal.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const AT = '2026-11-02T09:00:00.000Z';
const URL = 'https://gatehouse.example/cases/x';
const DEP = `dep_${'0'.repeat(26)}`;
const OBL = `obl_${'0'.repeat(26)}`;

/** What people try, and why it must not come through. */
const ATTACKS = [
  ['<!channel>', 'rouses everybody in a channel'],
  ['<!here|everyone>', 'rouses everybody who is there'],
  ['<@U1>', 'mentions a person'],
  ['<https://evil.example|Approve>', 'a link that looks like a button'],
  ['&lt;!channel&gt;', 'is the first again when something decodes it'],
  ['<!date^0^x|y>', 'a time that is none'],
  ['<script>alert(1)</script>', 'runs in a page'],
  ['"><img src=x onerror=alert(1)>', 'runs in a page, out of an attribute'],
  ["' onmouseover='alert(1)", 'runs in a page, out of an attribute of the other kind'],
  ['\u202eevorppa\u202c', 'is read backwards'],
  ['\u2067x\u2069', 'turns what follows around'],
  ['one\nBcc: all@example.org\r\n\r\ntwo', 'becomes a header of an e-mail, or a line of ours'],
  ['`code` ```block```', 'ends what we show as code'],
  ['\u0007\u001b[31mred', 'steers a terminal'],
] as const;

/** A message with the text in every field that people type. */
const caseView = (text: string): MessageView => ({
  kind: 'question',
  recipient: { id: 'mira', name: text },
  about: {},
  late: false,
  lane_name: text,
  due_at: AT,
  case_url: URL,
  form_url: `${URL}?decide=y`,
  case: {
    id: DEP, title: text, state: 'in_review', system: text, version: text, environment: 'production', tier: 'high', revision: 1, package_digest: DIGEST,
    digests: [], changed: null, checks: [{ check: 'documents', outcome: 'fail', subject: text }], blockers: [{ title: text, owner: 'maya', link: '/x' }],
    signed: [{ lane: 'risk', person: 'ruth', on_behalf_of: 'rohan', verdict: 'approve', at: AT }], lane_names: { risk: text }, requester: 'mira', valid_until: null, decided_by: null,
  },
  obligation: { id: OBL, kind: 'answer', lane: 'risk', lane_name: text, due_at: AT, state: 'open', ended: null, text },
  sign: null,
  actions: [{ action: 'answer', label: 'Answer', style: 'primary', needs_reason: true }],
  menu: ['nudge'],
});
const endedView = (text: string): MessageView => {
  const view = caseView(text);
  return { ...view, actions: [], obligation: view.obligation && { ...view.obligation, state: 'met', ended: { what: 'approve', person: 'ruth', at: AT, reason: text } } };
};
const recordView = (text: string): RecordView => ({
  kind: 'notice', recipient: { id: 'mira', name: text }, about: { blocker: 'blk_1', risk: 'rsk_1', unreached: 'mira', code: 'smtp_550' }, late: false, record: 'sys_1', what: 'blocker.raised', url: URL,
  system: { id: 'sys_1', name: text, owner: 'mira' },
  blocker: { id: 'blk_1', kind: 'manual', title: text, owner: 'mira', reach: 'organisation', source_case: null },
  risk: { id: 'rsk_1', title: text, owner: 'mira', residual: 'high', state: 'open', accepted_by: null },
  drift: null, policy: null, delegation: null, absence: null, gained: [], obligation: null, actions: [], menu: [],
});
const besides = (text: string): Beside => ({ nameOf: () => text, words: text });

const VIEWS = [['what is asked', caseView], ['what is over', endedView], ['a system', recordView]] as const;
const TABLE = ATTACKS.flatMap(([text, why]) => VIEWS.map(([what, view]) => [JSON.stringify(text), what, why, text, view] as const));

/** Every text in Slack's markup, at any depth. */
function marked(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as { type?: unknown; text?: unknown };
  return [...(type === 'mrkdwn' && typeof text === 'string' ? [text] : []), ...Object.values(value).flatMap(marked)];
}
/** What stands in angle brackets: only what we write ourselves may. */
const OURS = /^<(!date\^\d{9,}\^\{date_short_pretty\} \{time\}\|[\d: -]+UTC|https:\/\/gatehouse\.example\/[^|<>]*\|[^<>]*)>$/;
const strange = (text: string): string[] => (text.match(/<[^>]*>?/g) ?? []).filter((each) => !OURS.test(each));
const STEERING = /[\u202a-\u202e\u2066-\u2069]|(?![\n\r\t])\p{Cc}/u;
const TAGS = /<\/?(!doctype html|(html|head|body|meta|div|p|strong|table|tr|th|td|blockquote|br|a)( [a-z-]+="[^"<>]*")*)>/g;

function expectSafeChat(texts: readonly string[]): void {
  for (const text of texts) {
    expect(strange(text)).toEqual([]);
    expect(text).not.toMatch(STEERING);
  }
}
function expectSafeMail({ subject, text, html }: { readonly subject: string; readonly text: string; readonly html: string }): void {
  expect(subject).not.toMatch(/[\r\n]/);
  expect(html.replace(TAGS, '')).not.toMatch(/[<>]/);
  // no attribute but ours: what was typed never closes a quotation
  for (const [tag] of html.matchAll(TAGS)) expect(tag).not.toMatch(/ on\w+=|javascript:/);
  for (const part of [subject, text, html]) expect(part).not.toMatch(STEERING);
  // a line of its own would read as one of our rows
  expect(text).not.toMatch(/^Bcc:/m);
}

describe('what somebody typed', () => {
  it.each(TABLE)('%s in a message of %s comes through as it was typed (%s)', (_shown, _what, _why, text, make) => {
    const [view, beside] = [make(text), besides(text)];
    const chat = chatMessage(view, beside);
    expectSafeChat([chat.text, ...marked(chat.blocks)]);
    expectSafeMail(emailContent(view, beside));
    const cards = [cardOf(view, beside), cardOf(view, beside)];
    const digest = chatDigest(cards);
    expectSafeChat([digest.text, ...marked(digest.blocks)]);
    expectSafeMail(emailDigest(cards));
  });

  it.each(ATTACKS)('%j in answers, lists and dialogs does not either: it %s', (text: string, _why: string) => {
    const owed = { id: OBL, kind: 'sign_off', lane_name: text, title: text, url: URL, due_at: AT, overdue: true };
    const note = { case: DEP, obligation: OBL, digest: DIGEST, ask: true, verdict: 'reject' as const, channel: null, answer_at: null };
    expectSafeChat([
      inboxText([owed], 1),
      refusalText({ refused: 'not_eligible', detail: text, extra: { may: ['a'] } }, { nameOf: () => text, person: 'ruth', typed: text }),
      ...marked(homeView({ name: text, entries: [{ owed, view: caseView(text) }], all: 1, held: [{ lane: 'risk', name: text }], lent: [], at: AT, nameOf: () => text })),
      ...marked(reasonDialog(note, chatMessage(caseView(text), besides(text)).text)),
      ...marked(wordDialog({ case: DEP, obligation: OBL, word: 'answer', channel: null, answer_at: null }, text)),
    ]);
  });
});
