import { describe, expect, it } from '@jest/globals';
import { whyElsewhere, whyNotLocal } from '../../../domain/authority/this-machine.ts';

const HERE = 'http://127.0.0.1:3000';
const from = (headers: Record<string, string>, remoteAddress: string | undefined = '127.0.0.1') => ({ headers: { host: '127.0.0.1:3000', ...headers }, socket: { remoteAddress } });

describe('a request of this machine', () => {
  it.each([
    [from({}), 'IPv4'],
    [from({ host: 'localhost:3000' }, '::1'), 'IPv6'],
    [from({}, '::ffff:127.0.0.1'), 'IPv4 at a socket of both'],
  ])('comes from loopback, to loopback, by nobody else (%#: %s)', (request, _reason) => {
    expect(whyNotLocal(request, HERE)).toBeNull();
  });

  it.each(['x-forwarded-for', 'x-forwarded-port', 'x-forwarded-server', 'x-forwarded-prefix', 'x-forwarded-anything', 'x-original-host', 'forwarded', 'via', 'x-real-ip', 'x-client-ip', 'cf-connecting-ip', 'true-client-ip', 'cdn-loop'])('is none with %s, which only proxies add', (name) => {
    expect(whyElsewhere(from({ [name]: '127.0.0.1' }))).toBe(`the request was forwarded (${name})`);
  });

  it.each([
    [from({}, '192.0.2.7'), 'it comes from 192.0.2.7', 'Host is what the caller says'],
    [from({}, '::ffff:192.0.2.7'), 'it comes from ::ffff:192.0.2.7', 'the same at a socket of both'],
    [{ headers: { host: 'localhost' } }, 'it comes from an unknown address', 'nothing is known of the connection'],
    [from({ host: 'localhost.evil.example' }), 'it was sent to "localhost.evil.example"', 'it only begins like this machine'],
    [{ headers: {}, socket: { remoteAddress: '127.0.0.1' } }, 'it was sent to ""', 'no Host'],
  ])('is none otherwise (%#): %s', (request, why, _reason) => {
    expect(whyElsewhere(request)).toBe(why);
  });

  it('is none where Gatehouse is known by another address', () => {
    expect(whyNotLocal(from({}), 'https://gatehouse.example')).toBe('GATEHOUSE_URL is https://gatehouse.example');
  });
});
