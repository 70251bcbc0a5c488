import { describe, expect, it } from '@jest/globals';
import { offeredTo } from '../../../domain/nonconformity-closure/offered.ts';
import { Story } from '../../support/nonconformity.ts';
import { World } from '../../support/world.ts';
import { DAY, later } from '../obligations/world.ts';

const offered = (story: Story, kind: string, person: string) => {
  const { steps, needed } = offeredTo(story.state, story.owed(kind), person, { ...story.facts, now: story.now });
  return [steps.map(({ action }) => action), needed];
};
const onSystem = (tier: 'medium' | 'high') => new Story({ system: new World(tier).facts.system });

describe('R-75 what a message about a nonconformity offers', () => {
  // each row: who, and why that one may or may not click
  it.each([
    ['whoever it was given to', 'bela', ['accept_evidence', 'return_evidence']],
    ['nobody else, whatever they are in the case', 'dana', []],
    ['not the coordinator', 'noor', []],
  ] as const)('steps are for %s', (_why, person, steps) => {
    expect(offered(new Story().raised().handedIn(), 'evidence_verification', person)).toEqual([steps, null]);
  });

  it('leaves out what takes the case off a gate where a click proves too little, and says what is needed', () => {
    expect(offered(onSystem('high').raised().handedIn(), 'evidence_verification', 'bela')).toEqual([['return_evidence'], 'mfa']);
  });

  it('keeps it where the case holds no gate', () => {
    expect(offered(onSystem('high').raised().handedIn('minor'), 'evidence_verification', 'bela')).toEqual([['accept_evidence', 'return_evidence'], null]);
  });

  it('keeps what the second person agrees to while nothing is classified, since nothing is held', () => {
    expect(offered(onSystem('high').raised().does('noor', 'reject', { reason: 'None' }), 'second_person', 'maya')).toEqual([['agree_reject'], null]);
  });

  it('offers to ask for more time until it is asked for, and not beyond what the class lets it', () => {
    const it = new Story().raised().implementing();
    const extend = () => it.does('dana', 'extend', { obligation_id: it.owed('corrective_action').id, until: later(it.owed('corrective_action').due_at ?? '', DAY), reason: 'Late', interim_control: 'By hand' });
    const grant = (by: string) => it.does(by, 'decide-extension', { obligation_id: it.owed('extension_decision').id, granted: true, reason: 'Yes' });
    expect(offered(it, 'corrective_action', 'dana')).toEqual([['extend'], null]);
    extend();
    expect(offered(it, 'corrective_action', 'dana')).toEqual([[], null]);
    grant(it.owed('extension_decision').to[0]!);
    expect(offered(it, 'corrective_action', 'dana')).toEqual([['extend'], null]);
    extend();
    grant(it.owed('extension_decision').to[0]!);
    expect(offered(it, 'corrective_action', 'dana')).toEqual([[], null]);
  });
});
