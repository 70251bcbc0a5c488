/**
 * What a machine's token may be good for. None of them signs: a vote, an acceptance or an approval is a person's word
 * (design §7).
 */
export const SCOPES = [
  'read',
  'systems:write',
  'deployments:write',
  'nonconformities:write',
  'evidence:write',
  'permits:issue',
  'permits:use',
  'signals:write',
  'blockers:raise',
] as const;
export type Scope = (typeof SCOPES)[number];
