import { POLICY_PAGE } from '../../contracts/pages.ts';
import type { Act } from '../acts/act.ts';
import { plain } from '../acts/plain.ts';

const home = (): string => POLICY_PAGE;

/** A policy counts when one person proposed it and another activates it (design §8). */
export const POLICY_ACTS: readonly Act[] = [
  plain({ operation: 'proposePolicy', command: 'propose-policy', of: 'policy', title: 'Propose this policy', button: 'Propose it', done: 'The policy is proposed; another person activates it.', home, fields: [], body: () => ({ source: 'console' }), sample: () => ({ source: 'console' }) }),
  plain({ operation: 'activatePolicy', command: 'activate-policy', of: 'policy', title: 'Activate this policy', button: 'Activate it, as the second person', tone: 'primary', done: 'The policy is in force. Running cases keep the one that they began with.', home, fields: [] }),
];
