import type { NonconformityInFile } from '../contracts/nonconformity-file.ts';
import type { Extent } from '../contracts/primitives.ts';
import { causeText } from './cause.ts';
import type { CsvValue } from './csv.ts';

/** Columns of nonconformities as a file, wherever it is asked for. */
export const NONCONFORMITY_COLUMNS = [
  'id', 'state', 'class', 'severity', 'title', 'source', 'near_miss', 'owner', 'accountable', 'extent', 'systems', 'unit', 'clauses', 'controls',
  'cause_class', 'root_cause', 'cycle', 'raised_at', 'open', 'due_at', 'overdue', 'closed_at',
] as const;

const yesOrNo = (is: boolean): CsvValue => (is ? 'yes' : 'no');
const extentCell = (extent: Extent): string => (extent.scope === 'organisation' ? extent.scope : `${extent.scope}:${extent.id}`);

/** One line of that file. Several values stand in one cell with blanks between, none of them holds one; the root cause is a text of several lines. */
export const nonconformityCells = (found: NonconformityInFile): Record<(typeof NONCONFORMITY_COLUMNS)[number], CsvValue> => ({
  id: found.id,
  state: found.state,
  class: found.class,
  severity: found.severity,
  title: found.title,
  source: found.source,
  near_miss: yesOrNo(found.near_miss),
  owner: found.owner,
  accountable: found.accountable,
  extent: found.extent.map(extentCell).join(' '),
  systems: found.systems.join(' '),
  unit: found.unit,
  clauses: found.clauses.join(' '),
  controls: found.controls.join(' '),
  cause_class: found.cause_class,
  root_cause: found.cause === null ? null : causeText(found.cause),
  cycle: found.cycle,
  raised_at: found.raised_at,
  open: found.open,
  due_at: found.due_at,
  overdue: yesOrNo(found.overdue),
  closed_at: found.closed_at,
});
