import type { Measurement } from '../support/context.ts';
import { approvals } from './approvals.ts';
import { board } from './board.ts';
import { decision } from './decision.ts';
import { decisions } from './decisions.ts';
import { history } from './history.ts';
import { ledgerVerify } from './ledger-verify.ts';
import { managerDigest } from './manager-digest.ts';
import { obligations } from './obligations.ts';
import { pages } from './pages.ts';
import { redraw } from './redraw.ts';
import { slackAck } from './slack-ack.ts';
import { startup } from './start.ts';
import { workerMemory } from './worker-memory.ts';

/** Every measurement, in the order of design §12; each is a name for `--only`. */
export const MEASUREMENTS: readonly Measurement[] = [decision, decisions, approvals, history, redraw, slackAck, obligations, pages, board, managerDigest, workerMemory, ledgerVerify, startup];
