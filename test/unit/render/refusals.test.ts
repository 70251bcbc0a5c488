import { describe, expect, it } from '@jest/globals';
import type { Refusal } from '../../../contracts/refusal.ts';
import { inNames } from '../../../render/in-names.ts';
import { PRIVATE } from '../../../render/private-words.ts';
import { faultText, refusalText } from '../../../render/refusal.ts';
import { typedIn, withTyped } from '../../../render/typed-back.ts';
import { golden, shownText } from './golden.ts';

const PEOPLE: Readonly<Record<string, string>> = { devon: 'Devon Clarke', yann: 'Yann Le Goff', theo: 'Theo <b>', mira: 'Mira Jansen', may: 'May Li' };
const LANES: Readonly<Record<string, string>> = { technical: 'Technical', risk: 'Risk & compliance' };
const NAMES = { nameOf: (id: string) => PEOPLE[id] ?? id, laneOf: (id: string) => LANES[id] ?? id };
const AT = '2026-03-05T09:00:00.000Z';

const REFUSALS: readonly (readonly [name: string, refusal: Refusal, more?: object])[] = [
  ['not-permitted', { refused: 'not_permitted', detail: 'yann may not sign for technical; these may: theo', extra: { may: ['theo', 'devon'] } }],
  ['conflict', { refused: 'not_permitted', detail: "devon made the version and can't approve it; these may: theo", extra: { may: [] } }],
  ['already-decided', { refused: 'already_decided', detail: 'the lane risk was already decided by mira (approve)', extra: { by: 'mira', at: AT } }, { typed: 'No <reason>\nat all' }],
  ['already-decided-by-oneself', { refused: 'already_decided', detail: 'x', extra: { by: 'theo', at: AT } }],
  ['over', { refused: 'already_decided', detail: `already withdrawn by mira at ${AT}` }],
  ['stale-package', { refused: 'stale_package', detail: 'x', extra: { difference: { components: [{ name: 'weights', before: `sha256:${'1'.repeat(64)}`, after: null }], fields: [{ name: 'tier', before: 'low', after: 'high' }] } } }],
  ['too-weak-and-kept', { refused: 'assurance_too_weak', detail: 'x', extra: { command: 'gatehouse vote obl_1 reject', needed: 'mfa' } }, { sign: 'https://gatehouse.example/parked/1', typed: 'No' }],
  ['too-weak', { refused: 'assurance_too_weak', detail: 'it needs a sign-in with assurance "mfa"' }, { page: 'https://gatehouse.example/people/theo' }],
  ['no-longer-open', { refused: 'unknown_obligation', detail: 'x' }],
  ['already-voted', { refused: 'already_voted', detail: `mira already said "approve" in risk at ${AT}; withdraw that vote first` }],
  ['sent-before', { refused: 'idempotency_conflict', detail: 'x' }],
];

describe('what one person is told privately', () => {
  it.each(REFUSALS.map(([name, ...rest]) => [name, rest] as const))('a refusal, %s, reads as its golden file does', (name, [refusal, more]) => {
    const text = shownText(refusalText(refusal, { ...NAMES, person: 'theo', ...more }));
    expect(text).toBe(golden(`private-${name}.txt`, text));
    expect(text).not.toMatch(/<(b|reason)>/);
  });

  it('whatever is not done says what would be right, as the golden file has it', () => {
    const all = Object.entries(PRIVATE).map(([name, text]) => `${name}: ${typeof text === 'string' ? text : text('U0NOBODY')}`);
    expect(`${all.join('\n')}\n`).toBe(golden('private-words.txt', `${all.join('\n')}\n`));
  });

  it('gives back every field of a dialog, as the golden file has it', () => {
    const option = { value: 'within', text: { text: 'within so many days' } };
    const values = {
      reason: { text: { value: 'First <line>\nsecond' } },
      condition_title: { text: { value: '  ' } },
      condition_owner: { text: { selected_user: 'U0DANA' } },
      condition_type: { text: { selected_option: option } },
      delegate_until: { text: { selected_date: '2026-03-05' } },
      request_validated_by: { text: { selected_users: ['U0DEVON', '<!here>'] } },
      request_from: { text: { selected_date_time: 1772701200 } },
    };
    const text = shownText(withTyped('Not recorded.', typedIn(values)));
    expect(text).toBe(golden('private-typed-back.txt', text));
    expect(text).not.toContain('<!here>');
  });

  it('gives back a long text whole', () => {
    const long = 'word & '.repeat(428).trim();
    expect(withTyped('No.', long)).toContain(long.replaceAll('&', '&amp;'));
  });
});

describe('ids in a sentence of the rules', () => {
  it.each([
    ['people and lanes become names', 'yann may not sign for technical', 'Yann Le Goff may not sign for Technical'],
    ['a word of the sentence is no person, although one has that id', 'devon may do this', 'Devon Clarke may do this'],
    ['what is quoted was typed, or is a word of the policy', '"devon" is no role', '"devon" is no role'],
    ['a quoted lane is a lane all the same', 'mira delegates the lane "risk" back', 'Mira Jansen delegates the lane Risk & compliance back'],
    ['a lane is one only where a lane stands', 'a risk of mira', 'a risk of Mira Jansen'],
    ['an id in an address stays', 'see /people/mira, mira.example and x-mira', 'see /people/mira, mira.example and x-mira'],
    ['the end of a sentence is no part of the id', 'ask mira. Or devon, or theo; (owner mira)', 'ask Mira Jansen. Or Devon Clarke, or Theo <b>; (owner Mira Jansen)'],
    ['roles are said in words', 'listTokens is for holders of: admin, risk_officer', '"The tokens in force" is for holders of: administrator, risk officer'],
    ['a quoted role too', 'needs the role "ai_governance_lead" or a role of: executive_sponsor', 'needs the role "AI governance lead" or a role of: executive sponsor'],
    ['an operation is said by what it does', 'castVote is for a person', '"One person\'s word in a lane" is for a person'],
    ['who is not known stays an id', 'nils may not sign for cooking', 'nils may not sign for cooking'],
  ])('%s', (_reason, before, after) => {
    expect(inNames(before, NAMES)).toBe(after);
  });

  it('beside a field they are plain text, instants in UTC', () => {
    expect(faultText('already_decided', `already withdrawn by mira at ${AT}`, NAMES)).toBe('already withdrawn by Mira Jansen at 2026-03-05 09:00 UTC.');
  });
});
