import type { MessageView } from '../../contracts/deployment-view.ts';
import type { Obligation } from '../../contracts/obligation.ts';
import type { ObligationKind } from '../../contracts/policy.ts';
import type { Assurance, Instant } from '../../contracts/primitives.ts';
import type { SlackStep } from '../../contracts/slack-actions.ts';
import type { Facts } from '../aggregate.ts';
import { isStrongEnough } from '../authority/eligibility.ts';
import { gatePathOf } from '../authority/gate-path.ts';
import { neededOn } from '../authority/proving.ts';
import { isOpen } from '../obligations/index.ts';
import { rulesOf } from './case.ts';
import { mayAskForTime } from './extend.ts';
import type { NonconformityState } from './state.ts';

type Action = MessageView['actions'][number] & { readonly action: SlackStep };
const step = (action: SlackStep, label: string, style: Action['style'] = 'plain'): Action => ({ action, label, style, needs_reason: true });

/** What a dialog in the chat can do about each kind of thing that is owed; the rest takes a page (files, long forms). */
const STEPS: { readonly [K in ObligationKind]?: (owed: Obligation) => readonly Action[] } = {
  classification: () => [step('classify', 'Classify', 'primary')],
  evidence_verification: () => [step('accept_evidence', 'Accept the evidence', 'primary'), step('return_evidence', 'Return it', 'danger')],
  effectiveness_check: () => [step('check_effect', 'Give the verdict')],
  extension_decision: () => [step('grant_extension', 'Grant', 'primary'), step('refuse_extension', 'Refuse', 'danger')],
  recurrence_decision: () => [step('confirm_recurrence', 'It repeats it', 'primary'), step('deny_recurrence', 'It does not')],
  second_person: ({ subject }) => [step(subject['what'] === 'cancel' ? 'agree_cancel' : 'agree_reject', 'Agree', 'primary')],
};

const EXTEND = step('extend', 'Ask for more time');

/** Words that take a halting nonconformity off the gates: they prove as much as a vote there (R-75, §1.20). */
const RELEASING: ReadonlySet<SlackStep> = new Set<SlackStep>(['accept_evidence', 'agree_reject', 'agree_cancel']);

/** What a message offers its reader to do about an open obligation. */
export interface Offered {
  readonly steps: readonly Action[];
  /** The proof that a step needs which a click in a chat does not give, so that it is no button; null when there is none. */
  readonly needed: Assurance | null;
}

/**
 * The steps that somebody whom an obligation was given to can take by a click (§3). What would take the case off a gate is left
 * out where a chat proves too little. The command's own rule has the last word.
 */
export function offeredTo(state: NonconformityState, owed: Obligation | undefined, person: string, seen: Facts & { readonly now: Instant }): Offered {
  if (!owed || !isOpen(owed) || !owed.to.includes(person)) return { steps: [], needed: null };
  const all = STEPS[owed.kind]?.(owed) ?? [];
  const needed = all.some(({ action }) => RELEASING.has(action)) ? tooWeak(state, seen) : null;
  const more = mayAskForTime(state, owed, rulesOf(seen.policy)) ? [EXTEND] : [];
  return { steps: [...all.filter(({ action }) => needed === null || !RELEASING.has(action)), ...more], needed };
}

/** The strength that a word needs which takes the case off a gate, where a click in a chat is weaker. */
function tooWeak(state: NonconformityState, seen: Facts): Assurance | null {
  if (state.class === null || rulesOf(seen.policy).classes[state.class].effect_on_gates !== 'halt') return null;
  const needed = neededOn(seen.policy, gatePathOf(seen));
  return isStrongEnough('chat', needed) ? null : needed;
}
