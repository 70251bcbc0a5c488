/** What Gatehouse says to one person in Slack when it does not do what was clicked; each says what would be right. */
export const PRIVATE = {
  unknown_action: 'This is not (any longer) something Gatehouse knows, so nothing was recorded. Look at the newest message about it, or at `/gatehouse`.',
  other_workspace: 'This request does not come from the workspace that Gatehouse belongs to, so nothing was recorded.',
  guest: 'Guests and people of other workspaces cannot act in Gatehouse. Ask somebody of this workspace who may.',
  unbound: (user: string) =>
    `Your Slack account is bound to nobody in the directory, so nothing was recorded. Ask whoever keeps the directory to enter \`slack_user_id: ${user}\` for you.`,
  choose_another: 'This account is bound to nobody in the directory. Choose somebody who works here.',
  unverified: 'Gatehouse could not ask Slack who you are, so nothing was recorded. Please try again in a minute.',
  failed: 'Gatehouse could not record this just now. Please try again in a minute; it counts only once.',
  dialog_failed: 'The dialog could not be opened in time. Please do it again.',
  no_lane: 'You sign in no lane in your own right, so there is nothing that you could delegate.',
  no_version: 'There is no registered version to ask for yet. Register one with `gatehouse system add -f FILE` and `gatehouse version add SYSTEM -f FILE`.',
  not_now: 'Gatehouse could not look this up just now. Please try again in a minute.',
} as const;
