import type { HOUSE_OPERATIONS } from '../../contracts/api/house.ts';
import { HOUSE_ID } from '../../contracts/ids.ts';
import { pathOf } from '../../contracts/routes.ts';
import type { HouseState } from '../../domain/house/index.ts';
import { policiesListed } from '../../domain/house/listed.ts';
import { explain } from '../../domain/policy/explain.ts';
import { formatProblem, type PolicyProblem } from '../../domain/policy/problem.ts';
import { listInFlight } from '../../store/queries/in-flight.ts';
import { pageOfArray } from '../../store/queries/page.ts';
import { wideBlockers } from '../../store/queries/wide-blockers.ts';
import { holidayYears, parsePolicyTexts } from '../../store/policy-files.ts';
import type { ApiDeps } from '../deps.ts';
import { type House, policyInForce } from '../../store/house.ts';
import type { Asked, Handlers } from '../http/route.ts';
import { command, refuse } from './give.ts';

const HOUSE = { kind: 'house', id: HOUSE_ID } as const;

function faulty(problems: readonly PolicyProblem[]): never {
  const errors = problems.map((each) => ({ pointer: `/files/${each.file}`, detail: formatProblem(each) }));
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return refuse({ refused: 'invalid', detail: `the policy can't be taken: ${errors[0]?.detail ?? ''}${more}`, errors });
}

const listed = ({ state, active, policies }: House) => policiesListed(state as HouseState, active, policies);

const known = ({ policies }: House, wanted: string) =>
  policies.find(({ digest }) => digest === wanted) ?? refuse({ refused: 'unknown_policy', detail: `no policy ${wanted} is known here; GET /v1/policies lists them` });

async function propose({ body, meta }: Asked<'proposePolicy'>, deps: ApiDeps) {
  if ('digest' in body) return command(deps, HOUSE, 'propose-policy', { digest: body.digest, source: 'api' }, meta());
  const { at } = await deps.house.get();
  const policy = parsePolicyTexts(body.files, holidayYears(Number(at.slice(0, 4))));
  if (Array.isArray(policy)) return faulty(policy);
  return command(deps, HOUSE, 'propose-policy', { digest: policy.digest, policy, source: 'api' }, meta());
}

async function explained({ body }: Asked<'explainRequest'>, deps: ApiDeps) {
  const house = await deps.house.get();
  const { directory, at } = house;
  const policy = policyInForce(house) ?? refuse({ refused: 'unknown_policy', detail: 'no policy is in force yet' });
  const wide = await wideBlockers(deps.store, directory, body.system.unit);
  return explain(body, policy, directory, wide, at);
}

type PolicyOperation = 'listPolicies' | 'getPolicy' | 'listInFlight' | 'proposePolicy' | 'activatePolicy' | 'explainRequest';

/** Policies: proposed by one person, activated by another (design §8). */
export const policyHandlers: Handlers<PolicyOperation & keyof typeof HOUSE_OPERATIONS> = {
  listPolicies: async ({ query }, deps) => ({ json: pageOfArray(listed(await deps.house.get()), query, ({ digest }) => digest) }),
  getPolicy: async ({ params }, deps) => ({ json: known(await deps.house.get(), params.digest) }),
  listInFlight: async ({ params, query }, deps) => {
    const house = await deps.house.get();
    return { json: await listInFlight(deps.store, known(house, params.digest), house.policies, query) };
  },
  proposePolicy: async (asked, deps) => {
    const json = await propose(asked, deps);
    return { json, headers: { Location: pathOf('getPolicy', { digest: String(json['digest']) }) } };
  },
  activatePolicy: async ({ params, meta }, deps) => ({ json: await command(deps, HOUSE, 'activate-policy', { digest: params.digest }, meta()) }),
  explainRequest: async (asked, deps) => ({ json: await explained(asked, deps) }),
};
