import type { DeploymentRequest } from '../../contracts/deployment-approval.ts';
import type { DeploymentEventBody, PackageManifest, PlannedLane } from '../../contracts/deployment-events.ts';
import type { GatePath } from '../../contracts/policy.ts';
import { TIERS, type Tier } from '../../contracts/primitives.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { strangerIn } from '../actors.ts';
import { personOf, type Context, type Decision } from '../aggregate.ts';
import { namedRefusals } from '../evidence/sound.ts';
import { currentPerson } from '../directory.ts';
import { assessTier, lanesFor, pathFor, type Assessment } from '../tier.ts';
import type { SystemState, SystemVersion } from '../system/state.ts';
import { triggerBoard } from '../obligations/index.ts';
import { owe, slaOf, type Case } from './case.ts';
import { rejectAtOnce } from './outcome.ts';
import { current, type Condition, type TierSet } from './state.ts';

/** What a revision freezes: the manifest and its digest, and the plan of lanes that follows from its tier. */
export interface Plan {
  readonly manifest: PackageManifest;
  readonly package_digest: string;
  readonly lanes: PlannedLane[];
  readonly notices: string[];
  readonly authors: string[];
  readonly signature_required: boolean;
  readonly auto_conditions: Floating[];
}
type Floating = DeploymentEventBody<'deployment.submitted'>['auto_conditions'][number];

/** What a revision takes over from the one before: documents that are stored, the tier set by hand, conditions by rule. */
interface Kept {
  readonly documents: readonly string[];
  readonly tier: TierSet | null;
  readonly conditions: readonly Condition[];
  readonly requester: string | null;
}
const NOTHING: Kept = { documents: [], tier: null, conditions: [], requester: null };

type Draftable = Pick<DeploymentRequest, 'system_id' | 'version_id' | 'environment' | 'change_type' | 'documents' | 'validated_by'>;

/** Judges what a request needs and freezes it, or says all that is missing at once (R-13, R-14, §1.23). */
export function planRevision(request: Draftable, context: Context, kept: Kept = NOTHING): Plan | Refusal {
  const system = context.system;
  if (!system?.exists || !system.entry) return { refused: 'unknown_system', detail: `no system ${request.system_id} is registered; add it with POST /v1/systems`, pointer: '/system_id' };
  const version = system.versions.find((v) => v.id === request.version_id);
  if (!version) {
    const known = system.versions.map((v) => `${v.id} (${v.name})`).join(', ') || 'none yet';
    return { refused: 'unknown_version', detail: `system ${system.id} has no version ${request.version_id}; it has: ${known}`, pointer: '/version_id' };
  }
  const assessed = assessTier(system.entry.risk_profile, { novel: context.approvals === 0, type: system.entry.type }, context.policy);
  const tier = tierInForce(assessed, kept.tier);
  const path = pathFor(tier, assessed.traits, context.policy);
  const gate = path === null ? null : context.policy.tiers.paths[path];
  const faults =
    (gate && incomplete(request, version, gate, { ...context, stored_evidence: [...context.stored_evidence, ...kept.documents] })) ??
    strangerIn(context, request.validated_by.map((id, at) => ({ id, pointer: `/validated_by/${at}` }))) ??
    selfMade(version, [kept.requester, personOf(context.meta.actor)], context) ??
    selfValidated(request.validated_by, [...version.authors, kept.requester ?? personOf(context.meta.actor)]);
  if (faults) return faults;
  const manifest: PackageManifest = {
    system_id: system.id,
    version_id: version.id,
    environment: request.environment,
    change_type: request.change_type,
    digests: version.digests,
    documents: request.documents,
    validated_by: [...request.validated_by],
    tier,
    path,
    score: assessed.score,
    traits: [...assessed.traits],
    policy_digest: context.policy.digest,
  };
  const plan = path === null ? { lanes: [], notices: [] } : lanesFor(path, assessed.traits, context.policy);
  return {
    manifest,
    package_digest: context.digestOf(manifest),
    ...plan,
    authors: [...version.authors],
    signature_required: gate?.signature ?? false,
    auto_conditions: automaticConditions(system, plan.lanes, kept.conditions, context),
  };
}

/** Who made the version does not ask for it, unless the policy leaves that open (§1.05, R-79). */
function selfMade({ name, authors }: SystemVersion, askers: readonly (string | null)[], { policy }: Context): Refusal | null {
  const asker = askers.find((person) => person !== null && authors.includes(person));
  if (asker === undefined || asker === null || policy.thresholds.separation.requester_may_be_author) return null;
  const detail = `${asker} made version ${name} and cannot ask for it too (§1.05); somebody who is none of its authors (${authors.join(', ')}) asks, e.g. the system's owner`;
  return { refused: 'separation_of_duties', detail, pointer: '/version_id' };
}

/** Who made the version or asks for it validated nothing (§1.05, R-79). */
function selfValidated(validators: readonly string[], makers: readonly (string | null)[]): Refusal | null {
  const at = validators.findIndex((id) => makers.includes(id));
  if (at < 0) return null;
  return { refused: 'separation_of_duties', detail: `${validators[at] ?? ''} made the version or asks for it; name a validator who did neither`, pointer: `/validated_by/${at}` };
}

const rank = (tier: Tier) => TIERS.indexOf(tier);

/** A tier raised by hand stands against any lower assessment, a lowered one while nothing got worse; prohibited stands above both (R-02, §1.23). */
export function tierInForce({ tier, score, traits }: Assessment, set: TierSet | null): Tier {
  if (set === null || tier === 'prohibited') return tier;
  if (set.raised) return rank(set.tier) > rank(tier) ? set.tier : tier;
  const worse = score > set.score || traits.some((trait) => !set.traits.includes(trait));
  return worse && rank(tier) > rank(set.tier) ? tier : set.tier;
}

/** Every fault of the package in one refusal, each with its pointer. */
function incomplete(request: Draftable, version: SystemVersion, gate: GatePath, seen: Pick<Context, 'stored_evidence' | 'damaged_evidence'>): Refusal | null {
  const missing = gate.documents
    .filter((name) => request.documents[name] === undefined)
    .map((name) => ({ pointer: `/documents/${name}`, detail: `the package needs the document "${name}"; add its sha256 digest and upload it with POST /v1/evidence` }));
  const unsigned =
    gate.signature && version.weights_signature === null
      ? [{ pointer: '/version_id', detail: `version ${version.name} carries no signature over its weights; add a version with "weights_signature" by one of the system's signing keys` }]
      : [];
  const unweighted =
    gate.signature && version.digests['weights'] === undefined
      ? [{ pointer: '/version_id', detail: `version ${version.name} names no digest of its weights, which must be signed` }]
      : [];
  const errors = [...missing, ...unsigned, ...unweighted];
  if (errors.length > 0) return { refused: 'package_incomplete', detail: `the package is incomplete: ${errors.length} thing${errors.length > 1 ? 's are' : ' is'} missing`, errors };
  return namedRefusals(Object.entries(request.documents).map(([name, digest]) => ({ digest, pointer: `/documents/${name}` })), seen);
}

/** Third-party models whose version floats make a condition by rule, once (§1.15). */
function automaticConditions(system: SystemState, lanes: readonly PlannedLane[], kept: readonly Condition[], context: Context): Floating[] {
  const lane = lanes.find((l) => l.lane === 'technical') ?? lanes[0];
  if (!lane) return [];
  const stands = (name: string) => kept.some((c) => c.dependency === name && c.state !== 'dropped' && lanes.some((l) => l.lane === c.lane));
  return (system.entry?.dependencies ?? [])
    .filter((d) => d.kind === 'model' && !d.pinned && !stands(d.name))
    .map((d) => ({ condition_id: context.newId('cnd'), dependency: d.name, lane: lane.lane }));
}

/** Opens the case (§1.24): package frozen, tier pinned, lanes planned; a prohibited practice is rejected at once (§1 lanes by tier, §0.04). */
export function submit(draft: Case, request: DeploymentRequest): Decision {
  const { context } = draft;
  if (draft.state.exists) return { refused: 'already_exists', detail: `case ${draft.state.id} exists already` };
  const requester = personOf(context.meta.actor);
  if (requester === null) return { refused: 'not_permitted', detail: 'a machine asks on behalf of a person: give the token an "on_behalf_of"' };
  if (!currentPerson(context.directory, requester, context.now)) return { refused: 'not_permitted', detail: `${requester} is not (or no longer) in the directory, so nothing can be asked of them later` };
  const plan = planRevision(request, context);
  if ('refused' in plan) return plan;
  const system = context.system as SystemState;
  draft.add('deployment.submitted', {
    revision: 1,
    ...plan,
    title: request.title,
    rationale: request.rationale,
    options: request.options.map((text) => ({ text })),
    requester,
    owner: system.entry?.owner ?? requester,
    unit: system.entry?.unit ?? '',
    window: request.window ?? null,
    fixes: request.fixes ?? null,
  });
  followFreezing(draft);
  return draft.done({ id: draft.state.id, package_digest: plan.package_digest, tier: plan.manifest.tier });
}

/** What a frozen package makes true at once: a prohibited practice is rejected and the board told (§0.04), a cure needs consent. */
export function followFreezing(draft: Case): void {
  const { state, context } = draft;
  if (current(state).manifest.tier !== 'prohibited') return oweConsent(draft);
  draft.push(...triggerBoard('prohibited_practice', { case: state.id }, context));
  rejectAtOnce(draft, null, false, 'prohibited_practice');
}

/** Who answers for the case that is to be cured owes a word on it, unless it was given (§1.21). */
export function oweConsent(draft: Case): void {
  const { policy } = draft.context;
  const { fixes, consent } = draft.state;
  if (fixes === null || consent !== null) return;
  owe(draft, { kind: 'consent', subject: { fixes }, owed_by: { role: policy.thresholds.cure_consent[curedKind(fixes)] }, sla: slaOf(draft.state, policy) });
}

const CURED = { inc: 'incident', nc: 'nonconformity', dep: 'deployment' } as const;
/** The kind of case that an id names. */
export const curedKind = (id: string) => CURED[id.slice(0, id.indexOf('_')) as keyof typeof CURED];
