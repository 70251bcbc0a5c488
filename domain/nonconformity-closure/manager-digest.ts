import type { Directory } from '../../contracts/directory.ts';
import type { DigestItem, LineDigest, OverdueBand } from '../../contracts/manager-digest.ts';
import type { NonconformitiesPolicy } from '../../contracts/nonconformity-policy.ts';
import type { Policy } from '../../contracts/policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import type { Context } from '../aggregate.ts';
import { currentPerson, holders } from '../directory.ts';
import { lineOf } from '../line.ts';
import { ageBands, bandOf, bandsOf } from './board-view.ts';

/**
 * Of whom and what one manager's digest tells: what the direct line owes (`people`), what the manager or one of the line who
 * left answers for (`answering`), and of everybody further below how much is overdue: they are in the digests of those
 * between. What nobody owes or answers for goes to whoever watches over all, so that nothing is in nobody's digest.
 */
export interface DigestReach {
  readonly people: readonly string[];
  readonly answering: readonly string[];
  readonly below: readonly string[];
  readonly unowned: boolean;
}

export function digestReach({ directory, policy, now }: Pick<Context, 'directory' | 'policy' | 'now'>, manager: string): DigestReach {
  const people = lineOf(directory, manager, now, 'direct');
  const direct = new Set(people);
  const below = lineOf(directory, manager, now, 'all').filter((id) => !direct.has(id));
  const left = people.filter((id) => !currentPerson(directory, id, now));
  return { people, answering: [manager, ...left], below, unowned: watchers(directory, policy, now).includes(manager) };
}

/** Whoever watches over all: those who hold L3's role (§0.07). */
export const watchers = (directory: Directory, { ladders }: Pick<Policy, 'ladders'>, now: Instant): readonly string[] => holders(directory, ladders.levels.L3, now).map(({ id }) => id);

/** What a digest of one line is made of. */
export interface DigestInput {
  readonly manager: string;
  /** Everything that is open in the direct line, or that the manager answers for. */
  readonly items: readonly DigestItem[];
  /** When the last digest about this line went out, whoever read it; null without one. */
  readonly since: Instant | null;
  /** How much in the line ended after that. */
  readonly done: number;
  /** How much is overdue further below. */
  readonly overdue_below: number;
  readonly now: Instant;
  readonly until: Instant;
}

/** Open things that are overdue, by age, the oldest first. */
function overdueBands(items: readonly DigestItem[], now: Instant, rules: Pick<NonconformitiesPolicy, 'board_bands'>): OverdueBand[] {
  const bands = ageBands({ bands: bandsOf(rules) }, now);
  const inBand = (number: number) => items.filter(({ due_at }) => bandOf(bands, due_at) === number);
  return [...bands].reverse().map(({ number, over, up_to }) => ({ over, to: up_to, items: inBand(number) })).filter((band) => band.items.length > 0);
}

const NEVER = '~';
const byDue = (a: DigestItem, b: DigestItem): number => ((a.due_at ?? NEVER) < (b.due_at ?? NEVER) ? -1 : Number((a.due_at ?? NEVER) > (b.due_at ?? NEVER)));

/** What one manager's line looks like: it begins with what changed since somebody was told of it last, the manager or a deputy. */
export function lineDigest({ manager, items, since, done, overdue_below, now, until }: DigestInput, rules: Pick<NonconformitiesPolicy, 'board_bands'>): LineDigest {
  const sorted = [...items].sort(byDue);
  const isOverdue = ({ due_at }: DigestItem): boolean => due_at !== null && due_at <= now;
  const ahead = sorted.filter((item) => !isOverdue(item));
  const of = (kind: DigestItem['kind']): DigestItem[] => ahead.filter((item) => item.kind === kind);
  const named: readonly string[] = ['extension_decision', 'evidence_verification', 'effectiveness_check'];
  return {
    manager,
    changed: since === null ? null : { since, fresh: items.filter((item) => item.opened_at > since).length, fell_due: items.filter((item) => isOverdue(item) && (item.due_at ?? '') > since).length, done },
    overdue: overdueBands(sorted, now, rules),
    due_soon: ahead.filter(({ kind, due_at }) => !named.includes(kind) && due_at !== null && due_at <= until),
    extensions: of('extension_decision'),
    verification: of('evidence_verification'),
    effectiveness: of('effectiveness_check'),
    overdue_below,
  };
}
