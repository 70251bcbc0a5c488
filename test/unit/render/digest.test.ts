import { describe, expect, it } from '@jest/globals';
import { messageBlocks } from '../../../api/simulator/blocks.ts';
import { LONGEST_DIGEST } from '../../../render/digest.ts';
import { golden, readable, shownHtml } from './golden.ts';
import { digest } from './scene.ts';
import { SCENES } from './scenes.ts';

const drawn = (name: string) => SCENES[name]!();

describe('a digest of several messages', () => {
  it('reads as its golden file does, and Slack takes it', () => {
    const scene = digest(['deployment-reminder', 'deployment-escalation', 'deployment-notice-blocked', 'deployment-expiry-soon'].map(drawn));
    expect(() => messageBlocks(JSON.parse(JSON.stringify(scene.chat.blocks)))).not.toThrow();
    expect(readable(scene)).toBe(golden('digest.txt', readable(scene)));
    expect(shownHtml(scene.email.html)).toBe(golden('digest.html', shownHtml(scene.email.html)));
  });

  it('notifies of the most urgent first, with lane, system and due time', () => {
    const { text } = digest(['deployment-expiry-soon', 'deployment-sign_off-passed-by-another', 'deployment-decision-approved', 'deployment-sign_off'].map(drawn)).chat;
    expect(text).toMatch(/^4 messages in one · Risk sign-off needed, Claims triage 1, production, due <!date\^\d+\^\{date_short_pretty\} \{time\}\|2026-03-05 09:00 UTC> · The approval expires soon, Claims triage/);
  });

  it('keeps Slack’s limits at its longest', () => {
    const longest = digest(Array.from({ length: LONGEST_DIGEST }, () => drawn('deployment-escalation')));
    expect(longest.chat.blocks.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(longest.chat.blocks).length).toBeLessThan(13_000);
    expect(longest.chat.text.length).toBeLessThanOrEqual(1_000);
  });
});
