import type { OperationId } from '../contracts/routes.ts';
import type { SlackAction, SlackMenuItem, SlackStep } from '../contracts/slack-actions.ts';

/** A step of a nonconformity is the command behind its dialog. */
const STEP_OPERATIONS: Readonly<Record<SlackStep, OperationId>> = {
  classify: 'classifyNonconformity',
  accept_evidence: 'verifyAction',
  return_evidence: 'verifyAction',
  check_effect: 'checkEffect',
  grant_extension: 'decideExtension',
  refuse_extension: 'decideExtension',
  confirm_recurrence: 'decideRecurrence',
  deny_recurrence: 'decideRecurrence',
  agree_reject: 'rejectNonconformity',
  agree_cancel: 'cancelNonconformity',
  extend: 'requestExtension',
};

/**
 * What each thing that one can do in Slack is at the API, so that its row in {@link PRIVILEGES} holds there too (R-86: default
 * deny). A button, a menu entry without a row can't be built; for the rest a test compares.
 */
export const SLACK_OPERATIONS: Readonly<Record<SlackAction | SlackMenuItem, OperationId>> = {
  approve: 'castVote',
  approve_with_conditions: 'castVote',
  request_changes: 'castVote',
  reject: 'castVote',
  recuse: 'castVote',
  answer: 'answerObligation',
  consent: 'consentToCure',
  complete: 'completeObligation',
  ...STEP_OPERATIONS,
  acknowledge: 'acknowledgeObligation',
  ask: 'askAboutObligation',
  delegate: 'addDelegation',
  nudge: 'nudgeObligation',
  reassign: 'reassignObligation',
  snooze: 'snoozeObligation',
};

/** The words of the slash command; `help` shows nothing of any record. */
export const COMMAND_OPERATIONS: Readonly<Record<string, OperationId>> = {
  inbox: 'listObligations',
  status: 'getDeployment',
  vote: 'castVote',
  request: 'requestDeployment',
  delegate: 'addDelegation',
  nc: 'raiseNonconformity',
  help: 'getDocs',
};

/** The shortcuts of messages, by the name that ends their id. */
export const SHORTCUT_OPERATIONS: Readonly<Record<string, OperationId>> = { raise_nonconformity: 'raiseNonconformity' };

/** The dialogs, by the name that ends their id. */
export const DIALOG_OPERATIONS: Readonly<Record<string, OperationId>> = {
  reason: 'castVote',
  ask: 'askAboutObligation',
  word: 'completeObligation',
  delegate: 'addDelegation',
  request: 'requestDeployment',
  nudge: 'nudgeObligation',
  reassign: 'reassignObligation',
  snooze: 'snoozeObligation',
  raise: 'raiseNonconformity',
  ...STEP_OPERATIONS,
};

/** What sending a dialog is at the API, by its whole id (`gatehouse:ask`); undefined for a dialog that is not ours. */
export const dialogOperation = (id: string): OperationId | undefined => DIALOG_OPERATIONS[id.replace(/^gatehouse:/, '')];
/** What beginning with a shortcut is at the API, by its whole id; undefined for one that is not ours. */
export const shortcutOperation = (id: string): OperationId | undefined => SHORTCUT_OPERATIONS[id.replace(/^gatehouse:/, '')];
