import { describe, expect, it } from '@jest/globals';
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRequestError } from '@slack/web-api';
import { slackError } from '../../../activities/chat/slack-errors.ts';
import { DeliveryError } from '../../../activities/delivery-error.ts';

const platform = (error: string) => new WebAPIPlatformError({ ok: false, error });
const http = (status: number) => new WebAPIHTTPError(status, '', {}, '');
const request = (cause: Error) => new WebAPIRequestError(new TypeError('fetch failed', { cause }));
const coded = (code: string) => Object.assign(new Error(code), { code });

describe('the verdict on an error of the Slack client', () => {
  it.each([
    ['an archived channel stays archived', platform('is_archived'), 'permanent', 'is_archived'],
    ['a deleted message cannot be redrawn', platform('message_not_found'), 'permanent', 'message_not_found'],
    ['a bot has no direct messages', platform('cannot_dm_bot'), 'permanent', 'cannot_dm_bot'],
    ['a code that we never heard of is not final', platform('brand_new_code'), 'retryable', 'brand_new_code'],
    ['a revoked token is mended by people', platform('token_revoked'), 'retryable', 'token_revoked'],
    ['a missing scope is mended by people', platform('missing_scope'), 'retryable', 'missing_scope'],
    ['Slack says that some of it may have happened', platform('internal_error'), 'unclear', 'internal_error'],
    ['Slack says that some of it may have happened', platform('fatal_error'), 'unclear', 'fatal_error'],
    ['a page in place of JSON', platform('<html>secret</html>'), 'retryable', 'not_json'],
    ['Slack itself is out', http(503), 'retryable', 'http_503'],
    ['a gateway gave up waiting for Slack', http(504), 'unclear', 'http_504'],
    ['a gateway lost Slack', http(502), 'unclear', 'http_502'],
    ['the name could not be resolved', request(coded('ENOTFOUND')), 'retryable', 'ENOTFOUND'],
    ['the connection was never made', request(coded('UND_ERR_CONNECT_TIMEOUT')), 'retryable', 'UND_ERR_CONNECT_TIMEOUT'],
    ['the other side hung up', request(coded('UND_ERR_SOCKET')), 'unclear', 'UND_ERR_SOCKET'],
    ['the answer broke off in the middle', new TypeError('terminated', { cause: coded('UND_ERR_SOCKET') }), 'unclear', 'UND_ERR_SOCKET'],
    ['something that is no error at all', 'boom', 'unclear', 'unknown'],
  ])('for a post: %s', (_why, error, kind, code) => {
    expect(slackError('chat.postMessage', error, false).failure).toEqual({ kind, code });
  });

  it.each([[platform('internal_error')], [http(504)], [request(coded('ECONNRESET'))], ['boom']])('is never unclear when repeating is harmless (%s)', (error) => {
    expect(slackError('chat.update', error, true).failure.kind).toBe('retryable');
  });

  it('stays one line, without the page that came in place of an answer', () => {
    const { message } = slackError('chat.postMessage', platform('<html>\nsecret\n</html>'), false);
    expect(message).toBe('retryable (not_json): chat.postMessage: the answer was no JSON');
  });

  it('passes on a DeliveryError as it is', () => {
    const error = new DeliveryError({ kind: 'permanent', code: 'bad_ref' }, 'x');
    expect(slackError('chat.update', error, true)).toBe(error);
  });
});
