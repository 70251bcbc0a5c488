import type { Beside } from './event-words.ts';

const digestOf = ({ digest }: Beside['body']): string => (typeof digest === 'string' ? digest.slice(0, 19) : '');

/** What happened to a system or in the house, one line each. */
export const RECORD_HEADLINES: Readonly<Record<string, (beside: Beside) => string>> = {
  'system.added': ({ name }) => `${name('person')} registered the system`,
  'system.changed': ({ name, body }) => `${name('person')} changed ${Object.keys(body['changes'] ?? {}).map((key) => key.replaceAll('_', ' ')).join(', ')}`,
  'version.added': ({ name, body }) => `${name('person')} named a version${typeof body['name'] === 'string' ? ` ${body['name']}` : ''}`,
  'risk.added': ({ name, word }) => `${name('person')} entered a risk, residual ${word('residual')}`,
  'risk.treated': ({ name, word }) => `${name('person')} recorded a treatment, residual ${word('residual')}`,
  'risk.accepted': ({ name, word }) => `${name('person')} accepted a risk of residual ${word('residual')} for a time`,
  'risk.acceptance_expired': () => 'The acceptance of a risk ended',
  'risk.closed': ({ name }) => `${name('person')} closed a risk`,
  'digests.drift_observed': ({ word }) => `Something else than what was approved runs in ${word('environment')}`,
  'digests.drift_ended': ({ word }) => `What was approved runs in ${word('environment')} again`,
  'blocker.raised': ({ word }) => `A blocker was raised: ${word('kind')}`,
  'blocker.released': ({ name }) => `${name('person')} released a blocker`,
  'blocker.cured': () => 'The source of a blocker was cured',
  'blocker.waived': ({ name }) => `${name('person')} waived a blocker for a time`,
  'waiver.ended': () => 'A waiver ended',
  'waivers.accumulated': () => 'Many waivers are in force at once',
  'policy.bootstrapped': ({ body }) => `The first policy was taken up: ${digestOf(body)}…`,
  'policy.proposed': ({ name, body }) => (body['person'] === null ? `A policy was found on disk: ${digestOf(body)}…` : `${name('person')} proposed the policy ${digestOf(body)}…`),
  'policy.activated': ({ name, body }) => `${name('activated_by')} activated the policy ${digestOf(body)}… that ${name('proposed_by')} proposed`,
  'policy.proposal_superseded': ({ body }) => `The proposal ${digestOf(body)}… was superseded`,
  'directory.loaded': () => 'The directory was loaded',
  'delegation.granted': ({ name, word }) => `${name('from')} delegated the lane ${word('lane')} to ${name('to')}`,
  'delegation.ended': ({ name, word }) => `The delegation of the lane ${word('lane')} from ${name('from')} to ${name('to')} ended`,
  'absence.added': ({ name }) => `${name('absent')} is away for a time`,
  'absence.ended': ({ name }) => `The absence of ${name('absent')} ended`,
  'token.created': ({ word }) => `A token was made for the machine ${word('machine')}`,
  'token.revoked': ({ word }) => `A token of the machine ${word('machine')} was revoked`,
  'gate.outage_ended': () => 'The gate was out of reach for a while',
};
