import { z } from 'zod';

// Slack adds fields as it likes: what is read here is checked, the rest is let be
const named = z.looseObject({ id: z.string() });
const envelope = {
  team: named.nullish(),
  user: z.looseObject({ id: z.string(), team_id: z.string().optional() }),
  api_app_id: z.string().optional(),
};

/** `block_actions`: somebody clicked. */
export const clickPayload = z.looseObject({
  ...envelope,
  trigger_id: z.string(),
  response_url: z.string().optional(),
  channel: named.optional(),
  container: z.looseObject({ type: z.string().optional(), message_ts: z.string().optional(), channel_id: z.string().optional() }),
  message: z.looseObject({ text: z.string().optional() }).optional(),
  actions: z.array(z.looseObject({ action_id: z.string(), block_id: z.string(), action_ts: z.string(), value: z.string().optional(), selected_option: z.looseObject({ value: z.string() }).nullish() })).min(1),
});
export type ClickPayload = z.infer<typeof clickPayload>;

const entered = z.looseObject({
  value: z.string().nullish(),
  selected_user: z.string().nullish(),
  selected_users: z.array(z.string()).nullish(),
  selected_date: z.string().nullish(),
  selected_date_time: z.number().nullish(),
  selected_options: z.array(z.looseObject({ value: z.string(), text: z.looseObject({ text: z.string() }).optional() })).nullish(),
  selected_option: z.looseObject({ value: z.string(), text: z.looseObject({ text: z.string() }).optional() }).nullish(),
});
export type Entered = z.infer<typeof entered>;

/** `view_submission`: somebody sent a dialog. */
export const submissionPayload = z.looseObject({
  ...envelope,
  trigger_id: z.string().optional(),
  view: z.looseObject({
    id: z.string(),
    callback_id: z.string(),
    private_metadata: z.string(),
    state: z.looseObject({ values: z.record(z.string(), z.record(z.string(), entered)) }),
  }),
});
export type SubmissionPayload = z.infer<typeof submissionPayload>;

/** `message_action`: somebody chose a shortcut of ours in the menu of a message, whoever wrote that. */
export const shortcutPayload = z.looseObject({
  ...envelope,
  team: z.looseObject({ id: z.string(), domain: z.string().optional() }).nullish(),
  callback_id: z.string(),
  trigger_id: z.string(),
  response_url: z.string().optional(),
  action_ts: z.string().optional(),
  channel: named,
  message: z.looseObject({ ts: z.string(), thread_ts: z.string().optional(), text: z.string().optional(), app_id: z.string().optional(), blocks: z.array(z.unknown()).optional() }),
});
export type ShortcutPayload = z.infer<typeof shortcutPayload>;

/** A slash command. */
export const commandPayload = z.looseObject({
  team_id: z.string(),
  user_id: z.string(),
  api_app_id: z.string().optional(),
  channel_id: z.string(),
  trigger_id: z.string().default(''),
  response_url: z.string().optional(),
  text: z.string().default(''),
});
export type CommandPayload = z.infer<typeof commandPayload>;

/** `app_home_opened`: somebody looks at the app's own page in Slack. */
export const homePayload = z.looseObject({
  team_id: z.string(),
  api_app_id: z.string().optional(),
  event: z.looseObject({ user: z.string(), tab: z.string().optional() }),
});
export type HomePayload = z.infer<typeof homePayload>;
