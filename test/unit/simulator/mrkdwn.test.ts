import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mrkdwn } from '../../../api/simulator/page/mrkdwn.ts';

const names = { person: (id: string) => `name of ${id}`, channel: (id: string) => `name of ${id}` };
const shown = (text: string): string => mrkdwn(text, names).text;

describe('mrkdwn as markup', () => {
  it.each([
    ['bold', '*a b* c', '<strong>a b</strong> c'],
    ['bold around a link', '*<https://a.example|b>*', '<strong><a href="https://a.example" rel="noopener noreferrer" target="_blank">b</a></strong>'],
    ['bold in italic', '_*a* b_', '<em><strong>a</strong> b</em>'],
    ['marks inside words', 'a*b*c d_e_f', 'a*b*c d_e_f'],
    ['marks beside spaces', '2 * 3 * 4', '2 * 3 * 4'],
    ['marks that cross', '*a _b* c_', '<strong>a _b</strong> c_'],
    ['code, in which nothing is styled', '`*a* &lt;b&gt;`', '<code>*a* &lt;b&gt;</code>'],
    ['a block of code', '```\na\n*b*\n```', '<pre>a\n*b*\n</pre>'],
    ['a quotation of two lines', 'a\n> b\n> c\nd', 'a<blockquote>b<br>c</blockquote>d'],
    ['what was typed with brackets', '&lt;@U1&gt; &lt;!channel&gt;', '&lt;@U1&gt; &lt;!channel&gt;'],
    ['what was escaped twice', '&amp;lt;b&amp;gt;', '&amp;lt;b&amp;gt;'],
    ['a person', '<@U1>', '<b class="mention">@name of U1</b>'],
    ['a channel', '<#C1> <#C1|gates>', '<b class="mention">#name of C1</b> <b class="mention">#gates</b>'],
    ['everybody', '<!here>', '<b class="mention">@here</b>'],
    ['a link without a label', '<https://a.example/?a=1&amp;b=2>', '<a href="https://a.example/?a=1&amp;b=2" rel="noopener noreferrer" target="_blank">https://a.example/?a=1&amp;b=2</a>'],
    ['a link to a script', '<javascript:alert(1)|click>', 'click'],
    ['a date', '<!date^1767225600^on {date_num}|then>', '<time datetime="2026-01-01T00:00:00.000Z" title="then">on 01/01/2026</time>'],
    ['a date that is none', '<!date^soon^{date}|then>', 'then'],
    ['an emoji that Gatehouse uses, and one it does not', ':no_entry: :tada:', '⛔ :tada:'],
  ])('shows %s', (_what, source, markup) => {
    expect(shown(source)).toBe(markup);
  });

  it('lets no tag through but its own, whatever is written', () => {
    const piece = fc.constantFrom('<', '>', '|', '*', '_', '~', '`', '```', '&lt;', '&gt;', '&amp;', '"', "'", '\n', '> ', '@U1', '!date^1^{date}', 'https://a.example', 'javascript:x', '\uE000', '0', '\uE001', 'a', ' ', 'script', 'on=');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const left = shown(pieces.join(''))
          .replaceAll(/<a href="(?:https:[^"<>]*)" rel="noopener noreferrer" target="_blank">|<b class="mention">|<time datetime="[^"<>]*" title="[^"<>]*">/g, '')
          .replaceAll(/<\/?(?:strong|em|s|code|pre|blockquote)>|<br>|<\/(?:a|b|time)>/g, '');
        expect(left).not.toMatch(/[<>"\uE000\uE001]/);
      }),
      { numRuns: 3_000 },
    );
  });
});
