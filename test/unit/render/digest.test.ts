import { describe, expect, it } from '@jest/globals';
import { messageBlocks } from '../../../api/simulator/blocks.ts';
import { LONGEST_DIGEST } from '../../../render/digest.ts';
import { golden, readable } from './golden.ts';
import { digest } from './scene.ts';
import { SCENES } from './scenes.ts';

const drawn = (name: string) => SCENES[name]!();

describe('a digest of several messages', () => {
  it('reads as its golden file does, and Slack takes it', () => {
    const scene = digest(['deployment-reminder', 'deployment-escalation', 'deployment-notice-blocked', 'deployment-expiry-soon'].map(drawn));
    expect(() => messageBlocks(JSON.parse(JSON.stringify(scene.chat.blocks)))).not.toThrow();
    expect(readable(scene)).toBe(golden('digest.txt', readable(scene)));
  });

  it('keeps Slack’s limits at its longest', () => {
    const longest = digest(Array.from({ length: LONGEST_DIGEST }, () => drawn('deployment-escalation')));
    expect(longest.chat.blocks.length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(longest.chat.blocks).length).toBeLessThan(13_000);
    expect(longest.chat.text.length).toBeLessThanOrEqual(500);
  });
});
