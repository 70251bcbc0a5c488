import type { HOUSE_OPERATIONS } from '../../contracts/api/house.ts';
import { HOUSE_ID } from '../../contracts/ids.ts';
import { pathOf } from '../../contracts/routes.ts';
import type { HouseState } from '../../domain/house/index.ts';
import { explain } from '../../domain/policy/explain.ts';
import { formatProblem, type PolicyProblem } from '../../domain/policy/problem.ts';
import { unitAndAbove } from '../../domain/directory.ts';
import { listBlockers } from '../../store/queries/blockers.ts';
import { pageOfArray } from '../../store/queries/page.ts';
import { holidayYears, parsePolicyTexts } from '../../store/policy-files.ts';
import type { ApiDeps } from '../deps.ts';
import type { House } from '../../store/house.ts';
import type { Asked, Handlers } from '../http/route.ts';
import { command, refuse } from './give.ts';

const HOUSE = { kind: 'house', id: HOUSE_ID } as const;

function faulty(problems: readonly PolicyProblem[]): never {
  const errors = problems.map((each) => ({ pointer: `/files/${each.file}`, detail: formatProblem(each) }));
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return refuse({ refused: 'invalid', detail: `the policy can't be taken: ${errors[0]?.detail ?? ''}${more}`, errors });
}

/** Every policy that was ever proposed or in force: the one in force first, then those that wait, then the others. */
function listed({ state, active, policies }: House) {
  const { proposals } = state as HouseState;
  const items = policies.map(({ digest }) => {
    const proposal = proposals.findLast((each) => each.digest === digest);
    const standing = digest === active ? 'active' : proposal?.state === 'pending' ? 'proposed' : 'past';
    const { source = null, changed = [], person = null, proposed_at = null, obligation_id = null } = proposal ?? {};
    return { digest, state: standing, source, changed, proposed_by: person, proposed_at, obligation_id };
  });
  const rank = ['active', 'proposed', 'past'];
  return items.sort((a, b) => rank.indexOf(a.state) - rank.indexOf(b.state));
}

async function propose({ body, meta }: Asked<'proposePolicy'>, deps: ApiDeps) {
  if ('digest' in body) return command(deps, HOUSE, 'propose-policy', { digest: body.digest, source: 'api' }, meta());
  const { at } = await deps.house.get();
  const policy = parsePolicyTexts(body.files, holidayYears(Number(at.slice(0, 4))));
  if (Array.isArray(policy)) return faulty(policy);
  return command(deps, HOUSE, 'propose-policy', { digest: policy.digest, policy, source: 'api' }, meta());
}

async function explained({ body }: Asked<'explainRequest'>, deps: ApiDeps) {
  const { policies, active, directory, at } = await deps.house.get();
  const policy = policies.find(({ digest }) => digest === active) ?? refuse({ refused: 'unknown_policy', detail: 'no policy is in force yet' });
  const units = unitAndAbove(directory, body.system.unit);
  const { items } = await listBlockers(deps.store, { limit: 200 });
  const wide = items.filter(({ extent, holding }) => holding && (extent.scope === 'organisation' || (extent.scope === 'unit' && units.includes(extent.id))));
  return explain(body, policy, directory, wide, at);
}

type PolicyOperation = 'listPolicies' | 'getPolicy' | 'proposePolicy' | 'activatePolicy' | 'explainRequest';

/** Policies: proposed by one person, activated by another (design §8). */
export const policyHandlers: Handlers<PolicyOperation & keyof typeof HOUSE_OPERATIONS> = {
  listPolicies: async ({ query }, deps) => ({ json: pageOfArray(listed(await deps.house.get()), query, ({ digest }) => digest) }),
  getPolicy: async ({ params }, deps) => {
    const { policies } = await deps.house.get();
    const found = policies.find(({ digest }) => digest === params.digest);
    return { json: found ?? refuse({ refused: 'unknown_policy', detail: `no policy ${params.digest} is known here; GET /v1/policies lists them` }) };
  },
  proposePolicy: async (asked, deps) => {
    const json = await propose(asked, deps);
    return { json, headers: { Location: pathOf('getPolicy', { digest: String(json['digest']) }) } };
  },
  activatePolicy: async ({ params, meta }, deps) => ({ json: await command(deps, HOUSE, 'activate-policy', { digest: params.digest }, meta()) }),
  explainRequest: async (asked, deps) => ({ json: await explained(asked, deps) }),
};
