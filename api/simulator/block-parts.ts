import { z } from 'zod';

/** `plain_text` of at most `max` characters; the composition object behind titles, labels and buttons. */
export const plainText = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(max), emoji: z.boolean().optional() });

/** `plain_text` or `mrkdwn`; `mrkdwn` may hold any of Slack's own syntax, such as `<!date^…>`. */
export const anyText = (max: number) =>
  z.discriminatedUnion('type', [
    plainText(max),
    z.strictObject({ type: z.literal('mrkdwn'), text: z.string().min(1).max(max), verbatim: z.boolean().optional() }),
  ]);

export const blockId = z.string().min(1).max(255).optional();
const actionId = z.string().min(1).max(255).optional();
const style = z.enum(['primary', 'danger']).optional();

const confirm = z.strictObject({
  title: plainText(100).optional(),
  text: anyText(300),
  confirm: plainText(30).optional(),
  deny: plainText(30).optional(),
  style,
});

const option = z.strictObject({
  text: anyText(75),
  value: z.string().min(1).max(75),
  description: plainText(75).optional(),
});
const options = (max: number) => z.array(option).min(1).max(max);

const base = { action_id: actionId, confirm: confirm.optional(), focus_on_load: z.boolean().optional() };
const placeholder = plainText(150).optional();
const dispatch = z
  .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1) })
  .optional();

const button = z.strictObject({
  type: z.literal('button'),
  action_id: actionId,
  text: plainText(75),
  value: z.string().max(2000).optional(),
  url: z.string().max(3000).optional(),
  style,
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
});
const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: actionId,
  confirm: confirm.optional(),
  options: options(5),
});
const staticSelect = z.strictObject({
  type: z.literal('static_select'), ...base, placeholder, options: options(100), initial_option: option.optional(),
});
const multiStaticSelect = z.strictObject({
  type: z.literal('multi_static_select'), ...base, placeholder, options: options(100),
  initial_options: options(100).optional(), max_selected_items: z.number().int().min(1).optional(),
});
const usersSelect = z.strictObject({
  type: z.literal('users_select'), ...base, placeholder, initial_user: z.string().optional(),
});
const multiUsersSelect = z.strictObject({
  type: z.literal('multi_users_select'), ...base, placeholder, initial_users: z.array(z.string()).optional(),
  max_selected_items: z.number().int().min(1).optional(),
});
const radioButtons = z.strictObject({
  type: z.literal('radio_buttons'), ...base, options: options(10), initial_option: option.optional(),
});
const checkboxes = z.strictObject({
  type: z.literal('checkboxes'), ...base, options: options(10), initial_options: options(10).optional(),
});
const datepicker = z.strictObject({
  type: z.literal('datepicker'), ...base, placeholder, initial_date: z.iso.date().optional(),
});
const datetimepicker = z.strictObject({
  type: z.literal('datetimepicker'), ...base, initial_date_time: z.number().int().optional(),
});
const plainTextInput = z.strictObject({
  type: z.literal('plain_text_input'), action_id: actionId, placeholder, initial_value: z.string().optional(),
  multiline: z.boolean().optional(), min_length: z.number().int().min(0).max(3000).optional(),
  max_length: z.number().int().min(1).max(3000).optional(), dispatch_action_config: dispatch,
  focus_on_load: z.boolean().optional(),
});
/** An image, as an element of a section or context block. */
export const image = z.strictObject({
  type: z.literal('image'), image_url: z.string().max(3000), alt_text: z.string().min(1).max(2000),
});

const pickers = [staticSelect, multiStaticSelect, usersSelect, multiUsersSelect, radioButtons, checkboxes, datepicker] as const;

/** What may stand beside a section's text. */
export const sectionAccessory = z.discriminatedUnion('type', [button, overflow, image, ...pickers]);
/** What an actions block may hold. */
export const actionsElement = z.discriminatedUnion('type', [button, overflow, datetimepicker, ...pickers]);
/** What an input block may hold. */
export const inputElement = z.discriminatedUnion('type', [plainTextInput, datetimepicker, ...pickers]);

export type InputElement = z.infer<typeof inputElement>;
/** Any element a person can act on outside of an input block. */
export type ActionElement = z.infer<typeof actionsElement>;
