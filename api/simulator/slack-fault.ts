import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** A refusal in Slack's own shape: `{ok: false, error, errors, response_metadata: {messages}}`. */
export class SlackFault extends Error {
  readonly error: string;
  readonly messages: readonly string[];

  /** `error` is Slack's code; `messages` say what is wrong and where, as Slack does, with a JSON pointer. */
  constructor(error: string, messages: readonly string[] = []) {
    super([error, ...messages].join('; '));
    this.error = error;
    this.messages = messages;
  }

  /** The body of the answer; Slack sends it with status 200. */
  toBody(): object {
    if (this.messages.length === 0) return { ok: false, error: this.error };
    return {
      ok: false,
      error: this.error,
      errors: this.messages,
      response_metadata: { messages: this.messages.map((message) => `[ERROR] ${message}`) },
    };
  }
}

/** Puts zod's findings into Slack's words; `at` is the JSON pointer under which the value was passed, e.g. `/blocks`. */
export function slackMessages(issues: readonly Issue[], at: string): string[] {
  return issues.flatMap((issue) => explain(issue).map((text) => `${text} [json-pointer:${at}${pointer(issue)}]`));
}

function pointer(issue: Issue): string {
  return issue.path.map((part) => `/${String(part)}`).join('');
}

function explain(issue: Issue): string[] {
  switch (issue.code) {
    case 'too_big':
      return [issue.origin === 'array' ? `no more than ${issue.maximum} items allowed` : `must be less than ${Number(issue.maximum) + 1} characters`];
    case 'too_small':
      return [issue.origin === 'array' ? `no fewer than ${issue.minimum} items allowed` : `must be more than ${Number(issue.minimum) - 1} characters`];
    case 'unrecognized_keys':
      return issue.keys.map((key) => `invalid additional property: ${key}`);
    case 'invalid_union':
      return ['unsupported type'];
    default:
      return [issue.message];
  }
}
