import type { CauseShown } from '../contracts/nonconformity-message.ts';
import { type Line, plain } from './line.ts';
import { branchInWords } from './nonconformity-words.ts';
import { capital, spaced } from './words.ts';

/** One part of an analysis: its name, and its lines in the order in which they are read. */
export interface CausePart {
  readonly label: string;
  readonly lines: readonly Line[];
}

const fishboneOf = ({ fishbone }: CauseShown): Line[] => fishbone.map(({ branch, cause, weight }) => [`${capital(branchInWords(branch))}: ${cause} (${weight})`]);

/** The analysis in parts, each only where it holds something: the root, the chain link by link, the branches, the escape. */
export function causeParts(cause: CauseShown): readonly CausePart[] {
  const parts: CausePart[] = [
    { label: 'Root cause', lines: [[`${cause.cause} (${spaced(cause.cause_class)})`]] },
    { label: '5-Whys', lines: cause.whys.map(({ because, assumption }, i) => [`${i + 1}. because ${because}${assumption ? ' (assumption)' : ''}`]) },
    { label: 'Fishbone', lines: fishboneOf(cause) },
    { label: 'Why not caught', lines: cause.escape === null ? [] : [[cause.escape]] },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

/** Fishbone and 5-Whys as plain text, a part below the other, for whatever shows no picture: an answer in Slack, an export. Not escaped. */
export function causeText(cause: CauseShown): string {
  return causeParts(cause)
    .flatMap(({ label, lines }) => [`${label}:`, ...lines.map((line) => `  ${plain(line)}`)])
    .join('\n');
}
