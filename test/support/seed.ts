import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { DOCUMENTS } from '../../contracts/policy.ts';
import type { As, Body, TestApi } from './api.ts';

/** Who does what in tests unless told otherwise; people of the example organisation. */
export const CAST = {
  owner: 'bruno',
  requester: 'mira',
  author: 'devon',
  governance: 'maya',
  secretary: 'sabine',
  /** Signs first in each lane; none of them fills two lanes of a path. */
  signers: {
    technical: ['theo'],
    risk: ['ruth', 'rohan'],
    business: ['bela'],
    legal: ['lena'],
    security: ['tariq'],
    privacy: ['paula'],
    committee: ['maya', 'rosa', 'rafael', 'tilda'],
    executive: ['ines'],
  } as Readonly<Record<string, readonly string[]>>,
} as const;

/** `high` is the path of a system that was approved before; `high_novel` that of a first approval (§1.23). */
export type SeedTier = 'low' | 'medium' | 'high' | 'high_novel' | 'prohibited';

/** A registered system with a version, ready to be asked for. */
export interface Seeded {
  readonly id: string;
  readonly version_id: string;
  readonly documents: Readonly<Record<string, string>>;
  /** Signs weights for further versions. */
  readonly key: KeyObject;
}

const PROFILES: Readonly<Record<SeedTier, object>> = {
  low: { consequence: 2, likelihood: 2 },
  medium: { consequence: 3, likelihood: 3 },
  high: { consequence: 4, likelihood: 4 },
  high_novel: { consequence: 4, likelihood: 4 },
  prohibited: { consequence: 4, likelihood: 4, prohibited_practices: ['social_scoring'] },
};
const profileOf = (tier: SeedTier, overrides: object): object => ({
  affected_people: 100,
  personal_data: false,
  special_category_data: false,
  external_users: false,
  oversight: 'in_the_loop',
  ...PROFILES[tier],
  ...overrides,
});

export const randomDigest = (): string => `sha256:${randomBytes(32).toString('hex')}`;
export const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** The answer's body. @throws Error with the problem when it is not a success. */
export function ok({ status, body, text }: { readonly status: number; readonly body: Body; readonly text: string }): Body {
  if (status < 200 || status > 299) throw new Error(`the API answered ${status}: ${text.slice(0, 2_000)}`);
  return body;
}

/** Digests of a new version, and the signature over its weights. */
export function newVersion(key: KeyObject, overrides: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> & { readonly digests: Readonly<Record<string, string>> } {
  const digests = { weights: randomDigest(), prompt_config: randomDigest(), dataset: randomDigest(), code: `git:${randomBytes(20).toString('hex')}`, container: randomDigest(), ...(overrides['digests'] as object | undefined) };
  const weights_signature = sign(null, Buffer.from(digests.weights, 'ascii'), key).toString('base64');
  return { name: `v-${randomBytes(4).toString('hex')}`, authors: [CAST.author], weights_signature, ...overrides, digests };
}

export interface SeedWish {
  readonly tier?: SeedTier;
  /** Members of the risk profile to set, e.g. `{ external_users: true }`. */
  readonly profile?: object;
  /** Members of the register entry to set. */
  readonly entry?: object;
  /** Members of the version to set. */
  readonly version?: Readonly<Record<string, unknown>>;
}

/** Uploads one small file per document of the decision package; each has its own content. */
export async function uploadDocuments(as: As, names: readonly string[] = DOCUMENTS): Promise<Record<string, string>> {
  const nonce = randomBytes(8).toString('hex');
  const stored = await Promise.all(names.map(async (name) => [name, String(ok(await as.upload(`/v1/evidence?name=${name}.md`, `# ${name}\n\n${nonce}\n`))['sha256'])] as const));
  return Object.fromEntries(stored);
}

/** Registers a system of that tier with one version and the documents of its package. For `high` see the harness, which gets it approved once. */
export async function seedSystem(api: Pick<TestApi, 'as'>, { tier = 'low', profile = {}, entry = {}, version = {} }: SeedWish): Promise<Seeded> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const as = api.as(CAST.owner);
  const system = ok(
    await as.post('/v1/systems', {
      name: `Claims triage ${randomBytes(3).toString('hex')}`,
      use_case: 'Sorts incoming claims by urgency',
      intended_use: 'Support for claims handlers, who decide',
      type: 'predictive',
      our_role: 'deployer',
      owner: CAST.owner,
      unit: 'claims',
      signing_keys: [publicKey.export({ type: 'spki', format: 'pem' }).toString()],
      risk_profile: profileOf(tier, profile),
      ...entry,
    }),
  );
  const id = String(system['id']);
  const [made, documents] = await Promise.all([as.post(`/v1/systems/${id}/versions`, newVersion(privateKey, version)), uploadDocuments(as)]);
  return { id, version_id: String(ok(made)['version_id']), documents, key: privateKey };
}

/** Changes what the tier is computed from. */
export const setProfile = async (api: Pick<TestApi, 'as'>, system: string, tier: SeedTier, profile: object): Promise<Body> =>
  ok(await api.as(CAST.owner).patch(`/v1/systems/${system}`, { risk_profile: profileOf(tier, profile) }));

/** The body of a request for the system's version. */
export const requestFor = (system: Seeded, overrides: object = {}): object => ({
  system_id: system.id,
  version_id: system.version_id,
  environment: 'production',
  title: 'Deploy the claims triage model',
  change_type: 'new',
  rationale: 'Fewer claims wait for the wrong desk',
  documents: system.documents,
  ...overrides,
});
