import type { Directory } from '../../contracts/directory.ts';
import { reportsOf } from '../directory-index.ts';

/** Those behind what is judged. */
export interface Makers {
  readonly requester: string;
  /** Who asked for a later revision of the request, when it was somebody else. */
  readonly reviser?: string | null;
  readonly authors: readonly string[];
  readonly validators: readonly string[];
}

/**
 * People who may not judge it, each with the reason, as it follows the person's name (§1.05, R-79): whoever asked for it,
 * made it or validated it, and who reports directly to one who asked for it or made it (§1.04). A vendor interest is known
 * to no directory: it is declared by a recusal.
 */
export function conflictsOf(makers: Makers, directory: Directory): ReadonlyMap<string, string> {
  const behind = new Map<string, string>([
    ...makers.authors.map((person): [string, string] => [person, 'made the version']),
    ...(makers.reviser ? [[makers.reviser, 'asked for this revision'] as const] : []),
    [makers.requester, 'made the request'],
  ]);
  const reports = [...behind].flatMap(([manager, what]) => reportsOf(directory, manager).map(({ id }): [string, string] => [id, `reports to ${manager}, who ${what},`]));
  const validators = makers.validators.map((person): [string, string] => [person, 'validated what the package claims']);
  return new Map([...reports, ...validators, ...behind]);
}
