import { describe, expect, it } from '@jest/globals';
import { arrivalOf, isStepUp, STEP_UP_MAX_AGE } from '../../../domain/authority/arrival.ts';
import { exampleDirectory } from '../../support/api.ts';

const AT = '2026-03-02T09:00:00.000Z';
const facts = { directory: exampleDirectory(), at: AT, policy: { thresholds: {} } };
const claims = (amr: readonly string[], more: object = {}) => ({ sub: 's', email: 'theo@example.com', email_verified: true, auth_time: Date.parse(AT) / 1000, amr, ...more });
const PLAIN = { max_age: 43_200, step_up_of: null };
const OF_NOBODY = { max_age: STEP_UP_MAX_AGE, step_up_of: null };
const OF_THEO = { max_age: STEP_UP_MAX_AGE, step_up_of: 'theo' };

describe('what comes back from the identity provider', () => {
  it.each([
    [PLAIN, claims(['pwd']), 'theo', 'a plain sign-in asks for one factor'],
    [OF_THEO, claims(['pwd', 'otp']), 'theo', 'a step-up with two'],
    [OF_NOBODY, claims(['pwd', 'otp']), 'theo', 'the same of nobody, who is signed in by it'],
    [OF_THEO, claims(['pwd']), /^One factor is not enough.*still signed in as before/, 'a step-up with one proves nothing more'],
    [OF_NOBODY, claims(['pwd']), /^One factor is not enough.*nobody was signed in/, 'and of nobody neither'],
    [{ ...OF_THEO, step_up_of: 'maya' }, claims(['pwd', 'otp']), /^Somebody else confirmed/, 'somebody else’s word'],
    [PLAIN, claims(['pwd'], { auth_time: undefined }), /^The sign-in says too little/, 'nobody knows how old it is'],
    [PLAIN, claims(['pwd'], { email: 'nobody@example.com' }), /^You cannot come in here/, 'nobody of the directory'],
  ])('for %j is judged (%#)', (begun, said, expected, _reason) => {
    const arrival = arrivalOf(said, begun, facts);
    const shown = 'person' in arrival ? arrival.person : `${arrival.title} ${arrival.text}`;
    expect(shown).toMatch(expected);
  });

  it('was a step-up whenever several factors were asked for', () => {
    expect([PLAIN, OF_NOBODY, OF_THEO].map(isStepUp)).toEqual([false, true, true]);
  });
});
