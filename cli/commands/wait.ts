import { setTimeout as pause } from 'node:timers/promises';
import type { AnswerOf } from '../client.ts';
import { Failure } from '../failure.ts';
import type { Answer } from '../io.ts';
import { fields, inline } from '../print.ts';
import type { Shell } from '../shell.ts';
import type { CommandSpec } from '../spec.ts';
import { milliseconds } from '../when.ts';

/** Leave was given. */
const APPROVED: readonly string[] = ['approved', 'conditionally_approved', 'permit_issued', 'live', 'approval_expiring'];
/** It will not be given any more, unless somebody opens the case again. */
const ENDED: readonly string[] = ['rejected', 'withdrawn', 'lapsed', 'expired', 'revoked', 'superseded', 'closed'];
const LOOK_EVERY_MS = 1_000;

type Deployment = AnswerOf<'getDeployment'>;
interface Watched {
  readonly shell: Shell;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

function outcomeOf(found: Deployment): Answer | null {
  const { id, state, package_digest } = found;
  if (APPROVED.includes(state)) return { json: found, text: fields({ case: id, state, package_digest, valid_until: found['valid_until'] }) };
  if (!ENDED.includes(state)) return null;
  throw new Failure('refused', `${id} is ${state}${found['outcome'] === null || found['outcome'] === undefined ? '' : ` (${inline(found['outcome'])})`}; see: gatehouse deploy show ${id}`);
}

const standing = ({ state, lanes, blockers }: Deployment): string => {
  const open = lanes.filter((lane) => lane.state !== 'passed').map(({ lane }) => lane);
  const held = blockers.map(({ kind, owner }) => `${kind} (owner ${owner})`);
  return `${state}${open.length > 0 ? `; lanes still open: ${open.join(', ')}` : ''}${held.length > 0 ? `; held by ${held.join(', ')}` : ''}`;
};

/** A look that is allowed to find nobody, for the API may be starting again. */
async function look({ shell, id }: Watched): Promise<Deployment | null> {
  try {
    return await shell.api.call('getDeployment', { params: { id } });
  } catch (error) {
    if (error instanceof Failure && error.kind === 'unreachable') return null;
    throw error;
  }
}

async function waitFor(watched: Watched): Promise<Answer> {
  let last = await watched.shell.api.call('getDeployment', { params: { id: watched.id } });
  for (let told = ''; ; ) {
    const outcome = outcomeOf(last);
    if (outcome !== null) return outcome;
    const now = standing(last);
    if (now !== told) watched.shell.tell(`${watched.id} is ${now}`);
    told = now;
    const left = watched.until - Date.now();
    if (left <= 0) throw new Failure('timed_out', `${watched.id} is still ${now}; wait longer with --timeout`);
    await pause(Math.min(LOOK_EVERY_MS, left));
    last = (await look(watched)) ?? last;
  }
}

/** Made for pipelines: comes back when leave was given (0), will not be given (1), or time is up (4). */
export const WAIT: CommandSpec = {
  name: 'wait',
  args: '<CASE>',
  about: 'wait until the case is approved: 0 approved, 1 it ended otherwise, 4 time is up',
  options: [{ flags: '--timeout <TIME>', about: 'how long at most, e.g. 90s, 15m, 1h, PT1H (1h)' }],
  run: async (given, shell) => waitFor({ shell, id: given.arg(0), until: Date.now() + milliseconds(given.text('timeout') ?? '1h', '--timeout') }),
};
