import { z } from 'zod';
import { json, method } from './method-args.ts';
import type { ApiMethod } from './method-args.ts';
import { slackView } from './present.ts';
import { SlackFault } from './slack-fault.ts';
import { viewContent } from './views.ts';
import type { World } from './world.ts';

const view = z.unknown();

function checkedView(raw: unknown, type: 'modal' | 'home') {
  return viewContent(json(raw, 'invalid_arguments'), type);
}

function uniqueExternalId(world: World, id: string, except?: string): void {
  if (id !== '' && world.views.some((each) => each.open && each.content.external_id === id && each.id !== except)) {
    throw new SlackFault('duplicate_external_id');
  }
}

/** The content is checked before the trigger is used up: a malformed dialog may be mended and sent again in time. */
const open = method({ trigger_id: z.string(), view }, (world, args) => {
  const content = checkedView(args.view, 'modal');
  uniqueExternalId(world, content.external_id);
  return { view: slackView(world.show(world.triggers.exchange(args.trigger_id), content)) };
});

const update = method(
  { view_id: z.string().optional(), external_id: z.string().optional(), hash: z.string().optional(), view },
  (world, args) => {
    const shown = world.views.find(
      (each) => each.open && (each.id === args.view_id || (args.external_id !== undefined && each.content.external_id === args.external_id)),
    );
    if (!shown) throw new SlackFault('not_found');
    if (args.hash !== undefined && args.hash !== shown.hash) throw new SlackFault('hash_conflict');
    const content = checkedView(args.view, shown.content.type);
    uniqueExternalId(world, content.external_id, shown.id);
    world.redraw(shown, content);
    return { view: slackView(shown) };
  },
);

const publish = method({ user_id: z.string(), hash: z.string().optional(), view }, (world, args) => {
  const member = world.member(args.user_id);
  const content = checkedView(args.view, 'home');
  const home = world.views.find((each) => each.user === member.id && each.content.type === 'home');
  if (home === undefined) return { view: slackView(world.show(member.id, content)) };
  if (args.hash !== undefined && args.hash !== home.hash) throw new SlackFault('hash_conflict');
  world.redraw(home, content);
  return { view: slackView(home) };
});

export const viewMethods: Readonly<Record<string, ApiMethod>> = {
  'views.open': open,
  'views.update': update,
  'views.publish': publish,
};
