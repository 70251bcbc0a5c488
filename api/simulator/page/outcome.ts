import type { Answer } from '../dispatch.ts';

/** A page to show in place of the redirect: what was sent was not taken. */
export interface Kept {
  readonly status: number;
  readonly page: string;
}

/** Where Slack would say that the app did not respond. */
export function notAnswered({ status, body }: Answer): string {
  return status === 0 ? `Gatehouse did not answer: ${body}. Is it running?` : `Gatehouse answered ${status} and did not take it.`;
}
