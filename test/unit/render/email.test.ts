import { describe, expect, it } from '@jest/globals';
import { digest, type Scene } from './scene.ts';
import { SCENES } from './scenes.ts';

const names = Object.keys(SCENES);
const kept = new Map<string, Scene>();
function drawn(name: string): Scene {
  const found = kept.get(name) ?? SCENES[name]!();
  kept.set(name, found);
  return found;
}
const COLUMNS = 78;

describe('the text of an e-mail', () => {
  it.each(names)('%s is at most 78 columns wide, but for a link or another word that is longer', (name) => {
    const wide = drawn(name).email.text.split('\n').filter((line) => [...line].length > COLUMNS && line.trim().includes(' '));
    expect(wide).toEqual([]);
  });

  it.each(names)('%s says why it came, whom to ask, and that its links ask to sign in', (name) => {
    const [, footer = ''] = drawn(name).email.text.split('\n-- \n');
    const text = footer.replaceAll('\n', ' ');
    expect(text).toMatch(/^You get this (once a working day )?because [^.]+\. Nothing is decided by this e-mail: its links ask you to sign in\./);
    // a line's digest is about many matters, each of which names who owes it
    expect(text).toMatch(drawn(name).row.kind === 'digest' ? /\. Wrong address, or not yours at all: whoever keeps the directory/ : /Questions about the matter: [^.]+\. Wrong address, or not yours at all: whoever keeps the directory/);
  });
});

describe('the HTML of an e-mail', () => {
  it.each(names)('%s is for light and dark, and loads nothing', (name) => {
    const { html } = drawn(name).email;
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).not.toMatch(/<(img|link|script|style|iframe|form)\b|url\(|src=/i);
  });

  it.each(names)('%s sets no colour of text or ground but the pair of its button, so that a dark mode turns both', (name) => {
    const styles = [...drawn(name).email.html.matchAll(/style="([^"]*)"/g)].map(([, style]) => style!);
    for (const style of styles) {
      const [color, ground] = [/(?:^|;)color:/.test(style), /background/.test(style)];
      expect(color).toBe(ground);
    }
  });

  it.each(names)('%s leads to our own pages only, which ask for a sign-in', (name) => {
    const links = [...drawn(name).email.html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url!);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(link).toMatch(/^https:\/\/gatehouse\.example\/(cases|systems|people|policy|board|oidc\/step-up)\b/);
  });

  it.each(names)('%s has a preheader that says what it is about', (name) => {
    const [, preheader = ''] = /<div style="display:none[^"]*">([^<]*)<\/div>/.exec(drawn(name).email.html) ?? [];
    if (drawn(name).chat.text.includes(' · ')) expect(preheader).not.toBe('');
  });
});

describe('the thread of an e-mail', () => {
  it('is one for all messages of a record, below an id that no mail bears, and the id of each is its own', () => {
    const [first, second, elsewhere] = ['deployment-sign_off', 'deployment-reminder', 'system-drift'].map((name) => drawn(name).email);
    expect(first!.references).toEqual([first!.in_reply_to]);
    expect(second!.in_reply_to).toBe(first!.in_reply_to);
    expect(elsewhere!.in_reply_to).not.toBe(first!.in_reply_to);
    const ids = [first, second, elsewhere].map((mail) => mail!.message_id);
    expect(new Set([...ids, first!.in_reply_to, elsewhere!.in_reply_to]).size).toBe(5);
    for (const id of ids) expect(id).toMatch(/^<[0-9a-f]{40}@gatehouse\.example>$/);
  });

  it('begins each message the same way for every try', () => {
    expect(SCENES['deployment-sign_off']!().email.message_id).toBe(drawn('deployment-sign_off').email.message_id);
  });
});

const INSTANT = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d/g;
const DATE = /<!date\^\d+\^\{date_short_pretty\} \{time\}\|\d{4}-\d\d-\d\d \d\d:\d\d UTC>/g;

describe('a notification of a phone', () => {
  const about = (name: string) => drawn(name).drawn.row.case_id;
  it.each(names.filter((name) => about(name).startsWith('dep_')))('%s names the system', (name) => {
    expect(drawn(name).chat.text).toContain('Claims triage');
  });

  it.each(names)('%s names the lane that it is about, and when what is owed is due', (name) => {
    const { chat, row } = drawn(name);
    const over = /"\*[A-Z][a-z ]+( by [^*]+)? <!date/.test(JSON.stringify(chat.blocks.at(-1)));
    const { lane } = row.about;
    if (lane !== undefined) expect(chat.text.toLowerCase()).toContain(lane.replaceAll('_', ' '));
    if (row.about['due_at'] !== undefined && !over) expect(chat.text).toMatch(/due <!date\^/);
  });

  it('a digest names the system of what is most urgent, and when that is due', () => {
    const { chat } = digest(names.map(drawn));
    expect(chat.text).toMatch(new RegExp(`^${names.length} messages in one · [^·]+, Claims triage[^·]*, due <!date\\^`));
  });

  it.each([...names, 'digest'])('%s writes every instant in the zone of its reader, with one in UTC to fall back to', (name) => {
    const { text, blocks } = name === 'digest' ? digest(names.map(drawn)).chat : drawn(name).chat;
    const all = `${text}\n${JSON.stringify(blocks).replaceAll(/"value":"(?:[^"\\]|\\.)*"/g, '')}`;
    expect(all.replaceAll(DATE, '').match(INSTANT) ?? []).toEqual([]);
  });
});
