import { first } from './0001-first.ts';
import { write } from './0002-write.ts';
import { load } from './0003-load.ts';
import { pulse } from './0004-pulse.ts';
import { sessions } from './0005-sessions.ts';
import { tickets } from './0006-tickets.ts';
import { parkedActs } from './0007-parked-acts.ts';
import { digest } from './0008-digest.ts';
import { flow } from './0009-flow.ts';
import { bounces } from './0010-bounces.ts';
import { inbox } from './0011-inbox.ts';
import { signOut } from './0012-sign-out.ts';
import { movedOn } from './0013-moved-on.ts';
import { homes } from './0014-homes.ts';
import { nonconformities } from './0015-nonconformities.ts';
import { managersDigest } from './0016-managers-digest.ts';
import { actionBoard } from './0017-action-board.ts';
import { managersLine } from './0018-managers-line.ts';
import { drift } from './0019-drift.ts';

/** A step of the schema. Once released it is never edited: a later one changes what it made. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/** All steps, in the order in which they run. */
export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-first', sql: first },
  { name: '0002-write', sql: write },
  { name: '0003-load', sql: load },
  { name: '0004-pulse', sql: pulse },
  { name: '0005-sessions', sql: sessions },
  { name: '0006-tickets', sql: tickets },
  { name: '0007-parked-acts', sql: parkedActs },
  { name: '0008-digest', sql: digest },
  { name: '0009-flow', sql: flow },
  { name: '0010-bounces', sql: bounces },
  { name: '0011-inbox', sql: inbox },
  { name: '0012-sign-out', sql: signOut },
  { name: '0013-moved-on', sql: movedOn },
  { name: '0014-homes', sql: homes },
  { name: '0015-nonconformities', sql: nonconformities },
  { name: '0016-managers-digest', sql: managersDigest },
  { name: '0017-action-board', sql: actionBoard },
  { name: '0018-managers-line', sql: managersLine },
  { name: '0019-drift', sql: drift },
];
