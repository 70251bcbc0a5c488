import { z } from 'zod';
import type { NonconformityCommandName } from './nonconformity-closure.ts';
import { SLACK_STEPS, type SlackStep } from './slack-actions.ts';
import { askNote } from './slack-forms.ts';

/** Fields that the dialogs of steps ask for: members of the commands' bodies; `more_systems` are those `systems` that its menu has no room for. */
export type StepField = 'class' | 'severity' | 'owner' | 'accountable' | 'requirement' | 'systems' | 'more_systems' | 'reassess_risk' | 'of' | 'verdict' | 'measured' | 'sample_size' | 'evidence' | 'until' | 'interim_control' | 'reason' | 'comment';
/** The block of a field; the action id is `DIALOG_INPUT`. */
export const stepBlock = (field: StepField): string => `step_${field}`;

interface StepForm {
  readonly command: NonconformityCommandName;
  /** In the order in which they are asked. */
  readonly fields: readonly StepField[];
}

/** What each step's dialog asks for, and the command that it gives. */
export const STEP_FORMS: Readonly<Record<SlackStep, StepForm>> = {
  classify: { command: 'classify', fields: ['class', 'severity', 'owner', 'accountable', 'requirement', 'systems', 'more_systems', 'reassess_risk', 'reason'] },
  accept_evidence: { command: 'verify', fields: ['comment'] },
  return_evidence: { command: 'verify', fields: ['comment'] },
  check_effect: { command: 'check-effect', fields: ['verdict', 'measured', 'sample_size', 'evidence', 'comment'] },
  grant_extension: { command: 'decide-extension', fields: ['reason'] },
  refuse_extension: { command: 'decide-extension', fields: ['reason'] },
  confirm_recurrence: { command: 'decide-recurrence', fields: ['of', 'reason'] },
  deny_recurrence: { command: 'decide-recurrence', fields: ['of', 'reason'] },
  agree_reject: { command: 'reject', fields: ['reason'] },
  agree_cancel: { command: 'cancel', fields: ['reason'] },
  extend: { command: 'extend', fields: ['until', 'reason', 'interim_control'] },
};

/** What the dialog of a step carries: which step, of what, and for a verification the action whose evidence it is. */
export const stepNote = askNote.extend({ step: z.enum(SLACK_STEPS), action: z.string().max(60).nullable() });
export type StepNote = z.infer<typeof stepNote>;
