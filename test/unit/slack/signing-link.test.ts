import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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
