import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { DeliveryError } from '../delivery-error.ts';
import type { DeliveryFailure } from '../delivery-error.ts';
import { wireCode } from './wire.ts';

/**
 * Errors after which the same call can only fail again. Anything else Slack says is retried: a code we never heard of,
 * a broken token or a missing scope is mended by people, and the message stays owed until then.
 */
const FINAL: ReadonlySet<string> = new Set([
  // the destination
  'account_inactive', 'cannot_dm_bot', 'cannot_reply_to_message', 'channel_not_found', 'invalid_user_combination',
  'is_archived', 'is_inactive', 'messages_tab_disabled', 'method_not_supported_for_channel_type', 'not_in_channel',
  'restricted_action', 'restricted_action_non_threadable_channel', 'restricted_action_read_only_channel',
  'restricted_action_thread_only_channel', 'thread_not_found', 'user_disabled', 'user_not_found',
  'user_not_in_channel', 'user_not_visible',
  // the message
  'invalid_arg_name', 'invalid_arguments', 'invalid_attachments', 'invalid_blocks', 'invalid_blocks_format',
  'invalid_metadata_format', 'invalid_metadata_schema', 'metadata_too_large', 'msg_blocks_too_long', 'msg_too_long',
  'no_text', 'too_many_attachments',
  // the copy to redraw
  'block_mismatch', 'cant_update_message', 'edit_window_closed', 'message_not_found',
  // the dialog
  'duplicate_external_id', 'exchanged_trigger_id', 'expired_trigger_id', 'invalid_trigger_id', 'view_too_large',
]);

/** Slack documents of these that "some aspect of the operation" may have succeeded before the error. */
const PARTIAL: ReadonlySet<string> = new Set(['fatal_error', 'internal_error']);

/** Gateways that gave up waiting for Slack, which may have acted all the same. */
const GATEWAY_STATUS: ReadonlySet<number> = new Set([502, 504]);

/** The connection was never made, so nothing was written. */
const NEVER_CONNECTED: ReadonlySet<string> = new Set([
  'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTDOWN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * Turns whatever `@slack/web-api` threw during `what` into a `DeliveryError`. `repeatable` says that doing the call
 * twice is harmless; only then does a lost answer count as *retryable* instead of *unclear*.
 */
export function slackError(what: string, error: unknown, repeatable: boolean): DeliveryError {
  if (error instanceof DeliveryError) return error;
  return new DeliveryError(slackFailure(error, repeatable), `${what}: ${detail(error)}`, { cause: error });
}

function slackFailure(error: unknown, repeatable: boolean): DeliveryFailure {
  const doubtful = repeatable ? 'retryable' : 'unclear';
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: 'retry_after', at_least_ms: error.retryAfter * 1000, code: 'ratelimited' };
  }
  if (error instanceof WebAPIPlatformError) return platformFailure(platformCode(error), doubtful);
  if (error instanceof WebAPIHTTPError) {
    return { kind: GATEWAY_STATUS.has(error.statusCode) ? doubtful : 'retryable', code: `http_${error.statusCode}` };
  }
  const code = wireCode(error instanceof WebAPIRequestError ? error.original : error);
  return { kind: NEVER_CONNECTED.has(code) ? 'retryable' : doubtful, code };
}

function platformFailure(code: string, doubtful: 'retryable' | 'unclear'): DeliveryFailure {
  if (FINAL.has(code)) return { kind: 'permanent', code };
  return { kind: PARTIAL.has(code) ? doubtful : 'retryable', code };
}

/** The client reports a 200 with an HTML page as a platform error whose code is the whole page. */
function platformCode(error: WebAPIPlatformError): string {
  return /^[a-z][a-z0-9_]{0,63}$/.test(error.data.error) ? error.data.error : 'not_json';
}

function detail(error: unknown): string {
  if (error instanceof WebAPIPlatformError) {
    if (platformCode(error) === 'not_json') return 'the answer was no JSON';
    return [error.data.error, ...(error.data.response_metadata?.messages ?? [])].join('; ');
  }
  if (error instanceof WebAPIRequestError) return error.original.message;
  return error instanceof Error ? error.message : String(error);
}
