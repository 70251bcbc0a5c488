import { canonicalJson } from '../contracts/json.ts';
import { isTextAt } from '../contracts/text-keys.ts';
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
 * The canonical body as it is hashed, and the texts taken out of it: every string that `isTextAt` says is
 * text, and every string in an array there (design §5).
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
  return { body: canonicalJson(walk(body, PLAIN, replace)), texts };
}

/** Where the walk through a body stands: below which key, and whether a string there is text. */
interface Place {
  readonly key: string;
  readonly isText: boolean;
}
const PLAIN: Place = { key: '', isText: false };
const below = ({ key: parent }: Place, key: string): Place => ({ key, isText: isTextAt(parent, key) });

function walk(value: unknown, here: Place, replace: (text: string) => Commitment): unknown {
  if (typeof value === 'string') return here.isText ? replace(value) : value;
  if (Array.isArray(value)) return value.map((entry: unknown) => walk(entry, here, replace));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, walk(entry, below(here, key), replace)]));
}

/** How an erased text is shown: to readers as `{erased: true}`, to folds, which expect strings, as this word. */
export const ERASED_WORD = '(erased)';

/** The body with its texts put back; `erased` says what stands where a text is gone. */
export function unseal(body: string, texts: ReadonlyMap<string, string>, erased: Erased | string): Body {
  return restore(JSON.parse(body), PLAIN, (commitment) => texts.get(commitment) ?? erased) as Body;
}

function restore(value: unknown, here: Place, find: (commitment: string) => unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((entry: unknown) => restore(entry, here, find));
  if (here.isText && isCommitment(value)) return find(value.commitment);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, restore(entry, below(here, key), find)]));
}

const isCommitment = (value: object): value is Commitment => 'commitment' in value && typeof value.commitment === 'string' && Object.keys(value).length === 1;
