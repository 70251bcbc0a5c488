import { describe } from '@jest/globals';
import { testDropping } from '../support/scenario/compare.ts';

describe('a workflow that is thrown away after each of its tasks and started afresh ends in the same ledger', () => {
  testDropping(0, 2);
});
