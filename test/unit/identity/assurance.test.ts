import { describe, expect, it } from '@jest/globals';
import type { Directory, Person } from '../../../contracts/directory.ts';
import { assuranceOf, freshNeeded, personIn, proofIn, provenIn } from '../../../domain/authority/assurance.ts';
import { returnPath } from '../../../domain/authority/return-path.ts';

const NOW = '2026-03-02T09:00:00.000Z';
const ago = (seconds: number): string => new Date(Date.parse(NOW) - seconds * 1000).toISOString();
const policy = { thresholds: { step_up_within: 'PT5M', multi_factor_acr: ['urn:strong'] } };

describe('the assurance of a sign-in', () => {
  it.each([
    [{ acr: null, amr: ['pwd'], auth_time: ago(0) }, 'session', 'one factor'],
    [{ acr: null, amr: ['mfa'], auth_time: ago(0) }, 'mfa', 'the provider says several (RFC 8176)'],
    [{ acr: null, amr: ['pwd', 'otp'], auth_time: ago(0) }, 'mfa', 'something known and something held'],
    [{ acr: null, amr: ['otp', 'sms'], auth_time: ago(0) }, 'session', 'two of one kind are one factor'],
    [{ acr: null, amr: ['pin', 'face'], auth_time: ago(0) }, 'mfa', 'something known and something one is'],
    [{ acr: 'urn:strong', amr: [], auth_time: ago(0) }, 'mfa', 'an acr that the policy believes'],
    [{ acr: 'urn:other', amr: [], auth_time: ago(0) }, 'session', 'an acr that it does not name'],
    [{ acr: null, amr: ['mfa'], auth_time: ago(300) }, 'mfa', 'just within the five minutes'],
    [{ acr: null, amr: ['mfa'], auth_time: ago(301) }, 'session', 'just past them'],
  ] as const)('%j is %s: %s', (proof, assurance, _reason) => {
    expect(assuranceOf(proof, false, policy, NOW)).toBe(assurance);
    // the embedded provider's is marked where it counts as mfa, and is a plain session where not
    expect(assuranceOf(proof, true, policy, NOW)).toBe(assurance === 'mfa' ? 'development' : 'session');
    expect(provenIn({ proof, development: false }, policy, NOW)).toEqual({ assurance, proof });
  });

  it('follows the policy, and for one that was recorded before there was step-up the shipped numbers', () => {
    const proof = { acr: null, amr: ['mfa'], auth_time: ago(200) };
    expect(assuranceOf(proof, false, { thresholds: { step_up_within: 'PT1M' } }, NOW)).toBe('session');
    expect(assuranceOf(proof, false, { thresholds: {} }, NOW)).toBe('mfa');
  });

  it('says what is missing', () => {
    expect(freshNeeded({ acr: null, amr: ['mfa'], auth_time: ago(400) }, policy, NOW)).toBe(`a multi-factor sign-in of at most PT5M ago is needed, and the multi-factor sign-in at hand is of ${ago(400)}, 400 s ago`);
    expect(freshNeeded({ acr: null, amr: ['pwd'], auth_time: ago(1) }, policy, NOW)).toContain('the sign-in with one factor at hand');
    expect(freshNeeded(undefined, policy, NOW)).toBe('a multi-factor sign-in of at most PT5M ago is needed');
  });
});

describe('a proof in claims', () => {
  it('holds tokens only, and no clock ahead of ours makes it fresher', () => {
    const later = Date.parse(NOW) / 1000 + 3_600;
    expect(proofIn({ auth_time: later, acr: 'a sentence of words', amr: ['pwd', 'another sentence', 7] }, NOW)).toEqual({ acr: null, amr: ['pwd'], auth_time: NOW });
  });

  it.each([undefined, 'yesterday', Number.NaN, -1])('is none when auth_time is %p', (auth_time) => {
    expect(proofIn({ auth_time, amr: ['mfa'] }, NOW)).toBeNull();
  });
});

describe('the person behind claims', () => {
  const person = (id: string, more: Partial<Person> = {}): Person => ({ id, name: id, unit: 'u', calendar: 'c', roles: [], email: `${id}@example.com`, ...more });
  const directory = (...people: Person[]): Directory => ({ organisation: { name: 'o' }, units: [{ id: 'u', name: 'u' }], people, delegations: [], absences: [] });
  const house = directory(person('anna'), person('karl'), person('ben', { oidc_subject: 'sub-ben' }), person('gone', { left_on: '2026-03-02' }), person('twin', { email: 'anna2@example.com' }), person('twin2', { email: 'anna2@example.com' }));
  const bound = (claims: object): string => {
    const found = personIn({ ...claims }, house, NOW);
    return 'person' in found ? found.person.id : found.nobody;
  };

  it.each([
    [{ email: 'Anna@Example.com', email_verified: true }, 'anna', 'addresses differ in case only'],
    [{ sub: 'sub-ben' }, 'ben', 'the subject that the directory names'],
    [{ sub: 'other', email: 'ben@example.com', email_verified: true }, /does not know you/, 'an address may be given to somebody else later'],
    [{ email: '\u212Aarl@example.com', email_verified: true }, /does not know you/, 'the Kelvin sign is no k'],
    [{ email: 'Karl@EXAMPLE.com', email_verified: true }, 'karl', 'A–Z is a–z'],
    [{ email: 'anna@example.com', email_verified: false }, /has not verified/, 'anybody can type an address'],
    [{ email: 'anna@example.com' }, /has not verified/, 'saying nothing is not saying yes'],
    [{ email: 'anna@example.com', email_verified: 'true' }, /has not verified/, 'a text is no truth'],
    [{ email: 'gone@example.com', email_verified: true }, /no longer work here/, 'a leaver, from that day on (R-78)'],
    [{ email: 'anna2@example.com', email_verified: true }, /more than one person/, 'one address, two people: neither'],
    [{}, /does not know you/, 'nothing to go by'],
  ])('%j: %s (%s)', (claims, expected, _reason) => {
    if (typeof expected === 'string') expect(bound(claims)).toBe(expected);
    else expect(bound(claims)).toMatch(expected);
  });
});

describe('the way back', () => {
  it.each(['/', '/work', '/deployments/dep_1?as=x#lanes', '/a%20b', '/a?u=https://x.example/'])('goes to a path of ours: %s', (path) => {
    expect(returnPath(path)).toBe(path);
  });

  it.each([
    ['//evil.example', 'another host'],
    ['///evil.example', 'another host, to a browser'],
    ['/\\evil.example', 'browsers take \\ for /'],
    ['/a/..//evil.example', 'two slashes anywhere'],
    ['/%2f/evil.example', 'encoded'],
    ['/%2fevil.example', 'encoded'],
    ['/%5cevil.example', 'encoded'],
    ['/%255cevil.example', 'encoded twice'],
    ['/%25252fevil.example', 'encoded three times'],
    ['/%0d%0aSet-Cookie:x', 'a line break'],
    ['/\n/evil.example', 'browsers drop line breaks'],
    ['/\t/evil.example', 'and tabs'],
    ['/%zz', 'no encoding'],
    ['https://evil.example', 'a scheme'],
    ['javascript:alert(1)', 'a scheme'],
    ['evil.example', 'no path'],
    ['/oidc/sign-in', 'a circle'],
    ['/OIDC/step-up?x', 'a circle'],
    [`/${'a'.repeat(2_000)}`, 'too long to be ours'],
    ['', 'nothing'],
    [['/a', '/b'], 'two of them'],
    [undefined, 'none'],
  ])('goes to the first page instead of %j: %s', (path, _reason) => {
    expect(returnPath(path)).toBe('/');
  });
});
