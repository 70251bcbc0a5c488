import { describe, expect, it } from '@jest/globals';
import { isFullMember, type SlackAsker, type SlackUser, strangerInSlack } from '../../../domain/authority/slack-member.ts';

const OURS = 'T0ACME';

describe('R-75 who counts as a full member of our workspace', () => {
  const colleague: SlackUser = { team: OURS, teams: [], deleted: false, bot: false, guest: false, stranger: false };
  it.each<[reason: string, change: Partial<SlackUser>, full: boolean]>([
    ['a colleague', {}, true],
    ['Slack does not say of which workspace: it answered our own token', { team: null }, true],
    ['of a grid, with ours among the workspaces', { team: 'T0HOME', teams: ['T0OTHER', OURS] }, true],
    ['of a grid, without ours', { team: 'T0HOME', teams: ['T0OTHER'] }, false],
    ['somebody who has left', { deleted: true }, false],
    ['a bot acts for nobody', { bot: true }, false],
    ['a guest sees some channels only', { guest: true }, false],
    ['of another organisation, in a shared channel', { stranger: true }, false],
  ])('%s', (_reason, change, full) => {
    expect(isFullMember({ ...colleague, ...change }, OURS)).toBe(full);
  });
});

describe('R-75 from where somebody acts', () => {
  const here: SlackAsker = { team: OURS, home: OURS, app: 'A0GATE' };
  it.each<[reason: string, change: Partial<SlackAsker>, stranger: ReturnType<typeof strangerInSlack>]>([
    ['here, through our app', {}, null],
    ['Slack does not say where they belong', { home: null }, null],
    ['through another workspace', { team: 'T0OTHER' }, 'other_workspace'],
    ['through another app', { app: 'A0OTHER' }, 'other_workspace'],
    ['a guest from elsewhere', { home: 'T0OTHER' }, 'guest'],
  ])('%s', (_reason, change, stranger) => {
    expect(strangerInSlack({ ...here, ...change }, { team_id: OURS, app_id: 'A0GATE' })).toBe(stranger);
  });
});
