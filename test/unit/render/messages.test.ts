import { describe, expect, it } from '@jest/globals';
import { messageBlocks } from '../../../api/simulator/blocks.ts';
import { MESSAGE_KINDS } from '../../../contracts/delivery.ts';
import type { Obligation } from '../../../contracts/obligation.ts';
import type { OwedMessage } from '../../../contracts/delivery.ts';
import { DECISIONS, NOTICES, RULES } from '../../../render/case-words.ts';
import { BLOCKERS, RECORD_TOLD } from '../../../render/record-words.ts';
import { TICKET_TOLD } from '../../../render/ticket-words.ts';
import { CHANNELS, LEVELS, REFERRED, TASKS } from '../../../render/words.ts';
import { golden, readable, shownHtml } from './golden.ts';
import type { Scene } from './scene.ts';
import { SCENES } from './scenes.ts';

const names = Object.keys(SCENES);
const kept = new Map<string, Scene>();
/** Each scene is played once; some of them go on until the board is told. */
function drawn(name: string): Scene {
  const found = kept.get(name) ?? SCENES[name]!();
  kept.set(name, found);
  return found;
}

describe('§1.20 a message is a view over the record', () => {
  it.each(names)('%s reads as its golden file does, and Slack takes it', (name) => {
    const scene = drawn(name);
    expect(() => messageBlocks(JSON.parse(JSON.stringify(scene.chat.blocks)))).not.toThrow();
    expect(readable(scene)).toBe(golden(`${name}.txt`, readable(scene)));
  });

  it.each(names)('the HTML of %s reads as its golden file does', (name) => {
    const { html } = drawn(name).email;
    expect(shownHtml(html)).toBe(golden(`${name}.html`, shownHtml(html)));
  });

  // each row: which part of a row owed chooses the words, and all the words that there are
  const CHOSEN: [what: string, keys: readonly string[], chooses: (row: OwedMessage) => string | undefined][] = [
    ['kind of message', MESSAGE_KINDS, ({ kind }) => kind],
    ['decision or end of a case', Object.keys(DECISIONS), ({ kind, about }) => (kind === 'decision' ? about['event'] : undefined)],
    ['notice about a case', Object.keys(NOTICES), ({ kind, about }) => (kind === 'notice' ? about['event'] : undefined)],
    ['rule that decided', Object.keys(RULES), ({ about }) => about['rule']],
    ['thing told of a system or the house', Object.keys(RECORD_TOLD), ({ about }) => about['what']],
    ['kind of blocker with words of its own', Object.keys(BLOCKERS), ({ about }) => about['blocker_kind']],
    ['turn of a ticket', Object.keys(TICKET_TOLD), ({ about }) => about['ticket']],
    ['referral of a lane', Object.keys(REFERRED), ({ about }) => about['referred']],
    ['level of an escalation', Object.keys(LEVELS), ({ about }) => about['level']],
    ['channel on which a message went on', Object.keys(CHANNELS), ({ about }) => about['next_channel']],
    ['task that is owed', Object.keys(TASKS), ({ about }) => about['obligation']],
    ['message that is no first one', ['nudged_by', 'unreached'], ({ about }) => ['nudged_by', 'unreached'].find((key) => about[key] !== undefined)],
    ['notice of a lane that nobody can sign', ['lane.stuck'], ({ about }) => about['event']],
  ];
  it.each(CHOSEN)('has a golden file for every %s', (_what, keys, chooses) => {
    const shown = new Set(names.map((name) => chooses(drawn(name).row)));
    expect(keys.filter((key) => !shown.has(key))).toEqual([]);
  });
});

describe('every message', () => {
  it.each(names)('%s lets nothing through that somebody typed', (name) => {
    const { chat, email } = drawn(name);
    expect(JSON.stringify(chat)).not.toMatch(/<(script|before|regions|three)>/);
    expect(email.html).not.toMatch(/<(script|before|regions|three)>/);
    expect(email.subject).not.toMatch(/[\r\n]/);
  });

  it.each(names)('%s shows no buttons once it is over, and else has them below the context', (name) => {
    const { chat } = drawn(name);
    const at = chat.blocks.findIndex(({ type }) => type === 'actions');
    const over = JSON.stringify(chat.blocks.at(-1)).match(/"\*[A-Z][a-z ]+( by [^*]+)? <!date/);
    expect(at === -1 || at === chat.blocks.length - 1).toBe(true);
    if (over) expect(at).toBe(-1);
  });
});

/** What the row is about, found in the record without the renderer's help. */
function meantBy({ row, drawn: { record } }: Scene) {
  const { obligations = [], lanes = [] } = record.state as { readonly obligations?: readonly Obligation[]; readonly lanes?: readonly { readonly lane: string; readonly obligation_id: string | null }[] };
  const stuck = row.about['event'] === 'lane.stuck' ? lanes.find(({ lane }) => lane === row.about['lane'])?.obligation_id : undefined;
  const owed = obligations.find(({ id }) => id === (row.obligation_id ?? row.about['asked_on'] ?? stuck));
  const lane = owed?.subject['lane'] ?? row.about['lane'];
  const due = owed === undefined ? row.about['due_at'] : owed.closed_at === null ? owed.due_at : undefined;
  return { lane: lane === undefined ? null : record.facts.policy.lanes.lanes[lane]!.name, due: due ?? null };
}

describe('the notification of every message (R-75)', () => {
  const one = names.filter((name) => !name.startsWith('house-digest'));
  // of a finding about no system: all that it reaches
  const WIDE: Readonly<Record<string, string>> = { 'nonconformity-task-classification-of-a-unit': 'the unit Claims', 'nonconformity-task-correction-of-the-organisation': 'the whole organisation' };

  it.each(one)('%s names system, lane and due time, where there are any', (name) => {
    const scene = drawn(name);
    const { lane, due } = meantBy(scene);
    if (!name.startsWith('house-')) expect(scene.chat.text).toContain(WIDE[name] ?? 'Claims triage');
    if (lane !== null) expect(scene.chat.text).toContain(lane);
    if (due !== null) expect(scene.chat.text).toContain(`due <!date^${Date.parse(due) / 1_000}^`);
    else expect(scene.chat.text).not.toMatch(/due <!date/);
  });

  it('is looked at with lanes and due times of every sort: of obligations, answers, lanes without a signer, delegations', () => {
    const all = one.map((name) => ({ name, ...meantBy(drawn(name)) }));
    const having = (key: 'lane' | 'due') => all.filter((each) => each[key] !== null).map(({ name }) => name);
    expect(having('lane')).toEqual(expect.arrayContaining(['deployment-answer', 'deployment-stuck-lane', 'deployment-decision-rejected', 'deployment-notice-unreachable', 'house-notice-delegation']));
    expect(having('due')).toEqual(expect.arrayContaining(['deployment-answer', 'deployment-stuck-lane', 'deployment-notice-unreachable', 'deployment-ticket-closed']));
  });
});

describe('the notification of a sign-off', () => {
  it('names the lane, the system and when it is due', () => {
    expect(drawn('deployment-sign_off').chat.text).toMatch(/^Risk sign-off needed · Claims triage 1, production · due <!date\^\d+\^\{date_short_pretty\} \{time\}\|2026-03-\d\d \d\d:\d\d UTC>$/);
  });
});
