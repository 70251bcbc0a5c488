import { jest } from '@jest/globals';

/**
 * Whole-house tests share two cores with a database, a Temporal server and a JVM. One that fails is tried once more, and
 * both failures are printed, so that a race stays visible without stopping everything behind it.
 */
jest.retryTimes(1, { logErrorsBeforeRetry: true });
