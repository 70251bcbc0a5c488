import type { Obligation } from '../../contracts/obligation.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import { holdsAny, inPerson } from '../actors.ts';
import type { Decision } from '../aggregate.ts';
import { isRefusal } from '../aggregate.ts';
import { findOpen, redate } from '../obligations/index.ts';
import { settle, unitOf, type Case } from './case.ts';
import { aboveAsker, ownerOf } from './extend.ts';
import type { Extension } from './state.ts';
import { holdersOf, named, owes } from './who.ts';

interface Decided {
  /** The step that is to be extended, or the decision that is owed on it. */
  readonly obligation_id: string;
  readonly granted: boolean;
  readonly reason: string;
}

/**
 * Somebody above who owes the step, and above the manager who asked, grants the time that was asked for or refuses it. Granted, the step is re-dated:
 * a new ladder, the old rungs end (§0.03). Never decided by who owes it or asked.
 */
export function decideExtension(draft: Case, { obligation_id, granted, reason }: Decided): Decision {
  const { state, context } = draft;
  const asked = state.extensions.find((one) => one.state === 'requested' && [one.obligation_id, one.decide_obligation_id].includes(obligation_id));
  const owed = asked && findOpen(state.obligations, asked.obligation_id);
  if (!asked || !owed) return { refused: 'unknown_obligation', detail: `nobody asks for more time for ${obligation_id}; GET /v1/obligations lists the extension decisions that are open`, pointer: '/obligation_id' };
  const person = deciding(draft, asked, owed);
  if (typeof person !== 'string') return person;
  const moved = granted ? redate(state.obligations, owed.id, { until: asked.until, person, reason }, context) : { events: [] };
  if (isRefusal(moved)) return { refused: 'not_due', detail: `the time that was asked for, until ${asked.until}, is over; refuse it, and ${asked.person} asks anew`, pointer: '/granted' };
  draft.add('extension.decided', { obligation_id: owed.id, number: asked.number, granted, person, reason });
  draft.push(...moved.events);
  settle(draft, asked.decide_obligation_id, 'met', granted ? 'granted' : 'refused');
  return draft.done({ granted, due_at: findOpen(draft.state.obligations, owed.id)?.due_at ?? null });
}

/** The person who may decide, or why not and who may. */
function deciding(draft: Case, asked: Extension, owed: Obligation): string | Refusal {
  const { state, context, rules, row } = draft;
  const person = inPerson(context);
  if (typeof person !== 'string') return person;
  const owner = ownerOf(owed);
  const own = [owner, asked.person, ...owed.to];
  const { executive_from } = row.extensions;
  const byExecutive = executive_from !== null && asked.number >= executive_from;
  const decision = findOpen(state.obligations, asked.decide_obligation_id);
  const chain = byExecutive ? [] : aboveAsker(draft, owed, asked.person);
  const meant = decision !== undefined && isAbove(decision, chain) ? decision : undefined;
  const may = [...new Set([...(meant?.to ?? []), ...chain, ...holdersOf(draft, rules.executive_roles)])].filter((each) => !own.includes(each));
  if (own.includes(person)) return { refused: 'separation_of_duties', detail: `${person} owes it or asked; somebody above decides: ${named(may)}`, extra: { may } };
  const isMeant = meant !== undefined && owes(draft, meant, person);
  const isExecutive = holdsAny(context.directory, person, rules.executive_roles, context.now, unitOf(state, context));
  if (isMeant || isExecutive || chain.includes(person)) return person;
  const who = byExecutive ? `extension ${asked.number} is decided by an executive` : `more time is granted by somebody above ${owner ?? 'its owner'} and whoever asked`;
  return { refused: 'not_permitted', detail: `${who}: ${named(may)}`, extra: { may } };
}

/** Whether it is owed by somebody above, whose deputy may stand in, or by a role; it may have been given to others since, or the step to somebody else. */
const isAbove = ({ owed_by }: Obligation, chain: readonly string[]): boolean => 'role' in owed_by || chain.includes(owed_by.person);
