import type { Directory } from '../../contracts/directory.ts';
import type { DigestItem, LineDigest, OverdueBand } from '../../contracts/manager-digest.ts';
import type { NonconformitiesPolicy } from '../../contracts/nonconformity-policy.ts';
import type { Instant } from '../../contracts/primitives.ts';
import { hasLeft } from '../directory.ts';
import { reportsOf } from '../directory-index.ts';
import { ageBands, bandOf, bandsOf } from './board-view.ts';

/** Everybody whose line manager at `now` this person is: also the reports of one of them who left. */
export function lineOf(directory: Directory, manager: string, now: Instant): string[] {
  const found = new Set<string>();
  const next = [manager];
  for (let above = next.pop(); above !== undefined; above = next.pop()) {
    for (const report of reportsOf(directory, above)) {
      if (found.has(report.id) || report.id === manager) continue;
      found.add(report.id);
      if (hasLeft(report, now)) next.push(report.id);
    }
  }
  return [...found];
}

/** What a digest of one line is made of. */
export interface DigestInput {
  readonly manager: string;
  /** Everything that is open in the line. */
  readonly items: readonly DigestItem[];
  /** When the reader's last digest went out; null without one. */
  readonly since: Instant | null;
  /** How much in the line ended after that. */
  readonly done: number;
  readonly now: Instant;
  readonly until: Instant;
}

/** Open things that are overdue, by age, the oldest first. */
export function overdueBands(items: readonly DigestItem[], now: Instant, rules: Pick<NonconformitiesPolicy, 'board_bands'>): OverdueBand[] {
  const bands = ageBands({ bands: bandsOf(rules) }, now);
  const inBand = (number: number) => items.filter(({ due_at }) => bandOf(bands, due_at) === number);
  return [...bands].reverse().map(({ number, over, up_to }) => ({ over, to: up_to, items: inBand(number) })).filter((band) => band.items.length > 0);
}

const NEVER = '~';
const byDue = (a: DigestItem, b: DigestItem): number => ((a.due_at ?? NEVER) < (b.due_at ?? NEVER) ? -1 : Number((a.due_at ?? NEVER) > (b.due_at ?? NEVER)));

/** What one manager's line looks like: it begins with what changed since the reader was told last. */
export function lineDigest({ manager, items, since, done, now, until }: DigestInput, rules: Pick<NonconformitiesPolicy, 'board_bands'>): LineDigest {
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
  };
}
