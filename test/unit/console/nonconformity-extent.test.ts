import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startConsole, type TestConsole } from '../../support/console.ts';
import { ok, seedSystem } from '../../support/seed.ts';

let house: TestConsole;
beforeAll(async () => {
  house = await startConsole();
});
afterAll(() => house.stop());

const raised = async (about: object): Promise<string> => String(ok(await house.api.as('devon').post('/v1/nonconformities', { title: 'No minutes are kept', description: 'Since May', source: 'review', ...about }))['id']);
/** A fact of the case's page, as text. */
async function fact(id: string, label: string): Promise<string | undefined> {
  const { html } = await house.browser('maya').get(`/cases/${id}`);
  return new RegExp(`<dt>${label}</dt><dd>(.*?)</dd>`).exec(html)?.[1]?.replaceAll(/<[^>]*>/g, '');
}

describe('§3.S the extent on the page of a nonconformity', () => {
  // each row: what the finding is about, and the extent in words
  it.each([
    ['the unit, by its name', { unit: 'claims' }, 'the unit Claims'],
    ['the whole organisation', {}, 'the whole organisation'],
  ])('is %s', async (_what, about, words) => expect(await fact(await raised(about), 'Extent')).toBe(words));

  it('still is the whole organisation beside the systems in which the analysis found the like', async () => {
    const { id: like } = await seedSystem(house.api, { tier: 'low' });
    const id = await raised({});
    const give = async (by: string, command: string, body: object) => ok(await house.api.as(by).post(`/v1/nonconformities/${id}/${command}`, body));
    await give('noor', 'classify', { class: 'minor', owner: 'mira', reason: 'By the table' });
    await give('mira', 'correct', { correction: 'Kept now', consequences: 'None' });
    const problem = { what: 'None kept', where: 'Boards', when: 'May', extent: 'All', not_where: 'None' };
    await give('mira', 'root-cause', { problem, whys: [{ because: 'nobody keeps them', assumption: true }, { because: 'nobody is named', assumption: true }, { because: 'the charter is silent', assumption: true }], root: { cause: 'The charter names nobody', in: 'controllable_system', confidence: 'high' }, cause_class: 'missing_control', extent: { looked_at: 'All systems', found_in: [like] } });
    const said = await fact(id, 'Extent');
    expect(said).toMatch(/^the whole organisation, \S/);
    expect((ok(await house.api.as('maya').get(`/v1/nonconformities/${id}`)))['systems']).toEqual([like]);
  });
});
