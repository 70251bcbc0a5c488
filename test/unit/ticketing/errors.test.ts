import { describe, expect, it } from '@jest/globals';
import { failureOf, lossOf } from '../../../activities/ticketing/errors.ts';

const NOW = Date.parse('2026-11-22T14:00:00.000Z');
const answered = (status: number, headers: Record<string, string> = {}) => ({ status, headers: new Headers(headers) });

describe('what the answer of a ticket system means', () => {
  it.each([
    ['a limit with its seconds', 429, { 'retry-after': '7' }, { kind: 'retry_after', at_least_ms: 7_000, code: 'rate_limited' }],
    ['a limit with its date', 429, { 'retry-after': 'Sun, 22 Nov 2026 14:00:30 GMT' }, { kind: 'retry_after', at_least_ms: 30_000, code: 'rate_limited' }],
    ['a limit without any time', 429, {}, { kind: 'retry_after', at_least_ms: 60_000, code: 'rate_limited' }],
    ["GitHub's primary limit is a 403", 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1_000 + 90) }, { kind: 'retry_after', at_least_ms: 90_000, code: 'rate_limited' }],
    ["GitHub's secondary limit too", 403, { 'retry-after': '60', 'x-ratelimit-remaining': '4000' }, { kind: 'retry_after', at_least_ms: 60_000, code: 'rate_limited' }],
    ['a day of waiting is cut to an hour', 429, { 'retry-after': '86400' }, { kind: 'retry_after', at_least_ms: 3_600_000, code: 'rate_limited' }],
    ['the token is wrong', 401, {}, { kind: 'permanent', code: 'unauthorized' }],
    ['the token may not', 403, { 'x-ratelimit-remaining': '4000' }, { kind: 'permanent', code: 'forbidden' }],
    ['the repository is gone', 404, {}, { kind: 'permanent', code: 'not_found' }],
    ['issues are switched off', 410, {}, { kind: 'permanent', code: 'gone' }],
    ['the repository was renamed: we follow no redirect', 301, {}, { kind: 'permanent', code: 'moved' }],
    ['the issue was moved', 308, {}, { kind: 'permanent', code: 'moved' }],
    ['a detour says nothing of the issue', 302, {}, { kind: 'retryable', code: 'http_302' }],
    ['a detour for this once', 307, {}, { kind: 'retryable', code: 'http_307' }],
    ['a field is not known', 400, {}, { kind: 'permanent', code: 'invalid' }],
    ['a server that failed may have made the ticket', 502, {}, { kind: 'unclear', code: 'http_502' }],
  ])('%s', (_why, status, headers, expected) => {
    expect(failureOf(answered(status, headers as Record<string, string>), { harmless: false, moves: true }, NOW)).toEqual(expected);
  });

  it('a redirect of a system whose things do not move is a detour', () => {
    expect(failureOf(answered(301), { harmless: true, moves: false }, NOW)).toEqual({ kind: 'retryable', code: 'http_301' });
  });

  it('a server that failed over what is harmless to repeat is just tried again', () => {
    expect(failureOf(answered(500), { harmless: true, moves: true }, NOW)).toEqual({ kind: 'retryable', code: 'http_500' });
  });

  it.each([
    ['nobody listened, so nothing was made', { cause: { code: 'ECONNREFUSED' } }, false, 'retryable'],
    ['the connection was cut, and the ticket may be there', { cause: { code: 'ECONNRESET' } }, false, 'unclear'],
    ['it took too long, and the ticket may be there', { name: 'TimeoutError' }, false, 'unclear'],
    ['it took too long, and only something was read', { name: 'TimeoutError' }, true, 'retryable'],
  ])('%s', (_why, error, harmless, kind) => {
    expect(lossOf(error, harmless).failure.kind).toBe(kind);
  });
});
