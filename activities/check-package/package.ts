import type { Facts } from '../../domain/aggregate.ts';
import { current, type DeploymentState } from '../../domain/deployment-approval/state.ts';

/** What the automatic checks look at: one revision's package, and what the register says about its version. */
export interface PackageToCheck {
  readonly revision: number;
  readonly round: number;
  readonly version_id: string;
  readonly documents: readonly { readonly name: string; readonly sha256: string }[];
  /** What approvers were shown, and what the register holds for the version; null when it holds no such version. */
  readonly digests: Readonly<Record<string, string>>;
  readonly registered: Readonly<Record<string, string>> | null;
  readonly signature: string | null;
  readonly signature_required: boolean;
  /** Ed25519 public keys (PEM) that may sign this system's weights. */
  readonly signing_keys: readonly string[];
}

/** The package of the revision now under judgement; null before there is one. */
export function packageToCheck(state: DeploymentState, { system }: Pick<Facts, 'system'>): PackageToCheck | null {
  if (!state.exists) return null;
  const { manifest, number, signature_required } = current(state);
  const version = system?.versions.find(({ id }) => id === manifest.version_id);
  return {
    revision: number,
    round: state.check_round,
    version_id: manifest.version_id,
    documents: Object.entries(manifest.documents).map(([name, sha256]) => ({ name, sha256 })),
    digests: manifest.digests,
    registered: version?.digests ?? null,
    signature: version?.weights_signature ?? null,
    signature_required,
    signing_keys: system?.entry?.signing_keys ?? [],
  };
}
