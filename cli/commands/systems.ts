import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { digestsOf, DIGESTS } from '../digests.ts';
import { reasonOf, wrongUse } from '../failure.ts';
import type { Given } from '../given.ts';
import { answered, field, listing, simple } from '../simple.ts';
import { type CommandSpec, type GroupSpec, REQUEST } from '../spec.ts';

const OF_SYSTEM = ['id', 'SYSTEM'] as const;

const show: CommandSpec = {
  name: 'show',
  args: '<SYSTEM>',
  about: 'one register entry',
  run: async (given, { api }) => answered(await api.call('getSystem', { params: { id: given.arg(0) } })),
};

/** The register of AI systems. */
export const SYSTEM_GROUP: GroupSpec = {
  name: 'system',
  about: 'the register of AI systems',
  commands: [
    simple({ name: 'add', about: 'register a system', operation: 'addSystem', notes: 'The file: examples/requests/system-medium.yaml.' }),
    listing({
      name: 'list',
      about: 'the registered systems',
      operation: 'listSystems',
      columns: [field('system', 'id'), field('name', 'title'), field('owner'), field('state')],
      filters: [
        { flags: '--owner <PERSON>', about: 'only of this owner', field: 'owner' },
        { flags: '--state <STATE>', about: 'only in this state', field: 'state' },
      ],
    }),
    show,
    simple({ name: 'change', about: 'change fields of a register entry', operation: 'changeSystem', of: OF_SYSTEM }),
    listing({
      name: 'blockers',
      about: 'everything that holds a system, with owner and link',
      operation: 'listSystemBlockers',
      of: OF_SYSTEM,
      columns: [field('blocker', 'id'), field('kind'), field('title'), field('owner'), field('holds'), field('waived until', 'waived_until'), field('link')],
    }),
  ],
};

/** Reads an Ed25519 private key. @throws Failure (2) */
function signingKey(path: string): KeyObject {
  try {
    const key = createPrivateKey(readFileSync(path, 'utf8'));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    return wrongUse(`--sign-with ${path} can't be used (${reasonOf(error)}); make a key with: openssl genpkey -algorithm ed25519`);
  }
  return wrongUse(`--sign-with ${path} is no Ed25519 key; make one with: openssl genpkey -algorithm ed25519`);
}

/** The signature over the text of the weights' digest (R-14, design §7), by the key that was named. */
function signature(given: Given, digests: Readonly<Record<string, string>>): { readonly weights_signature?: string } {
  const path = given.text('signWith');
  if (path === undefined) return {};
  const weights = digests['weights'] ?? wrongUse('--sign-with signs the weights, and no weights are given; add --file weights=PATH');
  return { weights_signature: sign(null, Buffer.from(weights, 'ascii'), signingKey(path)).toString('base64') };
}

const addVersion: CommandSpec = {
  name: 'add',
  args: '<SYSTEM>',
  about: 'name a set of digests; those of local files are computed here',
  options: [
    ...REQUEST,
    { flags: '--name <NAME>', about: 'name of the version', field: 'name', needed: true },
    { flags: '--authors <PERSON...>', about: 'who made it; they never approve it', field: 'authors', needed: true, many: true },
    ...DIGESTS,
    { flags: '--sign-with <KEY>', about: 'sign the digest of the weights with this Ed25519 private key (PEM)' },
  ],
  notes: 'The file may name local files under "files", e.g. files: {weights: ./model.safetensors}; see examples/requests/version.yaml.',
  run: async (given, { api, json }) => {
    const { files = {}, digests: known = {}, ...body } = given.body();
    const written = { files: files as Record<string, unknown>, digests: known as Record<string, string>, folder: given.file?.folder };
    const digests = await digestsOf(given, json, written);
    const made = await api.call('addVersion', { params: { id: given.arg(0) }, body: { ...body, digests, ...signature(given, digests) } });
    return answered({ ...made, digests });
  },
};

/** Versions: named sets of digests. */
export const VERSION_GROUP: GroupSpec = {
  name: 'version',
  about: 'versions of a system: named sets of digests',
  commands: [
    addVersion,
    listing({ name: 'list', about: 'the versions of a system', operation: 'listVersions', of: OF_SYSTEM, columns: [field('version', 'id'), field('name'), field('authors'), field('added', 'added_at'), field('digests')] }),
  ],
};
