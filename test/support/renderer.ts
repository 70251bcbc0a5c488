import type { Renderer } from '../../activities/telling/render.ts';

/** Draws messages as their keys, and digests as the keys in them; a test says what it wants to be otherwise. */
export const testRenderer = (other: Partial<Renderer> = {}): Renderer => ({
  chat: (_record, { key }) => ({ text: key, blocks: [] }),
  email: (_record, { key }, to) => ({ to, subject: 's', text: 't', html: 'h', message_id: `<${key}@toys>` }),
  chatDigest: (all) => ({ text: all.map(({ row }) => row.key).join(' '), blocks: [] }),
  emailDigest: (all, to) => ({ to, subject: 's', text: all.map(({ row }) => row.key).join(' '), html: 'h', message_id: `<${all[0]?.row.key ?? ''}@toys>` }),
  ...other,
});
