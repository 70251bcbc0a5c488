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
]);
