import { describe, expect, it } from '@jest/globals';
import { NONCONFORMITY_COMMANDS } from '../../../contracts/nonconformity-closure.ts';

const currencyOf = (currency: string) => NONCONFORMITY_COMMANDS['record-cost'].safeParse({ kind: 'appraisal', amount: 10, currency });

describe('the currency of a cost (R-48)', () => {
  it.each([
    ['EUR', 'of today'],
    ['KWD', 'with three places'],
    ['JPY', 'without any'],
  ])('is taken by its code of ISO 4217: %s, %s', (code) => expect(currencyOf(code).success).toBe(true));

  it.each([
    ['XXQ', '"XXQ" is no currency of ISO 4217; give its code, e.g. EUR', 'three letters that nobody pays in'],
    ['eur', 'must be an ISO 4217 code, e.g. EUR', 'codes are upper case, so that sums meet'],
    ['EURO', 'must be an ISO 4217 code, e.g. EUR', 'a code has three letters'],
  ])('%s is refused: %s (%s)', (code, words, _why) => expect(currencyOf(code).error?.issues.map(({ message }) => message)).toContain(words));
});
