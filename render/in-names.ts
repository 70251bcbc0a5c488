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

/** A sentence of the rules for people: ids of people and of lanes in it become their names (design §1: one word everywhere). */
export function inNames(sentence: string, { nameOf, laneOf = (id) => id }: Names): string {
  const lanes = sentence.replace(LANE, (found, before: string, _quote, id: string) => (laneOf(id) === id ? found : `${before} ${laneOf(id)}`));
  const named = (piece: string) => piece.replace(ID, (id) => (WORDS.has(id) ? id : nameOf(id)));
  return lanes.split(QUOTED).map((piece, at) => (at % 2 === 1 ? piece : named(piece))).join('');
}
