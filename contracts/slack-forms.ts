import { z } from 'zod';
import { answerPlace, buttonValue, SLACK_WORDS } from './slack-actions.ts';

/** Callbacks of the dialogs beside the one that asks for a reason. */
export const ASK_DIALOG = 'gatehouse:ask';
export const DELEGATE_DIALOG = 'gatehouse:delegate';
export const REQUEST_DIALOG = 'gatehouse:request';
export const WORD_DIALOG = 'gatehouse:word';
export const NUDGE_DIALOG = 'gatehouse:nudge';
export const REASSIGN_DIALOG = 'gatehouse:reassign';
export const SNOOZE_DIALOG = 'gatehouse:snooze';
export const RAISE_DIALOG = 'gatehouse:raise';
/** The shortcut of a message that begins a nonconformity with what the message says. */
export const RAISE_SHORTCUT = 'gatehouse:raise_nonconformity';

/** Blocks of each dialog, by the field that they ask for; the action id is `DIALOG_INPUT`. */
export const ASK_BLOCKS = { question: 'question' } as const;
export const WORD_BLOCKS = { word: 'word' } as const;
export const NUDGE_BLOCKS = { instruction: 'nudge_instruction' } as const;
export const REASSIGN_BLOCKS = { to: 'reassign_to', reason: 'reassign_reason' } as const;
export const SNOOZE_BLOCKS = { for: 'snooze_for', reason: 'snooze_reason' } as const;
export const DELEGATE_BLOCKS = { to: 'delegate_to', lane: 'delegate_lane', until: 'delegate_until' } as const;
export const REQUEST_BLOCKS = {
  version_id: 'request_version',
  environment: 'request_environment',
  title: 'request_title',
  change_type: 'request_change_type',
  rationale: 'request_rationale',
  documents: 'request_documents',
  validated_by: 'request_validated_by',
  options: 'request_options',
  from: 'request_from',
  until: 'request_until',
  fixes: 'request_fixes',
} as const;
export const RAISE_BLOCKS = {
  title: 'raise_title',
  description: 'raise_description',
  source: 'raise_source',
  severity: 'raise_severity',
  class: 'raise_class',
  clauses: 'raise_clauses',
  controls: 'raise_controls',
  system_id: 'raise_system',
  systems: 'raise_systems',
  more_systems: 'raise_more_systems',
  unit: 'raise_unit',
  requirement: 'raise_requirement',
  deadline: 'raise_deadline',
  vendor: 'raise_vendor',
  source_case: 'raise_source_case',
  near_miss: 'raise_near_miss',
} as const;

/** What a form carries in `private_metadata`: where its answer goes, and what it is about. */
export const formNote = answerPlace;
export type FormNote = z.infer<typeof formNote>;
export const askNote = z.strictObject({ ...buttonValue.pick({ case: true, obligation: true }).shape, ...answerPlace.shape });
export type AskNote = z.infer<typeof askNote>;
/** A word that meets an obligation: which. */
export const wordNote = askNote.extend({ word: z.enum(SLACK_WORDS) });
export type WordNote = z.infer<typeof wordNote>;
