import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ANNA, BEN, button, DIALOG, SCRIPT, startStage, text, type Stage } from './page-stage.ts';

let stage: Stage;
beforeEach(async () => void (stage = await startStage()));
afterEach(() => stage.stop());

const ESCAPED = SCRIPT.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

describe('the pages of the stand-in', () => {
  it('say on each of them that this is not Slack', async () => {
    for (const path of ['/', `/people/${ANNA}`, `/people/${ANNA}/home`, '/people/U0STRANGER']) expect((await stage.visitor.open(path)).words).toContain('This is not Slack.');
  });

  it('offer everybody who is there, with roles, and first those who have something to click', async () => {
    await stage.say(BEN, [{ type: 'actions', elements: [button('approve', 'Approve')] }]);
    const { words } = await stage.visitor.open('/');
    expect(words).toMatch(/Ben 1 waiting\nAnna .* risk officer/);
    expect(words).not.toContain('gone');
  });

  it('show a message with all its blocks, replies below it, and the newest first', async () => {
    const { ts } = await stage.say(ANNA, [
      { type: 'header', text: text('A header') },
      { type: 'section', text: { type: 'mrkdwn', text: '*bold* _it_ `a*b*c` <https://example.com/?a=1&amp;b=2|a link> <@U0BEN> <!date^1767225600^{date_num}|then>\n> quoted' }, fields: [text('one'), text('two')] },
      { type: 'divider' },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'small ~print~' }] },
    ]);
    await stage.say(ANNA, [{ type: 'section', text: text('A reply') }], { thread_ts: ts });
    await stage.say(ANNA, [{ type: 'section', text: text('The newest') }]);
    const { html, words } = await stage.desk(ANNA);
    expect(html).toContain('<strong>bold</strong> <em>it</em> <code>a*b*c</code> <a href="https://example.com/?a=1&amp;b=2" rel="noopener noreferrer" target="_blank">a link</a> <b class="mention">@Ben</b> <time datetime="2026-01-01T00:00:00.000Z" title="then">');
    expect(html).toContain('<blockquote>quoted</blockquote><ul class="fields"><li>one</li><li>two</li></ul>');
    expect(html).toContain('small <s>print</s>');
    const [newest, header, reply] = ['The newest', 'A header', 'A reply'].map((part) => words.indexOf(part));
    expect([newest! < header!, header! < reply!]).toEqual([true, true]);
  });

  it('show private answers and direct messages to their reader only', async () => {
    await stage.api('chat.postEphemeral', { channel: 'C0GATES', user: ANNA, text: 'Only for Anna' });
    await stage.say(BEN, [{ type: 'section', text: text('Dear Ben') }]);
    expect((await stage.visitor.open(`/people/${ANNA}/in/C0GATES`)).words).toMatch(/Only visible to you\nOnly for Anna/);
    expect((await stage.visitor.open(`/people/${BEN}/in/C0GATES`)).words).not.toContain('Only for Anna');
    expect(await stage.visitor.open(`/people/${ANNA}/in/D0BEN`)).toMatchObject({ status: 404, words: expect.not.stringContaining('Dear Ben') });
    expect(await stage.visitor.open(`/people/${ANNA}/in/C0CLOSED`)).toMatchObject({ status: 404 });
  });

  it('load nothing from elsewhere and run nothing inline', async () => {
    await stage.say(ANNA, [{ type: 'image', image_url: 'https://example.com/x.png', alt_text: 'a chart' }]);
    const { headers, html, words } = await stage.desk(ANNA);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'self'; script-src 'self';/);
    expect(words).toContain('[picture: a chart]');
    expect(html).not.toMatch(/ style=| on\w+=|<style|<script>|example\.com/);
    for (const path of ['/page/style.css', '/page/refresh.js']) expect((await stage.visitor.open(path)).status).toBe(200);
  });

  it('keep script a text, in every place that somebody can fill', async () => {
    const mrkdwn = { type: 'mrkdwn', text: `${ESCAPED} <javascript:alert(1)|${ESCAPED}> *${ESCAPED}* \`${ESCAPED}\`` };
    const option = { text: text(SCRIPT), value: SCRIPT };
    const blocks = [
      { type: 'header', text: text(SCRIPT) }, { type: 'section', text: mrkdwn, fields: [mrkdwn], accessory: { type: 'overflow', action_id: 'o"><script>', options: [option] } }, { type: 'context', elements: [mrkdwn] },
      { type: 'actions', block_id: 'b"><script>', elements: [button('a"><script>', SCRIPT, { value: SCRIPT }), button('link', SCRIPT, { url: 'javascript:alert(1)' }), { type: 'static_select', action_id: 's', placeholder: text(SCRIPT), options: [option] }] },
    ];
    await stage.say(ANNA, blocks, { text: ESCAPED });
    await stage.api('chat.postEphemeral', { channel: 'C0GATES', user: ANNA, text: ESCAPED, blocks });
    const page = await stage.withDialog({ ...DIALOG, title: text('<script>x</script>'), blocks: [{ type: 'input', block_id: 'x"><script>', label: text(SCRIPT), hint: text(SCRIPT), element: { type: 'plain_text_input', action_id: 'text', initial_value: SCRIPT, multiline: true } }, { type: 'input', block_id: 'y', label: text(SCRIPT), element: { type: 'radio_buttons', action_id: 'text', options: [option] } }] });
    const again = await stage.visitor.press(page, 'Record', { 'value:x"><script>': `</textarea>${SCRIPT}` });
    expect(again.status).toBe(422);
    const failed = await stage.visitor.send(`/people/${ANNA}/click`, [['ref', `D0ANNA/${SCRIPT}`], ['action_id', SCRIPT]]);
    for (const { html } of [page, again, failed, await stage.visitor.open(`/people/${ANNA}/in/C0GATES`), await stage.visitor.open('/')]) {
      expect(html.replace('<script src="/page/refresh.js" defer></script>', '')).not.toMatch(/<script|href="javascript|"><script|<\/textarea>&/);
      expect(html).not.toContain(SCRIPT);
    }
    expect(again.forms.flatMap(({ fields }) => fields)).toContainEqual(['value:x"><script>', `</textarea>${SCRIPT}`]);
  });
});

describe('strangers', () => {
  const press = async (headers: Record<string, string>) => {
    const { ts } = await stage.say(ANNA, [{ type: 'actions', elements: [button('approve', 'Approve')] }]);
    return stage.visitor.send(`/people/${ANNA}/click`, [['ref', `D0ANNA/${ts}`], ['version', '0'], ['action_id', 'approve']], headers);
  };

  it.each([
    ['a page of another origin', { Origin: 'https://evil.example' }],
    ['a page of another port of this machine', { Origin: 'http://127.0.0.1:1' }],
    ['a page without an origin', { Origin: 'null' }],
    ['a program that names none', {}],
    ['a proxy', { Origin: 'http://127.0.0.1', 'X-Forwarded-For': '10.0.0.1' }],
  ])('%s can not click', async (_who, headers) => {
    expect((await press(headers)).status).toBe(403);
    expect(stage.received).toEqual([]);
  });

  it('a page of another origin can not use the control API either', async () => {
    const answer = await fetch(`${stage.url}/sim/reset`, { method: 'POST', headers: { Origin: 'https://evil.example', 'Content-Type': 'application/json' }, body: '{}' });
    expect(answer.status).toBe(403);
  });

  it('a name that leads here from outside gets nothing, not even to read', async () => {
    const status = (method: string, path: string) => new Promise<number | undefined>((resolve, reject) => {
      const headers = { Host: 'evil.example', Origin: 'http://evil.example', 'Content-Type': 'application/x-www-form-urlencoded' };
      httpRequest(`${stage.url}${path}`, { method, headers }, (answer) => resolve((answer.resume(), answer.statusCode))).on('error', reject).end();
    });
    expect([await status('GET', `/people/${ANNA}`), await status('POST', `/people/${ANNA}/click`)]).toEqual([403, 403]);
  });
});
