import { directMessage } from '../workspace.ts';
import type { Member } from '../workspace.ts';
import type { StoredView, World } from '../world.ts';
import { blocksToHtml } from './blocks.ts';
import { conversationToHtml } from './conversation.ts';
import { type Again, dialogToHtml } from './dialog.ts';
import { type Html, html } from './html.ts';
import { layout } from './layout.ts';
import { HOME, pageOf, type Paths, pathsOf } from './paths.ts';
import { type Sight, sightOf } from './sight.ts';

/** The page of one person: their conversations, and the one that is open, or the Home tab. `again` keeps a dialog as it was sent. */
export function deskPage(world: World, member: Member, at: string, again: Again | null = null): string {
  const paths = pathsOf(member.id, at);
  const sight = sightOf(world);
  const title = titleOf(world, member, at);
  const open = openDialog(world, member.id);
  const roles = member.roles.length > 0 && html` <small>${member.roles.map((role) => role.replaceAll('_', ' ')).join(', ')}</small>`;
  const main = at === HOME ? homeToHtml(homeOf(world, member.id), paths, sight) : html`${commandBox(paths)}<section id="messages" aria-label="Messages, the newest first">${conversationToHtml(world, world.channel(at), member, paths, sight)}</section>`;
  return layout(`${title} · ${member.real_name}`, html`<header class="who"><p>You are <b>${member.real_name}</b>${roles} · <a href="/">be somebody else</a></p></header>
<div class="desk"><nav aria-label="Conversations"><ul>${places(world, member, at)}</ul></nav>
<main id="main">${open && dialogToHtml(open, again, paths, sight)}
<div${open && html` inert`}><h1>${title}</h1><p id="news" role="status"></p><p><a href="${paths.here}">Look for news</a></p>${main}</div></main></div>`, { fresh: true });
}

/** The last opened dialog lies on top. */
export function openDialog(world: World, user: string): StoredView | undefined {
  return world.views.findLast((view) => view.user === user && view.open && view.content.type === 'modal');
}

export function homeOf(world: World, user: string): StoredView | undefined {
  return world.views.find((view) => view.user === user && view.content.type === 'home');
}

function titleOf(world: World, member: Member, at: string): string {
  if (at === HOME) return 'Home';
  return at === directMessage(member).id ? 'Gatehouse' : `# ${world.channel(at).name}`;
}

function places(world: World, member: Member, at: string): Html[] {
  const channels = [...world.channels.values()].filter((channel) => channel.user === null && channel.members.includes(member.id));
  return [HOME, directMessage(member).id, ...channels.map(({ id }) => id)].map((place) => {
    const current = place === at && html` aria-current="page"`;
    return html`<li><a href="${pageOf(member.id, place)}"${current}>${titleOf(world, member, place)}</a></li>`;
  });
}

function commandBox(paths: Paths): Html {
  return html`<form class="command" method="post" action="${paths.command}"><input type="hidden" name="at" value="${paths.at}">
<label for="command">Slash command</label> <span class="line"><code>/gatehouse</code> <input id="command" name="text" type="text" autocomplete="off" placeholder="inbox, or help" maxlength="2000"> <button>Send</button></span></form>`;
}

function homeToHtml(home: StoredView | undefined, paths: Paths, sight: Sight): Html {
  if (!home) return html`<section id="messages"><p>Gatehouse has not published a Home tab for you.</p></section>`;
  const target = { action: paths.clickInView, fields: { view_id: home.id, at: paths.at }, prefix: home.id, about: '' };
  return html`<section id="messages" aria-label="Home tab"><article>${blocksToHtml(home.content.blocks, target, sight)}</article></section>`;
}
