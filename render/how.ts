import type { MessageView } from '../contracts/deployment-view.ts';
import type { RecordView } from '../contracts/record-view.ts';
import type { Line } from './line.ts';
import { NONCONFORMITY_COMMANDS_IN_WORDS } from './nonconformity-how.ts';

/** How each kind of obligation is met where no button meets it: a command, and what comes before it. */
const COMMANDS: Readonly<Record<string, (obligation: string, record: string, about: Readonly<Record<string, string>>) => Line>> = {
  revision: (_obligation, record) => ['Send a new revision with ', { code: `gatehouse deploy revise ${record} -f FILE` }, ', or withdraw the request.'],
  answer: (obligation) => ['Answer with ', { code: `gatehouse deploy answer ${obligation} --answer "…"` }],
  condition: (obligation) => ['Hand in evidence with ', { code: `gatehouse evidence add FILE --to ${obligation}` }],
  condition_review: (obligation) => ['Look at the evidence, then ', { code: `gatehouse obligation accept ${obligation}` }, ' or ', { code: `gatehouse obligation return ${obligation} --reason "…"` }],
  minutes: (obligation) => ['Enter the minutes with ', { code: `gatehouse obligation minutes ${obligation} --minutes "…"` }],
  consent: (_obligation, record) => ['Give your consent with ', { code: `gatehouse deploy consent ${record} --reason "…"` }],
  ratify_policy: (_obligation, _record, about) => ['Look at the difference, then ', { code: `gatehouse policy activate ${about['policy'] ?? 'DIGEST'}` }],
  risk_treatment: (_obligation, _record, about) => ['Record the treatment with ', { code: `gatehouse risk treat ${about['risk'] ?? 'RISK'}` }, ', or have the risk accepted.'],
  ...NONCONFORMITY_COMMANDS_IN_WORDS,
  retirement_review: (obligation) => ['Say what becomes of it with ', { code: `gatehouse obligation complete ${obligation} --comment "…"` }],
};

const signing = (obligation: string): Line[number] => ({ code: `gatehouse vote ${obligation} approve|approve-with-conditions|request-changes|reject --reason "…"` });

/** For one who may sign: the command, and where it is the only way why no button does it. */
function howToSign({ sign, case: the }: MessageView, obligation: string): Line | null {
  if (sign === null) return null;
  if (sign.by === 'button') return ['On the command line: ', signing(obligation)];
  return [`Tier ${the?.tier ?? 'unknown'} needs a sign-in of strength "${sign.needed}", more than a click in a chat proves: `, { strong: 'Sign' }, ` leads there. On the command line: `, signing(obligation), ', or ask first: ', { code: `gatehouse deploy ask ${obligation} --question "…"` }];
}

/** What the menu holds for an overseer, in words. */
function escalated(menu: MessageView['menu']): Line {
  const more = [...(menu.includes('nudge') ? ['nudge whoever owes it'] : []), ...(menu.includes('reassign') ? ['give it to somebody else'] : [])];
  return [`An escalation gives no right to sign: you can acknowledge it${more.length === 0 ? '' : `, or ${more.join(' or ')}`}.`];
}
const board = (escalation: string): Line => ['The secretary of the board enters its answer: ', { code: `gatehouse obligation complete ${escalation} --comment "…"` }];

const UNREACHED: Line = ['Have the address corrected in the directory, or see to it that somebody else takes it over.'];

/** What its reader can do about an open obligation, for those messages that ask something; null for the others. */
export function howTo(view: MessageView | RecordView, record: string): Line | null {
  if (view.about['unreached'] !== undefined) return UNREACHED;
  const owed = view.obligation;
  if (!owed || owed.ended) return null;
  if (view.kind === 'escalation') return escalated(view.menu);
  if (view.kind === 'board') return board(view.about['escalation'] ?? owed.id);
  if (view.kind === 'stuck') return null;
  if (owed.kind === 'sign_off') return 'sign' in view ? howToSign(view, owed.id) : null;
  return COMMANDS[owed.kind]?.(owed.id, record, { ...view.about, ...planOf(view) }) ?? null;
}

/** An approval names the plan that its giver saw. */
function planOf(view: MessageView | RecordView): Readonly<Record<string, string>> {
  const digest = 'nonconformity' in view ? view.nonconformity?.plan?.plan_digest : undefined;
  return digest === undefined ? {} : { plan_digest: digest };
}
