import { join } from 'node:path';
import { readRequestFile } from '../../cli/request-file.ts';
import { packageRoot } from '../../config.ts';
import type { NonconformityView } from '../../contracts/nonconformity-view.ts';
import type { Hands } from '../demo/hands.ts';

const SOON_MS = 1_500;
const DAY_MS = 86_400_000;

const example = (name: string): Readonly<Record<string, unknown>> => readRequestFile(join(packageRoot(), 'examples', 'requests', name)).value;

interface Wish {
  readonly title: string;
  readonly class: 'major' | 'minor';
  readonly owner: string;
  /** Owner, verifier and time of each action, in milliseconds from now. */
  readonly actions: readonly (readonly [title: string, owner: string, verifier: string, within: number])[];
  readonly change?: Readonly<Record<string, unknown>>;
}

async function raised(hands: Hands, wish: Wish): Promise<string> {
  const { unit, ...finding } = example('nonconformity.yaml');
  const { id } = await hands.as('ruth').call('raiseNonconformity', { body: { ...finding, title: wish.title, class: wish.class, ...(wish.change ?? { unit }) } });
  const params = { id };
  await hands.as('noor').call('classifyNonconformity', { params, body: { class: wish.class, owner: wish.owner, reason: 'By the table of classes.' } });
  await hands.as(wish.owner).call('recordCorrection', { params, body: { correction: 'The alert rule is on again.', consequences: 'Seven days were looked at by hand; nothing had drifted.' } });
  await hands.as(wish.owner).call('recordRootCause', { params, body: { ...example('root-cause.yaml'), fishbone: FISHBONE } });
  return id;
}

/** As a workshop leaves it: several branches, two of them with more than one cause. */
const FISHBONE = [
  { branch: 'process', cause: 'No owner is asked for when a rule is made', weight: 'root' },
  { branch: 'process', cause: 'Moves are not reviewed', weight: 'contributing' },
  { branch: 'code_infra', cause: "The script disables what it can't attribute", weight: 'contributing' },
  { branch: 'people', cause: 'Two teams each thought the other watched', weight: 'contributing' },
  { branch: 'measurement', cause: 'Nobody measures whether alerts are on', weight: 'contributing' },
];

async function planned(hands: Hands, id: string, { owner, actions }: Wish): Promise<void> {
  const params = { id };
  const rows = actions.map(([title, who, verifier, within], i) => ({
    key: `a${i + 1}`,
    type: 'control_change',
    title,
    owner: who,
    verifier,
    due_at: new Date(Date.now() + within).toISOString(),
    evidence_spec: 'The log of a try',
  }));
  const effectiveness = { measure: 'Alert rules that are off without an approved reason', target: 'None in 90 days', method: 'retest', checker: 'rohan' };
  await hands.as(owner).call('submitActionPlan', { params, body: { actions: rows, effectiveness } });
  const view = (await hands.as('maya').call('getNonconformity', { params })) as unknown as NonconformityView;
  await hands.as('maya').call('approveActionPlan', { params, body: { plan_digest: view.plans.at(-1)?.plan_digest } });
}

/**
 * Two nonconformities with actions that are overdue, due this week and later, for the pictures of a page and of the board.
 * @returns the id of the major one, which is about `system`
 */
export async function fillNonconformities(hands: Hands, system: string): Promise<string> {
  const major: Wish = {
    title: 'Drift alerts of the credit scorecard were switched off',
    class: 'major',
    owner: 'mira',
    change: { system_id: system, description: 'Between 2 and 9 November nobody was told that the scores drifted, since the alert rule was disabled during a move.' },
    actions: [['Ask for an owner whenever an alert rule is made', 'devon', 'theo', SOON_MS], ['Report switched-off alerts every morning', 'dana', 'theo', 4 * DAY_MS], ['Train both teams on who watches what', 'yann', 'bela', 20 * DAY_MS]],
  };
  const minor: Wish = {
    title: 'Datasheets were approved without a date',
    class: 'minor',
    owner: 'bela',
    actions: [['Refuse a datasheet without its date', 'tess', 'mira', SOON_MS], ['Add the missing dates', 'bela', 'mira', 2 * DAY_MS]],
  };
  const id = await raised(hands, major);
  await planned(hands, id, major);
  await planned(hands, await raised(hands, minor), minor);
  const first = (await hands.as('maya').call('getNonconformity', { params: { id } })) as unknown as NonconformityView;
  const owed = first.actions.map(({ obligation_id }) => obligation_id).filter((each) => each !== null);
  await hands.story.until('what is due first is overdue', () => overdue(hands, owed));
  return id;
}

/** Whether something among these obligations is past its time and was reported so. */
async function overdue(hands: Hands, ids: readonly string[]): Promise<boolean> {
  const { items } = await hands.as('maya').all('listObligations', { query: { state: 'overdue' } }, 200);
  return items.some(({ id }) => ids.includes(String(id)));
}
