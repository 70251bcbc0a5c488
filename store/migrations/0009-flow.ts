/** Finds the few rows of the ledger that tell how cases flow through the gate, by when and by case. */
export const flow = /* sql */ `
CREATE INDEX ledger_decisions ON ledger (at) WHERE type IN ('deployment.approved', 'deployment.rejected', 'deployment.withdrawn', 'deployment.lapsed');
CREATE INDEX ledger_flow ON ledger (stream, seq) WHERE type IN ('deployment.submitted', 'deployment.revised', 'deployment.reopened', 'changes.requested', 'tier.changed',
  'deployment.approved', 'deployment.rejected', 'deployment.withdrawn', 'deployment.lapsed');
`;
