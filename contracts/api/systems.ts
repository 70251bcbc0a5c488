import { z } from 'zod';
import { artefactDigest, slug } from '../primitives.ts';
import { observedDigests, riskAccept, riskAdd, riskClose, riskTreat, systemAdd, systemPatch, versionAdd } from '../system.ts';
import { accepted, at, made, type Operation, pageOf, pageQuery, paging } from './operation.ts';

const system = z.looseObject({ id: z.string(), name: z.string(), owner: z.string(), unit: z.string(), stage: z.string(), rev: z.number().int() });
const version = z.looseObject({ id: z.string(), name: z.string(), digests: z.record(slug, artefactDigest), authors: z.array(z.string()), added_at: at });
const risk = z.looseObject({ id: z.string(), title: z.string(), owner: z.string(), residual: z.string(), state: z.string() });

/** A blocker as lists show it, with the waiver that makes it sleep, if any. */
export const blockerView = z.looseObject({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  owner: z.string(),
  link: z.string(),
  holds: z.array(z.string()),
  raised_at: at,
  waived_until: at.nullable(),
});

/** The register of systems, their versions, risk items and what holds them (R-01, R-26, §1.22). */
export const SYSTEM_OPERATIONS = {
  addSystem: { method: 'post', path: '/v1/systems', tag: 'systems', summary: 'Register an AI system (R-01)', body: systemAdd, status: 201, answer: accepted },
  listSystems: {
    method: 'get',
    path: '/v1/systems',
    tag: 'systems',
    summary: 'The registered systems',
    query: z.strictObject({ ...paging, owner: z.string().optional(), state: z.string().optional() }),
    status: 200,
    answer: pageOf(z.looseObject({ id: z.string(), title: z.string(), state: z.string() })),
  },
  getSystem: { method: 'get', path: '/v1/systems/{id}', tag: 'systems', summary: 'One register entry', status: 200, answer: system },
  changeSystem: { method: 'patch', path: '/v1/systems/{id}', tag: 'systems', summary: 'Change a register entry', body: systemPatch, status: 200, answer: accepted },
  addVersion: { method: 'post', path: '/v1/systems/{id}/versions', tag: 'systems', summary: 'Name a set of digests', body: versionAdd, status: 201, answer: made('version_id') },
  listVersions: { method: 'get', path: '/v1/systems/{id}/versions', tag: 'systems', summary: 'The versions of a system', query: pageQuery, status: 200, answer: pageOf(version) },
  listSystemBlockers: {
    method: 'get',
    path: '/v1/systems/{id}/blockers',
    tag: 'blockers',
    summary: 'Everything that holds a system, with owner and link (R-11)',
    query: pageQuery,
    status: 200,
    answer: pageOf(blockerView),
  },
  observeDigests: {
    method: 'post',
    path: '/v1/systems/{id}/observed-digests',
    tag: 'systems',
    summary: 'Say which digests run in an environment; a difference from what is live raises a blocker (§1.22)',
    body: observedDigests,
    status: 200,
    answer: accepted,
  },
  addRisk: { method: 'post', path: '/v1/systems/{id}/risks', tag: 'risks', summary: 'Enter a risk item (R-26)', body: riskAdd, status: 201, answer: made('risk_id') },
  listRisks: { method: 'get', path: '/v1/systems/{id}/risks', tag: 'risks', summary: 'The risk items of a system', query: pageQuery, status: 200, answer: pageOf(risk) },
  treatRisk: { method: 'post', path: '/v1/risks/{id}/treat', tag: 'risks', summary: 'Record a treatment and the residual it leaves', body: riskTreat, status: 200, answer: accepted },
  acceptRisk: { method: 'post', path: '/v1/risks/{id}/accept', tag: 'risks', summary: 'Accept a risk for a time', body: riskAccept, status: 200, answer: accepted },
  closeRisk: { method: 'post', path: '/v1/risks/{id}/close', tag: 'risks', summary: 'Close a risk item', body: riskClose, status: 200, answer: accepted },
} as const satisfies Record<string, Operation>;
