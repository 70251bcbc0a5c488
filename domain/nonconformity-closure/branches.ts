/** Ways out of the straight procedure of §3, each in a file of its own. */
export { acceptRisk, endAcceptance } from './accept-risk.ts';
export { decideDispute, dispute } from './dispute.ts';
export { merge } from './merge.ts';
export { reopen } from './reopen.ts';
export { cancel, decline, reject } from './second-person.ts';
