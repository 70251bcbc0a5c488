import { describe, expect, it } from '@jest/globals';
import type { NonconformityFact } from '../../../domain/aggregate.ts';
import { otherNc, ROOT_CAUSE, Story } from '../../support/nonconformity.ts';

const EARLIER = 'nc_00000000000000000000000007';
const SECOND = 'nc_00000000000000000000000008';
const REASON = { reason: 'because' };
const among = (...nonconformities: readonly NonconformityFact[]) => new Story({ nonconformities });
const decides = (confirmed: boolean, of = EARLIER) => ({ of, confirmed, ...REASON });
/** A minor one that repeats an earlier one: a major one is proposed. */
const proposed = () => among(otherNc(EARLIER)).contained('minor').does('noor', 'decide-recurrence', decides(true));
/** The same, with everything else done that the end waits for. */
const provenEffective = () => {
  const story = among(otherNc(EARLIER)).contained('minor').does('noor', 'decide-recurrence', decides(true)).analysed('minor', { systemic: true });
  return story.waited('minor').checked();
};

describe('R-46 a raise of class that is proposed', () => {
  it('is owed a word of the coordinator within two business days, on the ladder of the class that is proposed', () => {
    expect(proposed().owed('classification')).toMatchObject({
      owed_by: { role: 'nc_coordinator' },
      to: ['noor'],
      subject: { raise: 'major' },
      sla: { business_days: 2 },
      due_at: '2026-03-04T09:00:00.000Z',
      ladder: 'nonconformity_major',
    });
  });

  it('by an ineffective check is owed it too', () => {
    const story = new Story().waited('minor').checked('ineffective');
    expect(story.owed('classification')).toMatchObject({ owed_by: { role: 'nc_coordinator' }, subject: { raise: 'major' }, sla: { business_days: 2 }, opened_at: story.now });
  });

  it('by three like minor ones in a year is owed it too, beside the steps', () => {
    const story = among(otherNc(EARLIER), otherNc(SECOND)).classified('minor');
    expect(story.owed('classification').subject).toEqual({ raise: 'major' });
  });

  it('of an observation, which no ladder tells of, climbs the ladder of a minor one', () => {
    const story = among(otherNc(EARLIER)).classified('observation').does('noor', 'decide-recurrence', decides(true));
    expect(story.owed('classification')).toMatchObject({ subject: { raise: 'minor' }, ladder: 'nonconformity_minor' });
  });

  it('is owed once, whatever rules propose it', () => {
    const story = among(otherNc(EARLIER), otherNc(SECOND)).classified('minor').does('noor', 'decide-recurrence', decides(true));
    expect(story.state.class_proposals.map(({ rule }) => rule)).toEqual(['recurrence.minor_to_major', 'recurrence.confirmed']);
    expect(story.owes().filter((kind) => kind === 'classification')).toHaveLength(1);
  });

  it('of a major one is none, so that nothing is owed', () => {
    expect(among(otherNc(EARLIER)).contained('major').does('noor', 'decide-recurrence', decides(true)).owes()).not.toContain('classification');
  });

  it.each([
    ['raised', 'major'],
    ['left as it is, with a reason', 'minor'],
  ] as const)('is decided by classing it: %s', (_what, cls) => {
    const story = proposed().classified(cls);
    expect([story.state.class, story.state.class_proposals, story.owes().includes('classification')]).toEqual([cls, [], false]);
    expect(story.last('obligation.met').body).toMatchObject({ rule: 'classified' });
  });

  it('is not proposed again for the same like ones once the coordinator left the class as it is', () => {
    const third = otherNc('nc_00000000000000000000000009', { title: 'Invoices were paid twice in Lisbon', controls: ['A.9.9'], systems: [] });
    const story = among(otherNc(EARLIER), otherNc(SECOND)).classified('minor').classified('minor').contained('minor').analysed('minor');
    expect(story.state.class_proposals).toEqual([]);
    const more = among(otherNc(EARLIER), otherNc(SECOND), third).classified('minor').classified('minor').contained('minor').analysed('minor');
    expect(more.state.class_proposals.map(({ rule }) => rule)).toEqual(['recurrence.minor_to_major']);
  });

  it('of their own case is not declined by its owner, who may well raise it', () => {
    const asked = among(otherNc(EARLIER), otherNc(SECOND)).classified('minor', { owner: 'noor' });
    expect(asked.refusal('noor', 'classify', { class: 'minor', owner: 'noor', ...REASON })).toMatchObject({ refused: 'separation_of_duties', pointer: '/class', detail: expect.stringContaining('major') });
    expect(asked.answer('noor', 'classify', { class: 'major', owner: 'noor', ...REASON })).toBe('accepted');
  });
});

describe('§0.02 a raise of class that nobody has decided on', () => {
  it('keeps an effective one from closing until it is decided', () => {
    const story = provenEffective();
    expect([story.state.status, story.owes()]).toEqual(['effectiveness_check', ['classification']]);
    expect(story.classified('minor').state.status).toBe('closed');
  });

  it('keeps one that asks for no check from closing with its evidence', () => {
    const story = among(otherNc(EARLIER)).classified('observation').does('noor', 'decide-recurrence', decides(true)).does('mira', 'root-cause', { ...ROOT_CAUSE, systemic: true });
    story.planned('observation').implementing('observation').verified('observation');
    expect([story.state.status, story.owes()]).toEqual(['verify_evidence', ['classification']]);
    expect(story.classified('observation').state.status).toBe('closed');
  });

  it('keeps its risk from being accepted, since a graver class may forbid it', () => {
    const accepts = { until: '2026-06-01T09:00:00.000Z', reason: 'cheaper', compensating_control: 'by hand' };
    expect(proposed().refusal('rafael', 'accept-risk', accepts)).toMatchObject({ refused: 'wrong_state', detail: expect.stringContaining('classify') });
    expect(proposed().classified('minor').answer('rafael', 'accept-risk', accepts)).toBe('accepted');
  });

  it('is withdrawn with the reason when two people say that it is none, and owed again when it is reopened', () => {
    const story = proposed().does('noor', 'reject', REASON).does('maya', 'reject', REASON);
    const raise = story.state.obligations.find(({ kind, subject }) => kind === 'classification' && subject['raise'] === 'major');
    expect(story.events.find(({ type, body }) => type === 'obligation.withdrawn' && body['obligation_id'] === raise?.id)?.body).toMatchObject({ rule: 'rejected_as_nc' });
    story.does('noor', 'reopen', { ...REASON, because: 'other' });
    expect(story.owed('classification')).toMatchObject({ subject: { raise: 'major' }, opened_at: story.now });
  });
});
