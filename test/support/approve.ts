import type { DeploymentView } from '../../contracts/deployment-view.ts';
import type { Answer, TestApi } from './api.ts';
import type { Gatehouse } from './house.ts';
import { CAST, ok, type Seeded, seedSystem, type SeedWish, setProfile } from './seed.ts';

type Vote = { readonly by?: string; readonly verdict?: string; readonly [member: string]: unknown };

/** One vote on the package as it is now; the first signer of the cast who has not voted there yet, unless named. */
export async function sign(house: Gatehouse, deployment: string, lane: string, vote: Vote = {}): Promise<Answer> {
  const view = await house.view(deployment);
  const found = view.lanes.find((each) => each.lane === lane);
  if (found?.obligation_id == null) throw new Error(`case ${deployment} (${view.state}) owes no sign-off in lane "${lane}"; its lanes: ${view.lanes.map((each) => `${each.lane} ${each.state}`).join(', ')}`);
  const voted = found.votes.filter(({ weight }) => weight === 'counts').map(({ person }) => person);
  const { by = CAST.signers[lane]?.find((person) => !voted.includes(person)), ...members } = vote;
  if (by === undefined) throw new Error(`nobody of the cast is left to sign lane "${lane}"; name somebody with "by"`);
  const body = { verdict: 'approve', package_digest: view.package_digest, reason: 'Read and agreed', ...members };
  return house.as(by).post(`/v1/obligations/${found.obligation_id}/votes`, body);
}

const UNDECIDED = ['submitted', 'checking', 'blocked', 'in_review', 'changes_requested'];

/** The committee is minuted by its secretary; every other lane by its signers. */
async function further(house: Gatehouse, view: DeploymentView): Promise<void> {
  const minutes = view.obligations.find(({ kind, state }) => kind === 'minutes' && state === 'open');
  const lane = view.lanes.find(({ state, lane: name, votes }) => state === 'open' && votes.filter(({ weight }) => weight === 'counts').length < (CAST.signers[name]?.length ?? 0));
  if (lane) ok(await sign(house, view.id, lane.lane));
  else if (minutes) {
    ok(await house.as(CAST.secretary).post(`/v1/obligations/${minutes.id}/minutes`, { attendance: CAST.signers['committee'], minutes: 'Discussed; no objections' }));
  } else throw new Error(`case ${view.id} is ${view.state} and nobody of the cast can bring it further: ${view.lanes.map((each) => `${each.lane} ${each.state}`).join(', ')}`);
}

/** Signs until the case is decided. */
export async function approve(house: Gatehouse, deployment: string): Promise<DeploymentView> {
  await house.quiet();
  for (;;) {
    const view = await house.view(deployment);
    if (!UNDECIDED.includes(view.state)) return view;
    await further(house, view);
  }
}

/** Asks for a version, approves it, rolls it out with a permit and confirms it live; the id of the case. */
export async function goLive(house: Gatehouse, system: Seeded, overrides: object = {}): Promise<string> {
  const id = await house.request(system, overrides);
  await approve(house, id);
  const requester = house.as(CAST.requester);
  const permit = ok(await requester.post('/v1/permits', { deployment_id: id }));
  ok(await requester.post(`/v1/permits/${String(permit['permit_id'])}/use`));
  ok(await requester.post(`/v1/deployments/${id}/confirm-live`, { digests: (await house.view(id)).manifest.digests }));
  await house.quiet();
  return id;
}

/** A high-tier system that is not novel: approved once at a low tier, that approval revoked, then its profile raised. */
export async function approvedOnce(house: Gatehouse, api: TestApi, wish: SeedWish): Promise<Seeded> {
  const system = await seedSystem(api, { ...wish, tier: 'low', profile: {} });
  const first = await house.request(system);
  await approve(house, first);
  ok(await house.as(CAST.governance).post(`/v1/deployments/${first}/revoke`, { reason: 'Only to have been approved once' }));
  await setProfile(api, system.id, 'high', wish.profile ?? {});
  await house.quiet();
  return system;
}
