export const VOTE_SIGNAL = 'vote';
export const BARE_QUEUE = 'bare';
export const BARE_WORKFLOW = 'bareApproval';

export interface BareVote {
  readonly lane: string;
  readonly person: string;
  readonly verdict: string;
}

export interface BareActivities {
  /** Writes a vote down. */
  recordVote(vote: BareVote): Promise<void>;
}
