import { describe, expect, it } from '@jest/globals';
import { viewContent } from '../../../api/simulator/views.ts';
import { DIALOG_VERDICTS, SLACK_WORDS } from '../../../contracts/slack-actions.ts';
import type { Facts } from '../../../domain/aggregate.ts';
import { messageView } from '../../../domain/deployment-approval/message-view.ts';
import { deploymentView } from '../../../domain/deployment-approval/view.ts';
import { helpText, unknownWordText } from '../../../render/command-help.ts';
import { reasonDialog } from '../../../render/dialog.ts';
import { askDialog, delegateDialog, requestDialog } from '../../../render/forms.ts';
import { homeView, type HomeEntry, type HomeWish } from '../../../render/home.ts';
import { nudgeDialog, reassignDialog, snoozeDialog, wordDialog } from '../../../render/oversight-forms.ts';
import { statusText } from '../../../render/status.ts';
import { World } from '../../support/world.ts';
import { golden, shownBlocks, shownText } from './golden.ts';

const URL = 'https://gatehouse.example';
const DIGEST = `sha256:${'d'.repeat(64)}`;

function review(tier: 'medium' | 'high' = 'medium', facts: Partial<Facts> = {}): World {
  const world = new World(tier, facts);
  world.request({ title: 'Deploy the claims model & <script>' });
  world.check();
  return world;
}
const seenOf = (world: World) => ({ ...world.facts, now: world.now });

/** What `ruth` owes in this world, as the Home tab shows it. */
function owed(world: World, overdue: boolean): HomeEntry {
  const lane = world.state.lanes.find((each) => each.lane === 'risk')!;
  const about = { lane: 'risk', obligation: 'sign_off' };
  const view = messageView({ kind: 'sign_off', recipient: 'ruth', obligation_id: lane.obligation_id, about, late: false }, world.state, seenOf(world), URL);
  return { view, owed: { id: lane.obligation_id!, kind: 'sign_off', lane_name: 'Risk', title: world.state.title, url: view.case_url, due_at: view.obligation!.due_at, overdue } };
}
function home(entries: readonly HomeEntry[], more: Partial<HomeWish> = {}) {
  const world = review();
  const lent = [{ lane: 'legal', name: 'Legal', from: 'lena', until: '2026-04-01T00:00:00.000Z' }];
  return homeView({ name: 'Ruth', entries, all: entries.length, held: [{ lane: 'risk', name: 'Risk' }], lent, at: world.now, nameOf: (id) => `<${id}>`, ...more });
}

/** Something owed whose record could not be shown. */
const bare: HomeEntry = { view: null, owed: { id: 'obl_x', kind: 'risk_treatment', lane_name: null, title: 'Bias <in> claims', url: `${URL}/v1/cases/sys_x`, due_at: '2026-03-20T09:00:00.000Z', overdue: false } };

describe('what Slack shows beside messages', () => {
  it.each([
    ['home', () => home([owed(review(), true), bare], { all: 20 })],
    ['home-high-tier', () => home([owed(review('high'), false)])],
    ['home-retrain', () => home([owed(review('medium', { live: [{ environment: 'production', case_id: `dep_${'0'.repeat(26)}`, version_id: 'ver_0', digests: { weights: `sha256:${'1'.repeat(64)}` }, at: '2026-01-12T09:00:00.000Z' }] }), false)])],
    ['home-empty', () => home([], { held: [], lent: [] })],
  ])('the %s reads as its golden file does, and Slack takes it', (name, draw) => {
    const view = draw();
    expect(() => viewContent(JSON.parse(JSON.stringify(view)), 'home')).not.toThrow();
    expect(shownBlocks(view.blocks)).toBe(golden(`view-${name}.txt`, shownBlocks(view.blocks)));
  });

  const note = { channel: 'C0GATES', answer_at: `${URL}/response`, case: `dep_${'0'.repeat(26)}`, obligation: `obl_${'0'.repeat(26)}` };
  const place = { channel: 'C0GATES', answer_at: `${URL}/response` };
  it.each([
    ['ask', askDialog(note)],
    ['delegate', delegateDialog(place, [{ value: 'risk', text: 'Risk' }, { value: 'legal', text: 'Legal' }], 'legal')],
    ...DIALOG_VERDICTS.map((verdict) => [`vote-${verdict}`, reasonDialog({ ...note, digest: DIGEST, ask: true, verdict }, '*Risk sign-off needed*', null)] as const),
    ['vote-typed-already', reasonDialog({ ...note, digest: DIGEST, ask: true, verdict: 'reject' }, null, 'It <drifts>')],
    ...SLACK_WORDS.map((word) => [`word-${word}`, wordDialog({ ...note, word }, word === 'answer' ? 'Which <regions>\nare in?' : null)] as const),
    ['nudge', nudgeDialog(note)],
    ['reassign', reassignDialog(note)],
    ['snooze', snoozeDialog(note)],
    ['request', requestDialog(place, Array.from({ length: 120 }, (_, n) => ({ value: `sys_1/ver_${n}`, text: `Claims triage ${'long '.repeat(20)}${n}` })))],
  ])('the dialog %s reads as its golden file does, and Slack takes it', (name, view) => {
    expect(() => viewContent(JSON.parse(JSON.stringify(view)), 'modal')).not.toThrow();
    expect(shownBlocks(view.blocks)).toBe(golden(`view-dialog-${name}.txt`, shownBlocks(view.blocks)));
  });

  it.each([
    ['status', () => {
      const world = review();
      world.vote('ruth', 'risk');
      return statusText(deploymentView(world.state, seenOf(world)), `${URL}/v1/deployments/${world.state.id}`, (id) => `<${id}>`);
    }],
    ['status-withdrawn', () => {
      const world = review();
      world.as('mira', 'withdraw', { reason: 'The vendor <script> changed' });
      return statusText(deploymentView(world.state, seenOf(world)), `${URL}/v1/deployments/${world.state.id}`, (id) => id);
    }],
    ['help', helpText],
    ['unknown-word', () => unknownWordText('<!here> `now`', 'allowed: status')],
  ])('the answer %s reads as its golden file does', (name, say) => {
    expect(shownText(say())).toBe(golden(`answer-${name}.txt`, shownText(say())));
    expect(say()).not.toMatch(/<(script|ruth|!here)/);
  });
});
