import { MESSAGE_SHORTCUTS } from '../shortcuts.ts';
import type { Channel, Member } from '../workspace.ts';
import { type EphemeralMessage, refOf, type StoredMessage, type World } from '../world.ts';
import { blocksToHtml } from './blocks.ts';
import type { Target } from './elements.ts';
import { type Html, html } from './html.ts';
import { mrkdwn } from './mrkdwn.ts';
import type { Paths } from './paths.ts';
import type { Sight } from './sight.ts';
import { momentOf } from './slack-time.ts';

/** More of a conversation than this is not shown; older messages are there all the same. */
const SHOWN = 100;

/** A conversation as one person sees it: the newest first, replies below what they answer, private answers for them only. */
export function conversationToHtml(world: World, channel: Channel, member: Member, paths: Paths, sight: Sight): Html {
  const messages = world.inChannel(channel.id).filter(({ thread_ts }) => thread_ts === null);
  const whispers = world.ephemerals.filter((each) => each.channel === channel.id && each.user === member.id);
  const entries = [
    ...messages.map((message) => ({ ts: message.ts, shown: () => withReplies(world, message, paths, sight) })),
    ...whispers.map((whisper) => ({ ts: whisper.ts, shown: () => whisperToHtml(whisper, sight) })),
  ].sort((a, b) => (a.ts < b.ts ? 1 : -1));
  if (entries.length === 0) return html`<p>Nothing here yet. Messages arrive when Gatehouse has something to say to ${member.real_name}.</p>`;
  const older = entries.length > SHOWN && html`<p>${entries.length - SHOWN} older messages are not shown.</p>`;
  return html`<ol class="messages">${entries.slice(0, SHOWN).map(({ shown }) => shown())}</ol>${older}`;
}

function withReplies(world: World, message: StoredMessage, paths: Paths, sight: Sight): Html {
  const replies = world.repliesTo(message);
  const thread = replies.length > 0 && html`<div class="thread" role="group" aria-label="Thread"><p class="context">${replies.length === 1 ? '1 reply' : `${replies.length} replies`}</p><ol class="messages">${replies.map((reply) => html`<li>${messageToHtml(reply, paths, sight)}</li>`)}</ol></div>`;
  return html`<li>${messageToHtml(message, paths, sight)}${thread}</li>`;
}

function messageToHtml(message: StoredMessage, paths: Paths, sight: Sight): Html {
  const version = message.versions.length - 1;
  const { text = '', blocks = [] } = message.versions[version] ?? {};
  const about = `about-${message.channel}-${message.ts}`;
  const target: Target = { action: paths.click, fields: { ref: refOf(message), version: String(version), at: paths.at }, prefix: about, about };
  const edited = version > 0 && html` <small>(redrawn)</small>`;
  // the notification's text names the message for screen readers; what is seen are the blocks
  return html`<article aria-labelledby="${about}"><h2 class="${blocks.length === 0 ? 'alone' : 'unseen'}" id="${about}">${mrkdwn(text, sight.names)}</h2>
<p class="meta"><b>Gatehouse</b> <span class="app">APP</span> ${momentOf(message.ts)}${edited}</p>${blocksToHtml(blocks, target, sight)}${shortcutsOf(message, paths, about)}</article>`;
}

/** The menu of a message, where Slack's client has the shortcuts of the app's manifest. */
function shortcutsOf(message: StoredMessage, paths: Paths, about: string): Html {
  const rows = MESSAGE_SHORTCUTS.map(({ callback_id, name }) => html`<form method="post" action="${paths.shortcut}"><input type="hidden" name="ref" value="${refOf(message)}"><input type="hidden" name="callback_id" value="${callback_id}"><input type="hidden" name="at" value="${paths.at}"><button aria-describedby="${about}">${name}</button></form>`);
  return html`<details><summary>More actions</summary>${rows}</details>`;
}

/** A private answer. What it offers to click can't be clicked: the stand-in has no form of Slack's payload for it. */
function whisperToHtml({ ts, text, blocks }: EphemeralMessage, sight: Sight): Html {
  const said = blocks.length === 0 ? mrkdwn(text, sight.names) : blocksToHtml(blocks, null, sight);
  return html`<li><article class="private"><p class="meta"><b>Gatehouse</b> <span class="app">APP</span> ${momentOf(ts)} <small>Only visible to you</small></p>${said}</article></li>`;
}
