import { slackMessage, slackView } from './present.ts';
import type { ActionElement } from './block-parts.ts';
import type { StoredMessage, StoredView, World } from './world.ts';
import type { Channel, Member } from './workspace.ts';
import { directMessage, WORKSPACE } from './workspace.ts';

/** What was acted on: the element, the block around it, and for menus what was chosen. */
export interface Act {
  readonly element: ActionElement;
  readonly block_id: string;
  /** Option values, user ids or a date; a button takes none. */
  readonly chosen: readonly string[];
}

function envelope(member: Member) {
  return {
    team: { id: WORKSPACE.team_id, domain: WORKSPACE.team_domain },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: member.id, username: member.name, name: member.name, team_id: WORKSPACE.team_id },
    api_app_id: WORKSPACE.app_id,
    token: WORKSPACE.verification_token,
  };
}

/** `block_actions` from a message, as Slack posts it when somebody clicks. */
export function blockActions(
  world: World,
  member: Member,
  from: { message: StoredMessage; version: number; channel: Channel },
  act: Act,
  responseUrl: string,
): Record<string, unknown> {
  const { message, version, channel } = from;
  return {
    type: 'block_actions',
    ...envelope(member),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: false,
      ...(message.thread_ts !== null && { thread_ts: message.thread_ts }),
    },
    trigger_id: world.triggers.issue(member.id),
    channel: { id: channel.id, name: channel.name },
    message: slackMessage(world, message, version),
    state: { values: {} },
    response_url: responseUrl,
    actions: [action(act, world.nextTs())],
  };
}

/** `message_action`: a shortcut that somebody chose in the menu of a message, as it looks now. */
export function messageAction(world: World, member: Member, from: { message: StoredMessage; channel: Channel }, callbackId: string, responseUrl: string): Record<string, unknown> {
  const { message, channel } = from;
  return {
    type: 'message_action',
    ...envelope(member),
    callback_id: callbackId,
    trigger_id: world.triggers.issue(member.id),
    response_url: responseUrl,
    action_ts: world.nextTs(),
    message_ts: message.ts,
    channel: { id: channel.id, name: channel.name },
    message: slackMessage(world, message),
  };
}

/** `block_actions` from a Home tab or a dialog: it has a view in place of a message and a channel. */
export function viewActions(world: World, member: Member, view: StoredView, act: Act): Record<string, unknown> {
  return {
    type: 'block_actions',
    ...envelope(member),
    container: { type: 'view', view_id: view.id },
    trigger_id: world.triggers.issue(member.id),
    view: slackView(view),
    state: { values: {} },
    actions: [action(act, world.nextTs())],
  };
}

/** `app_home_opened`, as the Events API tells of it; `view` is what is published already. */
export function homeOpened(world: World, member: Member, view: StoredView | undefined): Record<string, unknown> {
  const at = world.nextTs();
  return {
    type: 'event_callback',
    token: WORKSPACE.verification_token,
    team_id: WORKSPACE.team_id,
    api_app_id: WORKSPACE.app_id,
    event_id: `Ev${at.replace('.', '')}`,
    event_time: Math.floor(Number(at)),
    authorizations: [{ enterprise_id: null, team_id: WORKSPACE.team_id, user_id: WORKSPACE.bot_user_id, is_bot: true, is_enterprise_install: false }],
    is_ext_shared_channel: false,
    event: {
      type: 'app_home_opened',
      user: member.id,
      channel: directMessage(member).id,
      tab: 'home',
      event_ts: at,
      ...(view && { view: slackView(view) }),
    },
  };
}

function action({ element, block_id, chosen }: Act, action_ts: string): Record<string, unknown> {
  const base = { type: element.type, action_id: element.action_id, block_id, action_ts };
  switch (element.type) {
    case 'button':
      return {
        ...base,
        text: element.text,
        ...(element.value !== undefined && { value: element.value }),
        ...(element.style !== undefined && { style: element.style }),
      };
    case 'users_select':
      return { ...base, selected_user: chosen[0] ?? null };
    case 'multi_users_select':
      return { ...base, selected_users: chosen };
    case 'datepicker':
      return { ...base, selected_date: chosen[0] ?? null };
    case 'datetimepicker':
      return { ...base, selected_date_time: chosen[0] === undefined ? null : Number(chosen[0]) };
    case 'multi_static_select':
    case 'checkboxes':
      return { ...base, selected_options: optionsOf(element.options, chosen) };
    default:
      return { ...base, selected_option: optionsOf(element.options, chosen)[0] ?? null };
  }
}

interface Option {
  readonly value: string;
}

/** The options with these values, in the element's order. @throws Error for a value that the element does not offer */
export function optionsOf<O extends Option>(options: readonly O[], values: readonly string[]): O[] {
  const strange = values.find((value) => !options.some((option) => option.value === value));
  if (strange !== undefined) {
    throw new Error(`there is no option "${strange}"; offered: ${options.map((option) => option.value).join(', ')}`);
  }
  return options.filter((option) => values.includes(option.value));
}

/** `view_closed` of a modal that asked to be told. */
export function viewClosed(member: Member, view: StoredView): Record<string, unknown> {
  return { type: 'view_closed', ...envelope(member), view: slackView(view), is_cleared: false };
}

/** `view_submission` of a modal with what the person typed. */
export function viewSubmission(world: World, member: Member, view: StoredView, values: Record<string, unknown>): Record<string, unknown> {
  return {
    type: 'view_submission',
    ...envelope(member),
    trigger_id: world.triggers.issue(member.id),
    view: slackView(view, values),
    response_urls: [],
  };
}

/** The form fields of a slash command; it is not wrapped in `payload`. */
export function slashCommandBody(
  world: World,
  member: Member,
  channel: Channel,
  command: { command: string; text: string },
  responseUrl: string,
): string {
  return new URLSearchParams({
    token: WORKSPACE.verification_token,
    team_id: WORKSPACE.team_id,
    team_domain: WORKSPACE.team_domain,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: member.id,
    user_name: member.name,
    command: command.command,
    text: command.text,
    api_app_id: WORKSPACE.app_id,
    is_enterprise_install: 'false',
    response_url: responseUrl,
    trigger_id: world.triggers.issue(member.id),
  }).toString();
}
