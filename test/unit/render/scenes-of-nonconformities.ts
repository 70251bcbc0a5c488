import type { NcClass } from '../../../contracts/nonconformity-closure.ts';
import { EFFECTIVENESS, otherNc, Story } from '../../support/nonconformity.ts';
import { DAY, later } from '../obligations/world.ts';
import { about, type Pick, scene, type Scene, to } from './scene.ts';

const shown = (story: Story, pick: Pick): Scene => scene(story.state.id, story.state, story.facts, story.now, story.messages.findLast(pick));
/** The newest message that is about this obligation. */
const task = (kind: string, recipient?: string): Pick => (row) => row.about['obligation'] === kind && row.kind === 'task' && (recipient === undefined || row.recipient === recipient);
const told = (event: string, recipient: string): Pick => about(event, recipient);

const story = (): Story => new Story();
const TITLE = { title: 'Model released without <script> validation' };
const raised = (change: Record<string, unknown> = {}): Story => story().raised({ ...TITLE, ...change });
const analysed = (of: NcClass = 'major'): Story => raised().analysed(of);

function withExtension(): Story {
  const it = raised().implementing();
  it.now = later(it.now, 20 * DAY);
  const owed = it.owed('corrective_action');
  return it.does('dana', 'extend', { obligation_id: owed.id, until: later(owed.due_at ?? '', 20 * DAY), reason: 'The vendor is late', interim_control: 'Every release is checked by hand' });
}

/** Messages about nonconformities, by name. */
export const nonconformities: Readonly<Record<string, () => Scene>> = {
  'task-classification': () => shown(raised({ class: 'major', deadline: '2026-04-01T09:00:00.000Z' }), task('classification')),
  'task-classification-like-an-earlier-one': () => shown(new Story({ nonconformities: [otherNc('nc_00000000000000000000000009')] }).raised(), task('classification')),
  'task-classification-of-a-unit': () => shown(new Story({ system: null }).raised({ ...TITLE, system_id: undefined, unit: 'claims' }), task('classification')),
  'task-classification-by-a-raise': () => shown(raised().waited('minor').checked('ineffective'), task('classification')),
  'task-correction-of-the-organisation': () => shown(new Story({ system: null }).raised({ ...TITLE, system_id: undefined }).classified(), task('correction', 'mira')),
  'task-correction': () => shown(raised().classified(), task('correction', 'mira')),
  'task-root-cause': () => shown(raised().classified(), task('root_cause', 'mira')),
  'task-action-plan': () => shown(analysed(), task('action_plan', 'mira')),
  'task-plan-approval': () => shown(raised().planned(), task('plan_approval')),
  'task-corrective-action': () => shown(raised().implementing(), task('corrective_action', 'dana')),
  'task-corrective-action-returned': () => {
    const it = raised().handedIn();
    it.does('bela', 'verify', { action_id: it.action().action_id, accepted: false, comment: 'It shows <three> releases only' });
    return shown(it, task('corrective_action', 'dana'));
  },
  'task-evidence-verification': () => shown(raised().handedIn(), task('evidence_verification', 'bela')),
  'task-effectiveness-check': () => shown(raised().waited(), task('effectiveness_check', 'rohan')),
  'task-extension-decision': () => shown(withExtension(), task('extension_decision')),
  'task-recurrence-decision': () => shown(new Story({ nonconformities: [otherNc('nc_00000000000000000000000009')] }).raised(), task('recurrence_decision')),
  'task-second-person': () => shown(raised().does('noor', 'reject', { reason: 'A misunderstanding' }), task('second_person')),
  'task-finding-dispute': () => shown(raised().classified().does('mira', 'dispute', { reason: 'The report was there' }), task('finding_dispute')),
  'task-risk-reassessment': () => shown(raised({ source: 'audit' }).classified(), task('risk_reassessment')),
  'reminder': () => shown(raised().classified().runTo('2026-03-04T08:00:00.000Z'), to('reminder', 'mira')),
  'escalation': () => shown(raised().classified().runTo('2026-03-10T08:00:00.000Z'), (row) => row.kind === 'escalation' && row.about['level'] === 'L2'),
  'board': () => shown(raised().classified().runTo('2026-04-10T08:00:00.000Z'), to('board')),
  'notice-classified': () => shown(raised().classified(), told('nonconformity.classified', 'devon')),
  'notice-evidence-verified': () => shown(raised().verified(), told('evidence.verified', 'mira')),
  'notice-plan-returned': () => shown(raised().planned('major', { effectiveness: EFFECTIVENESS }).does('maya', 'return-plan', { reason: 'Too <late>' }), task('action_plan', 'mira')),
  'decision-closed': () => shown(raised().waited().checked(), told('nonconformity.closed', 'devon')),
  'decision-reopened-for-false-evidence': () => shown(raised().waited().checked().does('noor', 'reopen', { reason: 'The report was forged', because: 'evidence_false' }), told('nonconformity.reopened', 'mira')),
  'decision-reopened': () => shown(raised().waited().checked('ineffective'), told('nonconformity.reopened', 'mira')),
};
