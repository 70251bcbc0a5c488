import type { ColumnType, Generated } from 'kysely';
import type { Instant } from '../contracts/primitives.ts';

/** A JSON column: read as a value, written as text. */
type JsonColumn<T = unknown> = ColumnType<T, string, string>;
type At = ColumnType<Instant, Instant, Instant>;

export interface LedgerTable {
  readonly position: Generated<number>;
  readonly stream: string;
  readonly seq: number;
  readonly at: Instant;
  readonly actor: string;
  readonly type: string;
  readonly body: string;
  readonly prev_hash: string;
  readonly hash: string;
}

export interface CasesTable {
  id: string;
  kind: string;
  seq: number;
  head_hash: string;
  last_at: At;
  rev: number;
  state: JsonColumn;
  state_hash: string;
  agenda: JsonColumn;
  open: boolean;
  wake_at: At | null;
  tell: string[];
  tell_since: At | null;
  step_key: string | null;
  step_since: At | null;
  wanted_rev: number;
  status: string;
  title: string;
  system_id: string | null;
  unit: string | null;
  owner: string | null;
  requester: string | null;
  asking: string[];
  closed: boolean;
  approved: boolean;
  policy_digest: string | null;
  created_at: At;
  updated_at: At;
}

export interface ObligationsTable {
  id: string;
  case_id: string;
  system_id: string | null;
  kind: string;
  state: string;
  owed_person: string | null;
  owed_role: string | null;
  to_people: string[];
  opened_at: At;
  due_at: At | null;
  closed_at: At | null;
  version: number;
  data: JsonColumn;
  accountable: string | null;
}

/** One row for each person whom an open obligation is owed by; `due_at` is `infinity` for what is due at no time. */
export interface InboxTable {
  person: string;
  due_at: At;
  id: string;
  kind: string;
  state: string;
  lane: string | null;
  system_id: string | null;
}

export interface DeliveriesTable {
  key: string;
  case_id: string;
  obligation_id: string | null;
  recipient: string;
  channel: string;
  channels: string[];
  kind: string;
  about: JsonColumn;
  mutable: boolean;
  late: boolean;
  state: string;
  remote_ref: string | null;
  shown_rev: number | null;
  attempts: number;
  next_at: At;
  lease_until: At | null;
  owed_at: At;
  due_at: At;
  sent_at: At | null;
  last_error: string | null;
  noted: Generated<boolean>;
  moved_on: JsonColumn<{ readonly channel: string; readonly code: string; readonly next_channel: string } | null>;
  digest_key: string | null;
}

export interface TicketsTable {
  key: string;
  case_id: string;
  obligation_id: string;
  system: string;
  ref: string;
  url: string | null;
  said: JsonColumn;
  state: string;
  since: At;
  looked_at: At;
  look_at: At | null;
}

/** What lists and rules see of a nonconformity without opening it; `data` is its whole row. */
export interface NonconformitiesTable {
  id: string;
  status: string;
  class: string | null;
  severity: string;
  source: string;
  owner: string | null;
  accountable: string | null;
  unit: string | null;
  cause_class: string | null;
  near_miss: boolean;
  systems: string[];
  controls: string[];
  words: string[];
  raised_at: At;
  classified_at: At | null;
  closed_at: At | null;
  until_at: At;
  data: JsonColumn;
}

export interface TokensTable {
  id: string;
  hash: string;
  subject: JsonColumn;
  scopes: string[];
  created_at: At;
  created_by: string;
  expires_at: At | null;
  revoked_at: At | null;
}

/** The tables and the view as Kysely sees them; `migrations/` makes them. */
export interface Database {
  ledger: LedgerTable;
  texts: { commitment: string; stream: string; salt: string; text: string };
  cases: CasesTable;
  obligations: ObligationsTable;
  obligations_closed: ObligationsTable;
  inbox: InboxTable;
  scopes: { id: string };
  units: { id: string; path: string[] };
  blockers: { id: string; stream: string; scope: string; raised_at: At; data: JsonColumn };
  waivers: { id: string; stream: string; blocker_id: string; data: JsonColumn };
  live_versions: { case_id: string; system_id: string; data: JsonColumn };
  rollouts: { system_id: string; environment: string; case_id: string };
  policies: { digest: string; data: JsonColumn };
  ids: { id: string; stream: string };
  deliveries: DeliveriesTable;
  destinations: { channel: string; destination: string; next_free_at: At };
  wakes: { id: Generated<number>; case_id: string; at: At };
  relay_queue: { case_id: string; rev: number; since: At };
  tickets: TicketsTable;
  nonconformities: NonconformitiesTable;
  slack_homes: { user_id: string; person: string; opened_at: At; shown: string };
  tokens: TokensTable;
  late: { case_id: string; kind: string; what: 'relay' | 'wake' | 'step' | 'message'; since: Instant };
}
