import type { OperationId } from '../contracts/routes.ts';
import type { SlackAction, SlackMenuItem } from '../contracts/slack-actions.ts';

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
  help: 'getDocs',
};

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
};

/** What sending a dialog is at the API, by its whole id (`gatehouse:ask`); undefined for a dialog that is not ours. */
export const dialogOperation = (id: string): OperationId | undefined => DIALOG_OPERATIONS[id.replace(/^gatehouse:/, '')];
