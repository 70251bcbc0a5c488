import type { Refusal } from '../../contracts/refusal.ts';
import { inPerson } from '../actors.ts';
import type { Decision } from '../aggregate.ts';
import { deputyOf } from '../directory.ts';
import { owe, settle, wrongState, type Case } from './case.ts';
import { settleClosure } from './closure.ts';
import { partiesOf } from './separation.ts';
import { openOf, type NonconformityState } from './state.ts';
import { isRejectable, propose } from './second-person.ts';
import { heirTo, holding, holdersOf, named, roleBeside } from './who.ts';

/** Classified, and none of its actions is worked on. */
const DISPUTABLE: readonly NonconformityState['status'][] = ['classified', 'contained', 'rca', 'plan_review', 'reopened'];

/** The owner disputes the finding, once; an independent reviewer decides (§3). Meanwhile everything stays owed. */
export function dispute(draft: Case, { reason }: { readonly reason: string }): Decision {
  const { state, context, rules } = draft;
  if (!DISPUTABLE.includes(state.status)) return wrongState(state, `one that is classified and whose actions are not worked on (${DISPUTABLE.join(', ')})`);
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  const owner = heirTo(draft, state.owner ?? '');
  const may = owner === null ? [] : [owner, deputyOf(context.directory, owner, context.now)].filter((each) => each !== null);
  if (!may.includes(person)) return { refused: 'not_permitted', detail: `a finding is disputed by its owner: ${may.join(', or the deputy ') || 'nobody at present'}`, extra: { may } };
  if (state.dispute !== null) return alreadyDisputed(state.dispute);
  const role = roleBeside(draft, rules.reviewer_roles, [...partiesOf(state), person]);
  const obligation_id = owe(draft, { kind: 'finding_dispute', subject: {}, owed_by: { role }, sla: rules.dispute_within });
  draft.add('dispute.opened', { person, reason, obligation_id });
  return draft.done({ state: draft.state.status, obligation_id });
}

function alreadyDisputed({ person, at, upheld }: NonNullable<NonconformityState['dispute']>): Refusal {
  const became = upheld === null ? 'it is being decided' : `the dispute was ${upheld ? 'upheld' : 'dismissed'}`;
  return { refused: 'already_decided', detail: `${person} disputed it at ${at}; ${became}` };
}

/**
 * An independent reviewer decides: dismissed, the finding stands; upheld, the reviewer's word proposes to reject it, or
 * to cancel it once its actions are worked on, and a second person decides on that (§3). Never the owner, who found it or who classified it.
 */
export function decideDispute(draft: Case, { upheld, reason }: { readonly upheld: boolean; readonly reason: string }): Decision {
  const { state, rules } = draft;
  const owed = openOf(state, 'finding_dispute');
  if (!owed) return state.dispute === null ? wrongState(state, 'a finding that its owner disputes') : alreadyDisputed(state.dispute);
  const person = holding(draft, rules.reviewer_roles, 'deciding a dispute');
  if (typeof person !== 'string') return person;
  if (partiesOf(state).includes(person)) {
    const may = holdersOf(draft, rules.reviewer_roles).filter((each) => !partiesOf(state).includes(each));
    return { refused: 'separation_of_duties', detail: `${person} owns, found or classified it; an independent reviewer decides: ${named(may)}`, extra: { may } };
  }
  draft.add('dispute.decided', { person, reason, upheld });
  settle(draft, owed.id, 'met', upheld ? 'upheld' : 'dismissed');
  if (upheld) propose(draft, isRejectable(state) ? 'reject' : 'cancel', person, { reason, removed_by: null, evidence: [] });
  else settleClosure(draft);
  return draft.done({ state: draft.state.status, upheld });
}
