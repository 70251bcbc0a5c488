import type { StoredMessage, StoredView, World } from './world.ts';
import type { Channel, Member } from './workspace.ts';
import { WORKSPACE } from './workspace.ts';

/** A message as Slack shows it in answers and payloads. */
export function slackMessage(world: World, message: StoredMessage, version = message.versions.length - 1): Record<string, unknown> {
  const shown = message.versions[version];
  const replies = world.repliesTo(message);
  const latest = replies.at(-1);
  return {
    type: 'message',
    user: WORKSPACE.bot_user_id,
    ts: message.ts,
    bot_id: WORKSPACE.bot_id,
    app_id: WORKSPACE.app_id,
    team: WORKSPACE.team_id,
    text: shown?.text ?? '',
    blocks: shown?.blocks ?? [],
    ...(version > 0 && { edited: { user: WORKSPACE.bot_user_id, ts: `${Math.floor(Date.parse(shown?.at ?? '') / 1000)}.000000` } }),
    ...(message.thread_ts !== null && { thread_ts: message.thread_ts, parent_user_id: WORKSPACE.bot_user_id }),
    ...(latest && { thread_ts: message.ts, reply_count: replies.length, latest_reply: latest.ts, reply_users: [WORKSPACE.bot_user_id] }),
  };
}

/** A message with its metadata, which Slack adds only when asked, or in the answer to the post itself. */
export function slackMessageWithMetadata(world: World, message: StoredMessage): Record<string, unknown> {
  return { ...slackMessage(world, message), ...(message.metadata && { metadata: message.metadata }) };
}

/** A view as Slack shows it; `values` are what a person typed. */
export function slackView(view: StoredView, values: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { content } = view;
  const modal = content.type === 'modal' ? content : null;
  return {
    id: view.id,
    team_id: WORKSPACE.team_id,
    type: content.type,
    blocks: content.blocks,
    private_metadata: content.private_metadata,
    callback_id: content.callback_id,
    state: { values },
    hash: view.hash,
    title: modal?.title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: modal?.clear_on_close ?? false,
    notify_on_close: modal?.notify_on_close ?? false,
    close: modal?.close ?? null,
    submit: modal?.submit ?? null,
    previous_view_id: null,
    root_view_id: view.id,
    app_id: WORKSPACE.app_id,
    external_id: content.external_id,
    app_installed_team_id: WORKSPACE.team_id,
    bot_id: WORKSPACE.bot_id,
  };
}

export function slackUser(member: Member): Record<string, unknown> {
  return {
    id: member.id,
    team_id: WORKSPACE.team_id,
    name: member.name,
    deleted: member.deleted,
    real_name: member.real_name,
    is_bot: member.is_bot,
    is_app_user: false,
    profile: {
      real_name: member.real_name,
      display_name: member.name,
      ...(member.email !== null && { email: member.email }),
    },
  };
}

export function slackChannel(channel: Channel): Record<string, unknown> {
  return channel.user === null
    ? { id: channel.id, name: channel.name, is_channel: true, is_archived: channel.is_archived, is_member: channel.bot_is_member }
    : { id: channel.id, is_im: true, user: channel.user, is_org_shared: false, is_open: true };
}
