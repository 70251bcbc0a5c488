import type { Line } from './line.ts';

/** How each thing that is owed for a nonconformity is done on the command line (§3). */
export const NONCONFORMITY_COMMANDS_IN_WORDS: Readonly<Record<string, (obligation: string, record: string, about: Readonly<Record<string, string>>) => Line>> = {
  classification: (_obligation, record, about) => [about['raise'] === undefined ? 'Say how grave it is and whose with ' : 'Class it so, or leave it as it is, with the reason: ', { code: `gatehouse nc classify ${record} --class major|minor|observation|opportunity --owner PERSON --reason "…"` }],
  correction: (_obligation, record) => ['Put it right, then ', { code: `gatehouse nc correct ${record} --correction "…" --consequences "…"` }, '. The removal of its cause comes after.'],
  root_cause: (_obligation, record) => ['Record the analysis with ', { code: `gatehouse nc root-cause ${record} -f FILE` }, '. It ends at a cause that somebody controls, never at a person.'],
  action_plan: (_obligation, record) => ['Submit the plan with ', { code: `gatehouse nc plan ${record} -f FILE` }],
  plan_approval: (_obligation, record, about) => ['Approve what you saw with ', { code: `gatehouse nc approve-plan ${record} --digest ${about['plan_digest'] ?? 'DIGEST'}` }, ', or ', { code: `gatehouse nc return-plan ${record} --reason "…"` }],
  corrective_action: (obligation) => ['Hand in evidence with ', { code: `gatehouse evidence add FILE --to ${obligation}` }, '; its verifier decides. More time is asked for in the case, with what protects meanwhile.'],
  evidence_verification: (_obligation, record, about) => ['Look at the evidence, then ', { code: `gatehouse nc verify ${record} ${about['action'] ?? 'ACTION'} accept|return --comment "…"` }],
  effectiveness_check: (_obligation, record) => ['Measure it as the plan says, then ', { code: `gatehouse nc check-effect ${record} --verdict effective|ineffective|inconclusive --measured "…" --comment "…"` }],
  extension_decision: (_obligation, record, about) => ['Decide with ', { code: `gatehouse nc decide-extension ${record} ${about['of'] ?? 'OBLIGATION'} grant|refuse --reason "…"` }],
  recurrence_decision: (_obligation, record) => ['Say of each whether this repeats it: ', { code: `gatehouse nc decide-recurrence ${record} EARLIER confirm|deny --reason "…"` }, '. Confirmed, the two are linked, a graver class is proposed where there is one, and the cause must be systemic.'],
  second_person: (_obligation, record, about) => ['If you agree, say the same: ', { code: `gatehouse nc ${about['what'] ?? 'reject'} ${record} --reason "…"` }],
  finding_dispute: (_obligation, record) => ['Decide the dispute with ', { code: `gatehouse nc decide-dispute ${record} uphold|dismiss --reason "…"` }],
  risk_reassessment: (obligation) => ['Judge the risk anew, then ', { code: `gatehouse obligation complete ${obligation} --comment "…"` }, '. Until then it cannot be closed.'],
};
