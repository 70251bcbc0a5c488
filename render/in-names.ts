import { OPERATION_IDS, operationOf, type OperationId } from '../contracts/routes.ts';
import { roleInWords } from './words.ts';

/** How ids of the directory and of the policy are said: the id itself for what is not known (any more). */
export interface Names {
  readonly nameOf: (id: string) => string;
  readonly laneOf?: ((id: string) => string) | undefined;
}

// English words that stand in the sentences of our rules: somebody with such an id keeps it there
const WORDS: ReadonlySet<string> = new Set(['a', 'an', 'and', 'any', 'art', 'bill', 'chance', 'drew', 'grant', 'in', 'is', 'it', 'mark', 'may', 'no', 'nobody', 'of', 'or', 'owner', 'the', 'to', 'will']);
const LANE = /\b(lane|for|in|of) ("?)([a-z][a-z0-9_-]*)\2(?![\w/:.@-]*[\w/:@-])/g;
const ID = /(?<![\w"'/:.@-])[a-z][a-z0-9_-]*(?![\w"'/:@-])(?!\.\w)/g;
/** What stands in quotation marks was typed, or is a word of the policy. */
const QUOTED = /("[^"]*")/;

/** `holders of: risk_officer, admin`, `a role of: …`, and `the role "risk_officer"`. */
const ROLES = /\b((?:role|roles|holders) of: |role )("?)([a-z][a-z0-9_-]*\b(?:, [a-z][a-z0-9_-]*\b)*)\2/g;
const OPERATION = new RegExp(`\\b(${OPERATION_IDS.filter((id) => /[A-Z]/.test(id)).join('|')})\\b`, 'g');

/** What an operation of the API does, as its description begins: `Re-date it`. */
const doing = (id: OperationId): string => `"${operationOf(id).summary.split(/[;,:(]/, 1)[0]?.trim() ?? id}"`;

/** Roles and operations of the API in words. */
const inWords = (sentence: string): string =>
  sentence
    .replace(ROLES, (_found, before: string, quote: string, roles: string) => `${before}${quote}${roles.split(', ').map(roleInWords).join(', ')}${quote}`)
    .replace(OPERATION, (id) => doing(id as OperationId));

/** A sentence of the rules for people: ids of people, lanes, roles and operations in it become their names (design §1: one word everywhere). */
export function inNames(sentence: string, { nameOf, laneOf = (id) => id }: Names): string {
  const lanes = sentence.replace(LANE, (found, before: string, _quote, id: string) => (laneOf(id) === id ? found : `${before} ${laneOf(id)}`));
  const named = (piece: string) => piece.replace(ID, (id) => (WORDS.has(id) ? id : nameOf(id)));
  return inWords(lanes.split(QUOTED).map((piece, at) => (at % 2 === 1 ? piece : named(piece))).join(''));
}
