export const VOTE_SIGNAL = 'vote';
export const BARE_QUEUE = 'bare';
export const BARE_WORKFLOW = 'bareApproval';
