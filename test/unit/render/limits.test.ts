import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { messageBlocks } from '../../../api/simulator/blocks.ts';
import { viewContent } from '../../../api/simulator/views.ts';
import type { MessageView } from '../../../contracts/deployment-view.ts';
import { buttonValue, dialogNote, SLACK_MENU, SLACK_VERDICTS } from '../../../contracts/slack-actions.ts';
import type { Refusal } from '../../../contracts/refusal.ts';
import { chatMessage } from '../../../render/chat.ts';
import { reasonDialog } from '../../../render/dialog.ts';
import { emailContent } from '../../../render/email.ts';
import { inboxText } from '../../../render/inbox.ts';
import { fitLine, quoted } from '../../../render/mrkdwn.ts';
import { refusalText } from '../../../render/refusal.ts';

const DEP = `dep_${'0'.repeat(26)}`;
const OBL = `obl_${'0'.repeat(26)}`;
const DIGEST = `sha256:${'a'.repeat(64)}`;
const AT = '2026-11-02T09:00:00.000Z';

/** Text as people type it, up to the limits of the contracts, with everything that grows when it is escaped. */
const typed = (longest: number) => fc.string({ unit: fc.constantFrom('&', '<', '>', '"', '\n', '*', '`', '|', 'a', ' ', 'é', '👩‍🔬', '\\'), minLength: 1, maxLength: longest });
const many = <T>(one: fc.Arbitrary<T>) => fc.array(one, { maxLength: 20 });

const view: fc.Arbitrary<MessageView> = fc.record({
  kind: fc.constantFrom('sign_off', 'task', 'escalation', 'board', 'decision'),
  recipient: fc.constant({ id: 'ruth', name: 'Ruth' }),
  about: fc.constant({ level: 'L3', event: 'deployment.rejected', rule: 'veto' }),
  late: fc.boolean(),
  lane_name: fc.option(typed(60)),
  due_at: fc.option(fc.constant(AT)),
  case_url: fc.constant('https://gatehouse.example/cases/x'),
  form_url: fc.constant('https://gatehouse.example/cases/x?decide=y'),
  case: fc.record({
    id: fc.constant(DEP), title: typed(200), state: fc.constant('in_review'), system: typed(200), version: typed(100), environment: fc.constant('production'),
    tier: fc.constant('high'), revision: fc.nat(), package_digest: fc.constant(DIGEST),
    digests: many(fc.record({ component: fc.constant('a'.repeat(60)), digest: fc.constant(DIGEST) })),
    changed: fc.option(fc.record({ since: fc.constantFrom('approval' as const, 'revision' as const), components: many(fc.record({ name: fc.constant('b'.repeat(60)), before: fc.option(fc.constant(DIGEST)), after: fc.option(fc.constant(DIGEST)) })) })),
    checks: many(fc.record({ check: fc.constant('documents'), outcome: fc.constantFrom('pass', 'fail'), subject: typed(200) })),
    blockers: many(fc.record({ title: typed(300), owner: fc.constant('maya'), link: fc.constant('/x') })),
    signed: many(fc.record({ lane: fc.constant('legal'), person: typed(63), on_behalf_of: fc.option(typed(63)), verdict: fc.constant('approve'), at: fc.constant(AT) })),
    lane_names: fc.record({ legal: typed(60) }), requester: fc.constant('mira'), valid_until: fc.option(fc.constant(AT)), decided_by: fc.constant(null),
  }),
  obligation: fc.record({
    id: fc.constant(OBL), kind: fc.constant('sign_off'), lane: fc.constant('legal'), lane_name: typed(60), due_at: fc.constant(AT), state: fc.constant('open'),
    ended: fc.option(fc.record({ what: fc.constant('reject'), person: typed(63), at: fc.constant(AT), reason: fc.option(typed(4_000)) })),
    text: fc.option(typed(4_000)),
  }),
  sign: fc.constant({ by: 'button' as const, needed: 'chat' as const }),
  actions: fc.constant([...SLACK_VERDICTS].map((action) => ({ action, label: action, style: 'plain' as const, needs_reason: true }))),
  menu: fc.subarray([...SLACK_MENU]),
});

describe('whatever people type', () => {
  it('a message keeps within the limits of Slack, and its buttons can be read again', () => {
    fc.assert(
      fc.property(view, (each) => {
        const { text, blocks } = chatMessage(each);
        const stored = messageBlocks(JSON.parse(JSON.stringify(blocks)));
        expect(text.length).toBeLessThanOrEqual(1_000);
        const actions = stored.find((block) => block.type === 'actions');
        expect(actions === undefined).toBe(each.obligation?.ended !== null);
        for (const element of actions?.elements ?? []) expect(buttonValue.safeParse(JSON.parse((element as { value: string }).value)).success).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('an e-mail has a subject of one line and holds no markup of theirs', () => {
    fc.assert(
      fc.property(view, (each) => {
        const { subject, html } = emailContent(each);
        expect(subject).not.toMatch(/[\r\n]/);
        expect([...subject].length).toBeLessThanOrEqual(200);
        expect(html.replace(/<\/?(!doctype html|(html|head|body|meta|div|p|strong|table|tr|th|td|blockquote|br|a)( [a-z-]+="[^"<>]*")*)>/g, '')).not.toMatch(/[<>]/);
      }),
      { numRuns: 200 },
    );
  });

  it('a line or a quotation is as long as it may be at most, and no entity or character is cut through', () => {
    fc.assert(
      fc.property(typed(5_000), fc.integer({ min: 300, max: 3_000 }), (text, longest) => {
        for (const out of [fitLine(text, longest), quoted(text, longest)]) {
          expect(out.length).toBeLessThanOrEqual(longest);
          expect(out.replace(/&(amp|lt|gt);/g, '').replace(/^> /gm, '')).not.toMatch(/[&<>]/);
          expect(() => encodeURIComponent(out)).not.toThrow();
        }
      }),
    );
  });

  it('no text turns its direction around', () => {
    const turned = 'Deploy \u202edevorppA\u202c \u2067x\u2069 \u0007now';
    for (const out of [fitLine(turned, 300), quoted(turned, 300)]) expect(out).toMatch(/^(> )?Deploy devorppA x now$/);
  });

  it('a refusal given back with it can be posted', () => {
    fc.assert(
      fc.property(typed(4_000), typed(3_000), (detail, reason) => {
        const refusal: Refusal = { refused: 'not_eligible', detail, extra: { may: Array.from({ length: 200 }, (_, n) => `person-${n}`) } };
        expect(refusalText(refusal, { nameOf: (id) => id, person: 'ruth', typed: reason }).length).toBeLessThan(4_000);
      }),
    );
  });

  it('the list of what is owed can be posted', () => {
    fc.assert(
      fc.property(many(typed(200)), (titles) => {
        const entries = titles.map((title) => ({ id: OBL, kind: 'sign_off', lane_name: 'Legal', title, url: 'https://gatehouse.example/v1/cases/x', due_at: AT, overdue: true }));
        expect(inboxText(entries, 40).length).toBeLessThan(3_000);
      }),
    );
  });
});

describe('the dialog', () => {
  it.each(SLACK_VERDICTS)('for %s is one that Slack opens, and its note comes back', (verdict) => {
    const note = { case: DEP, obligation: OBL, digest: DIGEST, ask: true, verdict, channel: 'D0ANNA', answer_at: `https://hooks.slack.com/actions/${'x'.repeat(400)}` };
    const { private_metadata } = viewContent(JSON.parse(JSON.stringify(reasonDialog(note, 'Risk sign-off needed · Claims'))), 'modal');
    expect(dialogNote.parse(JSON.parse(private_metadata))).toEqual(note);
  });

  it('leaves out a message text that is too long to show', () => {
    const note = { case: DEP, obligation: OBL, digest: DIGEST, ask: false, verdict: 'reject' as const, channel: null, answer_at: null };
    const [with_, without] = ['short', 'x'.repeat(3_000)].map((about) => reasonDialog(note, about).blocks.length);
    expect(with_).toBe(without! + 1);
  });
});
