import { pino } from 'pino';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

/** Where secrets could come to lie in something logged. */
const SECRETS = ['authorization', 'token', 'cookie', 'headers.authorization', 'headers.cookie', 'req.headers.authorization', '*.authorization', '*.token', '*.password', '*.secret'];

/** Logs as JSON lines on standard output; tokens and the like are replaced by a word. */
export const createLog = (level: Config['logLevel']): Logger => pino({ level, base: { part: 'api' }, redact: { paths: SECRETS, censor: '[redacted]' } });
