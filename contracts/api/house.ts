import { z } from 'zod';
import { absence, delegation } from '../directory.ts';
import { sha256 } from '../primitives.ts';
import { caseInFlight } from '../in-flight.ts';
import { POLICY_FILES } from '../policy.ts';
import { wouldBeRequest } from '../would-be-request.ts';
import { accepted, made, nothing, type Operation, pageOf, pageQuery, paging } from './operation.ts';

const policyListed = z.looseObject({ digest: sha256, state: z.enum(['active', 'proposed', 'past']) });
const file = z.enum(Object.keys(POLICY_FILES) as [keyof typeof POLICY_FILES, ...(keyof typeof POLICY_FILES)[]]);
const person = z.looseObject({ id: z.string(), name: z.string(), unit: z.string(), roles: z.array(z.unknown()) });

/** Policy, people, delegations and absences (R-03, §1.01, §1.02, design §8). */
export const HOUSE_OPERATIONS = {
  listPolicies: { method: 'get', path: '/v1/policies', tag: 'policies', summary: 'The policy in force, and those that wait for a second person', query: pageQuery, status: 200, answer: pageOf(policyListed) },
  getPolicy: { method: 'get', path: '/v1/policies/{digest}', tag: 'policies', summary: 'A policy as the rules read it', status: 200, answer: z.looseObject({ digest: sha256 }) },
  listInFlight: {
    method: 'get',
    path: '/v1/policies/{digest}/in-flight',
    tag: 'policies',
    summary: 'The running deployments, and what this policy would make of each other than the one that it has pinned',
    note: 'For information: a running case keeps the policy that it began with. Instants are planned from the opening of each obligation, without pauses.',
    query: pageQuery,
    status: 200,
    answer: pageOf(caseInFlight),
  },
  proposePolicy: {
    method: 'post',
    path: '/v1/policies',
    tag: 'policies',
    summary: 'Propose a policy: its files, or the digest of one that was found on disk. It counts when a second person activates it',
    body: z.union([z.strictObject({ files: z.record(file, z.string().max(100_000)) }), z.strictObject({ digest: sha256 })]),
    status: 201,
    answer: accepted.extend({ digest: sha256 }),
  },
  activatePolicy: { method: 'post', path: '/v1/policies/{digest}/activate', tag: 'policies', summary: 'Activate a proposed policy, as the second person', body: nothing, status: 200, answer: accepted },
  explainRequest: {
    method: 'post',
    path: '/v1/policy/explain',
    tag: 'policies',
    summary: 'Who must sign, by when, what is needed and what blocks, for a request that nobody made yet (R-03)',
    body: wouldBeRequest,
    status: 200,
    answer: z.looseObject({ tier: z.string(), lanes: z.array(z.looseObject({ lane: z.string() })) }),
  },
  listPeople: {
    method: 'get',
    path: '/v1/people',
    tag: 'people',
    summary: 'The people of the directory',
    query: z.strictObject({ ...paging, role: z.string().optional(), unit: z.string().optional() }),
    status: 200,
    answer: pageOf(person),
  },
  listDelegations: { method: 'get', path: '/v1/delegations', tag: 'people', summary: 'Delegations that have not ended', query: pageQuery, status: 200, answer: pageOf(z.looseObject({ from: z.string(), to: z.string() })) },
  addDelegation: { method: 'post', path: '/v1/delegations', tag: 'people', summary: 'Let somebody sign in your place, for a lane and a time (§1.01)', body: delegation, status: 201, answer: made('delegation_id') },
  endDelegation: { method: 'post', path: '/v1/delegations/{id}/end', tag: 'people', summary: 'End a delegation early', body: nothing, status: 200, answer: accepted },
  listAbsences: { method: 'get', path: '/v1/absences', tag: 'people', summary: 'Absences that have not ended', query: pageQuery, status: 200, answer: pageOf(z.looseObject({ person: z.string(), until: z.string() })) },
  addAbsence: { method: 'post', path: '/v1/absences', tag: 'people', summary: 'Say who is away, and who stands in (§1.02)', body: absence, status: 201, answer: made('absence_id') },
  endAbsence: { method: 'post', path: '/v1/absences/{id}/end', tag: 'people', summary: 'End an absence early', body: nothing, status: 200, answer: accepted },
} as const satisfies Record<string, Operation>;
