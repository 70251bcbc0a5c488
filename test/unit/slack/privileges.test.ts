import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OperationId } from '../../../contracts/routes.ts';
import { type Privilege, PRIVILEGES } from '../../../domain/privileges.ts';
import { slackId, startHouse, type House } from './fixture.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse();
});
afterAll(() => house.stop());
beforeEach(() => house.slack.reset());

const table = PRIVILEGES as Record<OperationId, Privilege>;
const before = { ...PRIVILEGES };
afterEach(() => void Object.assign(table, before));

describe('what the privilege table gives to one role only', () => {
  it('cannot be clicked in Slack by anybody else', async () => {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'theo');
    table.castVote = { people: ['admin'], scope: null };
    const rows = await house.rows();
    await house.slack.click(slackId('theo'), ref, 'gatehouse:approve');
    expect([await house.told('theo'), await house.rows()]).toEqual([expect.stringMatching(/^"One person's word in a lane" is for holders of: administrator\.$/), rows]);
  });

  it('cannot be chosen in the menu of a message by anybody else', async () => {
    const { id } = await house.inReview();
    const ref = await house.card(id, 'theo');
    table.raiseNonconformity = { people: ['admin'], scope: null };
    await house.slack.shortcut(slackId('theo'), ref, 'gatehouse:raise_nonconformity');
    expect(await house.told('theo')).toContain('"Raise a nonconformity or a near-miss" is for holders of: administrator.');
    expect(house.slack.modals(slackId('theo'))).toEqual([]);
  });

  it('cannot be typed there by anybody else', async () => {
    table.listObligations = { people: ['admin'], scope: null };
    await house.slack.slashCommand(slackId('theo'), '/gatehouse', 'inbox', 'C0GATES');
    expect(await house.told('theo')).toMatch(/^"Obligations" is for holders of: administrator\.$/);
  });
});
