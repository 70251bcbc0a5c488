/** Where somebody in Slack acts from, as Slack's signed request says; null where it does not say. */
export interface SlackAsker {
  readonly team: string | null;
  /** The workspace that the user belongs to. */
  readonly home: string | null;
  readonly app: string | null;
}

/**
 * Why somebody in Slack counts as nobody here, as far as the request tells (R-75, §1.20): who acts through another workspace
 * or another app than ours, and whoever is a guest from elsewhere. Null: not by this.
 */
export function strangerInSlack({ team, home, app }: SlackAsker, self: { readonly team_id: string; readonly app_id: string | null }): 'other_workspace' | 'guest' | null {
  if (team !== self.team_id || (self.app_id !== null && app !== self.app_id)) return 'other_workspace';
  return home !== null && home !== self.team_id ? 'guest' : null;
}

/** What Slack says of one of its users. */
export interface SlackUser {
  /** The workspace that the user belongs to; null where Slack does not say. */
  readonly team: string | null;
  /** Further workspaces of an Enterprise Grid that the user belongs to. */
  readonly teams: readonly string[];
  readonly deleted: boolean;
  readonly bot: boolean;
  /** A guest, of some channels or of one. */
  readonly guest: boolean;
  /** Of another organisation, met in a shared channel. */
  readonly stranger: boolean;
}

/** Whether a user is a full member of our workspace: neither guest nor stranger nor bot, and still there (R-75, §1.20). */
export function isFullMember({ team, teams, deleted, bot, guest, stranger }: SlackUser, ours: string): boolean {
  const here = team === null || team === ours || teams.includes(ours);
  return here && !deleted && !bot && !guest && !stranger;
}
