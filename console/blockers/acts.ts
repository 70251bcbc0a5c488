import { BLOCKERS_PAGE, systemPage } from '../../contracts/pages.ts';
import type { Extent } from '../../contracts/primitives.ts';
import { blockerRaise } from '../../contracts/system.ts';
import { capital, spaced } from '../../render/words.ts';
import type { Act, Field } from '../acts/act.ts';
import { pick, plain, REASON_FIELD, SAMPLE } from '../acts/plain.ts';
import { addressOf, extentAt } from '../acts/reach.ts';

/** A pause order has a form of its own. */
const PAUSE = 'pause_order';
const KINDS = blockerRaise.shape.kind.options.filter((kind) => kind !== PAUSE);

const title: Field = { name: 'title', label: 'What holds it, in one line', kind: 'line', required: true };
const owner: Field = { name: 'owner', label: 'Who sees to it', kind: 'person', hint: 'nobody chosen: the owner of the system, or you' };

const home = (address: string): string => {
  const extent = extentAt(address);
  return extent.scope === 'system' ? systemPage(extent.id) : BLOCKERS_PAGE;
};

/** Raises a blocker by hand. */
const RAISE_ACT: Act = plain({
  operation: 'raiseBlocker',
  command: 'raise-blocker',
  of: 'reach',
  title: 'Raise a blocker',
  button: 'Raise it',
  tone: 'danger',
  done: 'The blocker is raised; it holds from now on.',
  home,
  fields: [
    { name: 'kind', label: 'What it is', kind: 'choice', required: true, options: KINDS.map((value) => ({ value, label: value === 'manual' ? 'Stopped by hand' : capital(spaced(value)) })) },
    title,
    REASON_FIELD,
    owner,
    { name: 'source_case', label: 'Which case it comes from', kind: 'line', hint: 'the id of an incident or a nonconformity; it then ends only when that is cured' },
  ],
  sample: () => ({ kind: 'manual', title: SAMPLE, reason: SAMPLE }),
});

/** Orders a pause (§1.16): permits and rollouts stop, reviews go on. It is lifted by releasing it. */
const PAUSE_ACT: Act = plain({
  key: 'orderPause',
  operation: 'raiseBlocker',
  command: 'raise-blocker',
  of: 'reach',
  title: 'Order a pause of deployments',
  button: 'Order the pause',
  tone: 'danger',
  done: 'The pause is ordered: no permit is issued or used until it is lifted. Reviews go on.',
  home,
  fields: [title, REASON_FIELD, owner],
  body: (typed) => ({ kind: PAUSE, ...pick('title', 'reason', 'owner')(typed) }),
  sample: () => ({ kind: PAUSE, title: SAMPLE, reason: SAMPLE }),
});

export const STOP_ACTS: readonly Act[] = [RAISE_ACT, PAUSE_ACT];

/** Where an act stops everything in reach. */
export const stopPage = ({ key }: Pick<Act, 'key'>, extent: Extent): string => `/act/${key}/${encodeURIComponent(addressOf(extent))}`;
