import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { formFor } from '../../../api/slack/console-forms.ts';
import { actNamed } from '../../../console/acts/table.ts';
import { parkedAct } from '../../../store/parked-acts.ts';
import { slackId, startHouse, type House } from './fixture.ts';

let house: House;
beforeAll(async () => void (house = await startHouse()));
afterAll(() => house.stop());
beforeEach(() => house.slack.reset());

/** What `/gatehouse vote` says to somebody whose tier needs more than a chat, and the id under which the vote waits. */
async function refused(person: string, id: string, text: string) {
  await house.slack.slashCommand(slackId(person), '/gatehouse', `vote ${id} ${text}`, 'C0GATES');
  const told = await house.told(person);
  const [, link = ''] = /<(\S+)\|Sign in the browser>/.exec(told) ?? [];
  const page = new URL(link).searchParams.get('return_to') ?? '';
  return { told, link, parked: page.split('/').at(-1) ?? '' };
}

describe('§1.20 a vote that proves too little', () => {
  it('leads to the step-up and from there to the form with what was typed and the package that was seen', async () => {
    const { id } = await house.inReview('high_novel');
    const { link, parked } = await refused('lena', id, 'reject it *discriminates*');
    expect(link).toBe(`${house.api.url}/oidc/step-up?return_to=${encodeURIComponent(`/parked/${parked}`)}`);
    const { lanes, revisions, votes } = await house.state(id);
    expect(await parkedAct(house.api.store, parked, null, 'lena')).toEqual({
      act: 'castVote',
      about: lanes.find(({ lane }) => lane === 'legal')!.obligation_id,
      fields: { verdict: 'reject', reason: 'it *discriminates*', package_digest: revisions[0]!.package_digest },
      person: 'lena',
    });
    expect(votes).toEqual([]);
  });

  it('§1.20 "Not me" leads there too: the form stands ready to step aside, and nothing is typed before', async () => {
    const { id } = await house.inReview('high_novel');
    const ref = await house.card(id, 'lena');
    await house.slack.click(slackId('lena'), ref, 'gatehouse:more', { chosen: ['recuse'] });
    const told = await house.told('lena');
    const [, parked = ''] = /parked%2F(\w+)\|Sign in the browser>/.exec(told) ?? [];
    expect(house.slack.modals()).toEqual([]);
    const { lanes, revisions, votes } = await house.state(id);
    expect(await parkedAct(house.api.store, parked, null, 'lena')).toMatchObject({
      act: 'castVote',
      about: lanes.find(({ lane }) => lane === 'legal')!.obligation_id,
      fields: { verdict: 'recuse', package_digest: revisions[0]!.package_digest },
    });
    expect(votes).toEqual([]);
  });

  it.each([
    ['somebody else, signed in', null, 'mira'],
    ['a browser that nobody is signed in to', 'a-secret-of-a-browser', null],
    ['a browser of somebody else that sends no secret', '', 'mira'],
  ])('waits for its author alone, and not for %s', async (_who, browser, person) => {
    const { id } = await house.inReview('high_novel');
    const { parked } = await refused('lena', id, 'approve sound');
    expect(await parkedAct(house.api.store, parked, browser, person)).toBeNull();
    expect(await parkedAct(house.api.store, parked, null, 'lena')).not.toBeNull();
  });

  it('waits for fifteen minutes', async () => {
    const { id } = await house.inReview('high_novel');
    const { parked } = await refused('lena', id, 'approve sound');
    const late = new Date(Date.now() + 15 * 60_000 + 5_000).toISOString();
    expect(await parkedAct({ ...house.api.store, clock: async () => late }, parked, null, 'lena')).toBeNull();
  });
});

describe('§1.20 anything else that proves too little', () => {
  it('waits in the console’s form for it, as it was typed', async () => {
    const strict = await startHouse({ policy: (policy) => ({ ...policy, tiers: { ...policy.tiers, paths: Object.fromEntries(Object.entries(policy.tiers.paths).map(([name, path]) => [name, { ...path, assurance: 'mfa' }])) as typeof policy.tiers.paths } }) });
    try {
      await strict.slack.slashCommand(slackId('lena'), '/gatehouse', 'delegate leon legal until 2030-01-31', 'C0GATES');
      const [, link = ''] = /<(\S+)\|Sign in the browser>/.exec(await strict.told('lena')) ?? [];
      const page = new URL(link).searchParams.get('return_to') ?? '';
      expect(link).toContain('/oidc/step-up?');
      expect(await parkedAct(strict.api.store, page.split('/').at(-1)!, null, 'lena')).toEqual({ act: 'addDelegation', about: 'lena', fields: { to: 'leon', lane: 'legal', until: '2030-01-31T23:59:59.999' }, person: 'lena' });
    } finally {
      await strict.stop();
    }
  });

  // each row: a command as it is given, and whether all of it stands in the fields of its form
  const COMMANDS: [name: string, body: Record<string, unknown>, about: string][] = [
    ['vote', { obligation_id: 'obl_1', package_digest: 'sha256:1', verdict: 'approve_with_conditions', reason: 'r', conditions: [{ type: 'within', title: 't', criteria: 'c', owner: 'bruno', within: 'P10D' }] }, 'obl_1'],
    ['accept', { obligation_id: 'obl_1', comment: 'c' }, 'obl_1'],
    ['return', { obligation_id: 'obl_1', reason: 'r' }, 'obl_1'],
    ['answer', { obligation_id: 'obl_1', answer: 'a' }, 'obl_1'],
    ['complete', { obligation_id: 'obl_1', comment: 'c', evidence: ['sha256:1', 'sha256:2'] }, 'obl_1'],
    ['minutes', { obligation_id: 'obl_1', minutes: 'm', attendance: ['lena', 'theo'] }, 'obl_1'],
    ['consent', { reason: 'r' }, 'dep_1'],
    ['override-veto', { reason: 'r' }, 'dep_1'],
    ['set-tier', { tier: 'high', reason: 'r' }, 'dep_1'],
    ['release-blocker', { blocker_id: 'blk_1', reason: 'r' }, 'blk_1'],
    ['cure-blocker', { blocker_id: 'blk_1', reason: 'r' }, 'blk_1'],
    ['waive-blocker', { blocker_id: 'blk_1', system_id: 'sys_1', reason: 'r', compensating_control: 'c', until: '2030-01-31T00:00:00.000Z' }, 'blk_1'],
    ['treat-risk', { risk_id: 'rsk_1', residual: 'low', reason: 'r', evidence: ['sha256:1'] }, 'rsk_1'],
    ['accept-risk', { risk_id: 'rsk_1', reason: 'r', until: '2030-01-31T00:00:00.000Z' }, 'rsk_1'],
    ['close-risk', { risk_id: 'rsk_1', reason: 'r' }, 'rsk_1'],
    ['grant-delegation', { from: 'lena', to: 'leon', lane: 'legal', tier_cap: 'high', unit: 'claims', until: '2030-01-31T00:00:00.000Z', keep_informed: true }, 'lena'],
    ['classify', { class: 'minor', severity: 'high', owner: 'mira', systems: ['sys_1', 'sys_2'], reassess_risk: true, reason: 'r' }, 'dep_1'],
    ['verify', { action_id: 'act_1', accepted: true, comment: 'c' }, 'dep_1'],
    ['check-effect', { verdict: 'effective', measured: 'm', sample_size: 30, evidence: ['sha256:1', 'sha256:2'], comment: 'c' }, 'dep_1'],
    ['reject', { reason: 'r' }, 'dep_1'],
    ['cancel', { reason: 'r', removed_by: 'ret_1', evidence: ['sha256:1'] }, 'dep_1'],
    ['activate-policy', { digest: 'sha256:1' }, 'sha256:1'],
  ];
  it.each(COMMANDS)('%s comes back from the form as it was given', (name, body, about) => {
    const form = formFor({ name, body }, { kind: 'deployment', id: 'dep_1' })!;
    const act = actNamed(form.act)!;
    expect([form.about, act.command]).toEqual([about, name]);
    const member = Object.keys(body).find((key) => body[key] === about);
    const given = Object.fromEntries(Object.entries(body).filter(([key]) => key !== member));
    expect(act.body(form.fields)).toEqual(given);
  });

  it('has no form for what nobody can give there', () => {
    expect(formFor({ name: 'escalate', body: {} }, { kind: 'house', id: 'house' })).toBeNull();
  });
});
