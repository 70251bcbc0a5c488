import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scene } from './scene.ts';

const FOLDER = join(import.meta.dirname, 'golden');

/** The text as the golden file has it; written instead when `UPDATE_GOLDEN=1`. @throws Error when there is no such file */
export function golden(name: string, text: string): string {
  const file = join(FOLDER, name);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, text);
  }
  if (!existsSync(file)) throw new Error(`there is no golden file ${name}; run the test with UPDATE_GOLDEN=1 and read what it wrote`);
  return readFileSync(file, 'utf8');
}

/** Ids are new at each run: each becomes its kind and its place in the text. */
function settled(text: string): string {
  const places = new Map<string, string>();
  return text.replace(/\b([a-z]{2,3})_[0-9a-hjkmnp-tv-z]{26}\b/g, (id, kind: string) => {
    const place = places.get(id) ?? `${kind}_${String([...places.values()].filter((each) => each.startsWith(kind)).length + 1)}`;
    places.set(id, place);
    return place;
  });
}

/** The package holds the digest of the policy, which changes with every number there: it is shown by its name. */
function unpacked(text: string): string {
  const [, digest] = /\b[Pp]ackage(?:<[^>]*>|\W)+?sha256:([0-9a-f]{12})…/.exec(text) ?? [];
  return digest === undefined ? text : text.replaceAll(new RegExp(`sha256:${digest}[0-9a-f…]*`, 'g'), 'sha256:PACKAGE');
}

interface Shown {
  readonly type: string;
  readonly text?: { readonly text: string };
  readonly label?: { readonly text: string };
  readonly hint?: { readonly text: string };
  readonly optional?: boolean;
  readonly accessory?: { readonly type: string; readonly action_id?: string; readonly options?: readonly { readonly text: { readonly text: string }; readonly value: string }[] };
  readonly elements?: readonly { readonly type: string; readonly text: string | { readonly text: string }; readonly action_id?: string; readonly style?: string; readonly value?: string; readonly url?: string }[];
}

function blockLines(block: Shown): string[] {
  if (block.label) return [`[${block.type}] ${block.label.text}${block.optional ? ' (optional)' : ''}${block.hint ? `: ${block.hint.text}` : ''}`];
  const { accessory } = block;
  const menu = (accessory?.options ?? []).map(({ text, value }) => `[${accessory?.type ?? ''}] ${text.text} (${accessory?.action_id ?? ''} ${value})`);
  if (block.text) return [`[${block.type}]`, block.text.text, ...menu];
  return (block.elements ?? []).map(({ text, action_id, style, value, url }) =>
    typeof text === 'string' ? `[${block.type}] ${text}` : `[button ${style ?? 'plain'}] ${text.text} (${action_id ?? ''}) ${value ?? url ?? ''}`,
  );
}

/** What Slack shows of a view or a private answer, its ids and digests settled as in {@link readable}. */
export const shownBlocks = (blocks: readonly object[]): string => `${unpacked(settled(blocks.flatMap((block) => blockLines(block as Shown)).join('\n')))}\n`;
export const shownText = (text: string): string => `${unpacked(settled(text))}\n`;

/** The HTML part of an e-mail, one element a line, its ids and digests settled. */
export const shownHtml = (html: string): string => `${unpacked(settled(html.replaceAll('><', '>\n<')))}\n`;

/** A message in both channels, as a person can read and review it. */
export function readable({ chat, email }: Pick<Scene, 'chat' | 'email'>): string {
  const parts = ['== chat, notification', chat.text, '', '== chat', ...chat.blocks.flatMap((block) => blockLines(block as Shown)), '', '== e-mail, subject', email.subject, '', '== e-mail, text', email.text, ''];
  return unpacked(settled(parts.join('\n')));
}
