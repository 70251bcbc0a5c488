import { describe, expect, it } from '@jest/globals';
import { messageBlocks } from '../../../api/simulator/blocks.ts';
import { MESSAGE_KINDS } from '../../../contracts/delivery.ts';
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

  it('has a golden file for every kind of message', () => {
    expect(new Set(names.map((name) => drawn(name).row.kind))).toEqual(new Set(MESSAGE_KINDS));
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

describe('the notification of a sign-off', () => {
  it('names the lane, the system and when it is due', () => {
    expect(drawn('deployment-sign_off').chat.text).toMatch(/^Risk sign-off needed · Claims triage 1, production · due <!date\^\d+\^\{date_short_pretty\} \{time\}\|2026-03-\d\d \d\d:\d\d UTC>$/);
  });
});
