import { z } from 'zod';
import { method, page } from './method-args.ts';
import type { ApiMethod } from './method-args.ts';
import { slackUser } from './present.ts';
import { SlackFault } from './slack-fault.ts';
import { WORKSPACE } from './workspace.ts';

const authTest = method({}, () => ({
  url: `https://${WORKSPACE.team_domain}.slack.com/`,
  team: WORKSPACE.team_name,
  user: WORKSPACE.bot_name,
  team_id: WORKSPACE.team_id,
  user_id: WORKSPACE.bot_user_id,
  bot_id: WORKSPACE.bot_id,
  app_id: WORKSPACE.app_id,
  is_enterprise_install: false,
}));

const info = method({ user: z.string() }, (world, args) => ({ user: slackUser(world.member(args.user)) }));

const lookupByEmail = method({ email: z.string() }, (world, args) => {
  const wanted = args.email.toLowerCase();
  const member = [...world.members.values()].find((each) => each.email?.toLowerCase() === wanted && !each.deleted);
  if (!member) throw new SlackFault('users_not_found');
  return { user: slackUser(member) };
});

const list = method(
  { cursor: z.string().optional(), limit: z.coerce.number().int().min(1).max(1000).default(200) },
  (world, args) => {
    const { items, next_cursor } = page([...world.members.values()], args.cursor, args.limit);
    return { members: items.map(slackUser), response_metadata: { next_cursor } };
  },
);

export const peopleMethods: Readonly<Record<string, ApiMethod>> = {
  'auth.test': authTest,
  'users.info': info,
  'users.lookupByEmail': lookupByEmail,
  'users.list': list,
};
