import { z } from 'zod';
import { CASE_KINDS } from './primitives.ts';
import type { CaseKind } from './primitives.ts';

/** What each prefix of an id stands for. An id is its prefix, `_`, and 26 characters of Crockford base 32. */
export const ID_PREFIXES = {
  dep: 'deployment',
  inc: 'incident',
  nc: 'nonconformity',
  ret: 'retirement',
  sys: 'system',
  ver: 'version',
  obl: 'obligation',
  vot: 'vote',
  qst: 'question',
  cnd: 'condition',
  prm: 'permit',
  blk: 'blocker',
  rsk: 'risk item',
  wvr: 'waiver',
  act: 'corrective action',
  evd: 'evidence',
  dlg: 'delegation',
  abs: 'absence',
  dlv: 'delivery',
  cmd: 'command',
  tok: 'token',
} as const;
export type IdPrefix = keyof typeof ID_PREFIXES;

/** The one case without an id of its own: messages that belong to no case (design §6). */
export const HOUSE_ID = 'house';

// 26 characters hold 130 bits, so a UUID's 128 leave the first character at 7 or below; i, l, o and u do not occur
const REST = '[0-7][0-9a-hjkmnp-tv-z]{25}';
const FORM = new RegExp(`^(${Object.keys(ID_PREFIXES).join('|')})_(${REST})$`);

/** Takes an id apart; null when the text is no id of ours. */
export function parseId(text: string): { readonly prefix: IdPrefix; readonly rest: string } | null {
  const [, prefix, rest] = FORM.exec(text) ?? [];
  return prefix && rest ? { prefix: prefix as IdPrefix, rest } : null;
}

/** Is the text an id of this kind, e.g. `isId('dep', 'dep_01…')`? */
export const isId = (prefix: IdPrefix, text: string): boolean => parseId(text)?.prefix === prefix;

/** The schema of an id of one kind; a refusal names the kind and the form. */
export const idOf = (prefix: IdPrefix) =>
  z.string().regex(new RegExp(`^${prefix}_${REST}$`), `must be the id of a ${ID_PREFIXES[prefix]}, ${prefix}_ and 26 characters`);

/** The prefix of the ids of each kind of case; `house` has the one id {@link HOUSE_ID}. */
export const CASE_PREFIXES = {
  deployment: 'dep',
  incident: 'inc',
  nonconformity: 'nc',
  retirement: 'ret',
} as const satisfies Record<Exclude<CaseKind, 'house'>, IdPrefix>;

/** The kind of the case with this id; null when it is not the id of a case. */
export function caseKindOf(id: string): CaseKind | null {
  return CASE_KINDS.find((kind) => (kind === 'house' ? id === HOUSE_ID : isId(CASE_PREFIXES[kind], id))) ?? null;
}

/** The Temporal workflow id of a case, e.g. `deployment/dep_01…`; parsed by {@link parseCaseWorkflowId}. */
export const caseWorkflowId = (kind: CaseKind, id: string): string => `${kind}/${id}`;

/** The case that a workflow id stands for; null when the kind is unknown or does not fit the id. */
export function parseCaseWorkflowId(workflowId: string): { readonly kind: CaseKind; readonly id: string } | null {
  const id = workflowId.slice(workflowId.indexOf('/') + 1);
  const kind = caseKindOf(id);
  return kind !== null && workflowId === caseWorkflowId(kind, id) ? { kind, id } : null;
}
