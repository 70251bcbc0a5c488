import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Closure } from '../../support/closure.ts';
import { startConsole, type TestConsole } from '../../support/console.ts';
import { ok, seedSystem } from '../../support/seed.ts';

let house: TestConsole;
let system: string;
const id: Record<'analysed' | 'unit' | 'organisation', string> = { analysed: '', unit: '', organisation: '' };
beforeAll(async () => {
  house = await startConsole();
  const nc = new Closure({ as: (person) => house.api.as(person), now: async () => new Date().toISOString() });
  await nc.start();
  ({ id: system } = await seedSystem(house.api, { tier: 'medium' }));
  id.analysed = await nc.to('rca', 'major', { raise: { system_id: system } });
  for (const [scope, more] of [['unit', { unit: 'claims' }], ['organisation', {}]] as const) {
    const body = { title: `Found about the ${scope}`, description: 'Nobody keeps the register', source: 'review', severity: 'high', controls: ['A.4.2', 'A.6.2.4'], ...more };
    id[scope] = String(ok(await house.api.as('devon').post('/v1/nonconformities', body))['id']);
  }
});
afterAll(() => house.stop());

/** Cells of a file by column, of each line that begins with an id; quotes are taken off. */
function linesOf(text: string): Map<string, Record<string, string>> {
  const [head = '', ...lines] = text.trimEnd().split('\r\n');
  const cells = (line: string): string[] => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? '');
  const names = cells(head);
  return new Map(lines.map((line) => [cells(line)[0]!, Object.fromEntries(cells(line).map((cell, i) => [names[i]!, cell]))]));
}
const text = async (): Promise<string> => (await house.browser('theo').get('/nonconformities?format=csv')).html;

describe('nonconformities as a file', () => {
  it('is the same from the console and from the API', async () => {
    const { text: fromApi, headers } = await house.api.as('theo').send('GET', '/v1/nonconformities?format=csv');
    expect(headers.get('content-disposition')).toBe('attachment; filename="nonconformities.csv"');
    expect(await text()).toBe(fromApi);
    expect([...linesOf(fromApi).keys()].sort()).toEqual(Object.values(id).sort());
  });

  it('tells the root cause as a text, beside its class', async () => {
    const line = linesOf(await text()).get(id.analysed)!;
    const { root_causes } = ok(await house.api.as('maya').get(`/v1/nonconformities/${id.analysed}`)) as unknown as { root_causes: { cause_class: string; root: { cause: string }; whys: { because: string }[] }[] };
    const [cause] = root_causes;
    expect(line['cause_class']).toBe(cause!.cause_class);
    expect(line['root_cause']).toMatch(/^Root cause:\n/);
    for (const words of [cause!.root.cause, `1. because ${cause!.whys[0]!.because}`, 'Why not caught:']) expect(line['root_cause']).toContain(words);
  });

  it.each<[scope: 'unit' | 'organisation', extent: string, reason: string]>([
    ['unit', 'unit:claims', 'nobody has named its systems, so it reaches all of the unit'],
    ['organisation', 'organisation', 'it names neither a system nor a unit'],
  ])('says that a finding about the %s reaches %s: %s', async (scope, extent) => {
    expect(linesOf(await text()).get(id[scope])).toMatchObject({ extent, systems: '', severity: 'high', controls: 'A.4.2 A.6.2.4', cause_class: '', root_cause: '' });
  });

  it('names the systems that it reaches', async () => {
    expect(linesOf(await text()).get(id.analysed)).toMatchObject({ extent: `system:${system}`, systems: system });
  });
});
