import { z } from 'zod';
import { DeliveryError } from '../delivery-error.ts';
import type { DeliveryFailure } from '../delivery-error.ts';

/** What nodemailer puts on its errors; `timeoutType` and `errno` are missing from its types. */
const smtpFault = z.object({
  code: z.string().default('unknown'),
  command: z.string().default(''),
  responseCode: z.number().optional(),
  timeoutType: z.string().optional(),
  syscall: z.string().optional(),
});
type SmtpFault = z.infer<typeof smtpFault>;

/** A 5xx to one of these is about this message; to the greeting, EHLO or AUTH it is about our set-up, which people mend. */
const ABOUT_THE_MESSAGE: ReadonlySet<string> = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);

/** Failures before a message could have been written. */
const BEFORE_THE_MESSAGE: ReadonlySet<string> = new Set(['EAUTH', 'ECONFIG', 'EDNS', 'ENOAUTH', 'EOAUTH2', 'EPROXY', 'ETLS']);

/**
 * Turns what nodemailer threw into a `DeliveryError` (design §6): the server's `responseCode` decides; without one
 * a failure to connect is *retryable*, and silence or a broken connection later is *unclear*, since the server may
 * have taken the message and only its answer was lost.
 */
export function smtpError(error: unknown): DeliveryError {
  const fault = smtpFault.safeParse(error);
  const failure: DeliveryFailure = fault.success ? smtpFailure(fault.data) : { kind: 'unclear', code: 'unknown' };
  return new DeliveryError(failure, error instanceof Error ? error.message : String(error), { cause: error });
}

function smtpFailure(fault: SmtpFault): DeliveryFailure {
  if (fault.responseCode !== undefined) return answered(fault.responseCode, fault);
  // nodemailer's own verdict on the envelope: an address that no server would take
  if (fault.code === 'EENVELOPE') return { kind: 'permanent', code: 'EENVELOPE' };
  return { kind: neverSent(fault) ? 'retryable' : 'unclear', code: fault.timeoutType ?? fault.code };
}

function answered(status: number, fault: SmtpFault): DeliveryFailure {
  const final = status >= 500 && ABOUT_THE_MESSAGE.has(fault.command);
  return { kind: final ? 'permanent' : 'retryable', code: `smtp_${status}` };
}

/** `connect` and `getaddrinfo` are the system calls of a connection that was never made. */
function neverSent(fault: SmtpFault): boolean {
  if (fault.code === 'ETIMEDOUT') return fault.timeoutType !== undefined && fault.timeoutType !== 'SOCKET_TIMEOUT';
  return BEFORE_THE_MESSAGE.has(fault.code) || fault.syscall === 'connect' || fault.syscall === 'getaddrinfo';
}
