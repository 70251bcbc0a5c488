import { canonicalJson } from '../contracts/json.ts';
import { TEXT_KEYS } from '../contracts/text-keys.ts';
import { commitText, newSalt } from './chain.ts';

/** A text taken out of a body, to be kept where it can be erased. */
export interface SealedText {
  readonly commitment: string;
  readonly salt: string;
  readonly text: string;
}

/** What stands in the hashed body in place of a text. */
interface Commitment {
  readonly commitment: string;
}
/** What readers see in place of a text that was erased. */
export interface Erased {
  readonly erased: true;
}

type Body = Readonly<Record<string, unknown>>;

/**
 * The canonical body as it is hashed, and the texts taken out of it: every string under a key of TEXT_KEYS, and every
 * string in an array there (design §5).
 * @throws TypeError that points at what JSON cannot carry.
 */
export function seal(body: Body): { readonly body: string; readonly texts: readonly SealedText[] } {
  const texts: SealedText[] = [];
  const replace = (text: string): Commitment => {
    const salt = newSalt();
    const commitment = commitText(salt, text);
    texts.push({ commitment, salt, text });
    return { commitment };
  };
  return { body: canonicalJson(walk(body, false, replace)), texts };
}

function walk(value: unknown, isText: boolean, replace: (text: string) => Commitment): unknown {
  if (typeof value === 'string') return isText ? replace(value) : value;
  if (Array.isArray(value)) return value.map((entry: unknown) => walk(entry, isText && typeof entry === 'string', replace));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, walk(entry, TEXT_KEYS.has(key), replace)]));
}

/** How an erased text is shown: to readers as `{erased: true}`, to folds, which expect strings, as this word. */
export const ERASED_WORD = '(erased)';

/** The body with its texts put back; `erased` says what stands where a text is gone. */
export function unseal(body: string, texts: ReadonlyMap<string, string>, erased: Erased | string): Body {
  return restore(JSON.parse(body), false, (commitment) => texts.get(commitment) ?? erased) as Body;
}

function restore(value: unknown, isText: boolean, find: (commitment: string) => unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((entry: unknown) => restore(entry, isText, find));
  if (isText && isCommitment(value)) return find(value.commitment);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, restore(entry, TEXT_KEYS.has(key), find)]));
}

const isCommitment = (value: object): value is Commitment => 'commitment' in value && typeof value.commitment === 'string' && Object.keys(value).length === 1;
