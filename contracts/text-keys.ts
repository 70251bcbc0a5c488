/**
 * Keys of event bodies under which free text lies (fields made with `freeText()`), and what identifies a person. Strings
 * there never reach the hashed body: a salted commitment does, and the text can be erased (design §5).
 */
export const TEXT_KEYS: ReadonlySet<string> = new Set([
  'title',
  'reason',
  'name',
  'use_case',
  'intended_use',
  'boundary',
  'exclusion_reason',
  'criteria',
  'compensating_control',
  'question',
  'answer',
  'minutes',
  'text',
  'rationale',
  'description',
  'comment',
  'interim_control',
  'instruction',
  'detail',
  'content',
  'email',
  'slack_user_id',
  'correction',
  'consequences',
  'because',
  'escape',
  'looked_at',
  'evidence_spec',
  'measure',
  'measured',
  'note',
]);

/**
 * Places of free text whose key means something else in other events: `parent/key`, where the parent is the nearest key
 * above, and empty at the top of a body.
 */
const TEXT_PLACES: ReadonlySet<string> = new Set([
  '/vendor',
  'problem/what',
  'problem/where',
  'problem/when',
  'problem/extent',
  'problem/not_where',
  'root/cause',
  'fishbone/cause',
  'effectiveness/target',
]);

/** Whether a string under this key, below that parent key, is free text: sealed in the ledger, and to be erased (design §5). */
export const isTextAt = (parent: string, key: string): boolean => TEXT_KEYS.has(key) || TEXT_PLACES.has(`${parent}/${key}`);
