import { RAISE_SHORTCUT } from '../../contracts/slack-forms.ts';

/** Shortcuts of messages, as the manifest of the app has them: what Slack's client shows in the menu of each message. */
export const MESSAGE_SHORTCUTS: readonly { readonly callback_id: string; readonly name: string }[] = [{ callback_id: RAISE_SHORTCUT, name: 'Raise nonconformity' }];
