import { actionElements } from '../blocks.ts';
import { directMessage } from '../workspace.ts';
import type { Member } from '../workspace.ts';
import type { World } from '../world.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';
import { pageOf } from './paths.ts';
import { peopleOf } from './sight.ts';

/** The first page: everybody one can be. Who has something to click comes first. */
export function peoplePage(world: World): string {
  const rows = peopleOf(world).map((member) => ({ member, waiting: waitingFor(world, member) }));
  const list = [...rows.filter(({ waiting }) => waiting > 0), ...rows.filter(({ waiting }) => waiting === 0)].map(({ member, waiting }) => {
    const roles = member.roles.length > 0 && html` <small>${member.roles.map((role) => role.replaceAll('_', ' ')).join(', ')}</small>`;
    const count = waiting > 0 && html` <span class="count">${waiting} waiting</span>`;
    return html`<li><a href="${pageOf(member.id, directMessage(member).id)}">${member.real_name}</a>${roles}${count}</li>`;
  });
  const empty = rows.length === 0 && html`<p>Nobody in the directory has a <code>slack_user_id</code>: enter one, and start again.</p>`;
  return layout('Be one of these people', html`<main id="main"><h1>Be one of these people</h1>
<p>Pick somebody to see their messages from Gatehouse, and to decide in their name. What you click is sent to Gatehouse with Slack's own form and signature.</p>
<section id="messages"><ul class="people">${list}</ul>${empty}</section></main>`, { fresh: true });
}

/** Messages that offer something to do. */
function waitingFor(world: World, member: Member): number {
  return world.inChannel(directMessage(member).id).filter((message) => (message.versions.at(-1)?.blocks ?? []).some((block) => actionElements(block).length > 0)).length;
}
