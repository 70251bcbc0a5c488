import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { evidenceId } from '../../../contracts/evidence.ts';
import { execute } from '../../../store/execute.ts';
import { watchEvidenceOnce } from '../../../store/watch.ts';
import type { TestApi } from '../../support/api.ts';
import { startTestApi } from '../../support/api.ts';
import { ok } from '../../support/seed.ts';
import { evidenceFilesOf } from '../../../store/evidence-place.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

describe('the watch', () => {
  it('tells once of a file that somebody came upon damaged, and again when that happens again after it was mended', async () => {
    const bring = async () => String(ok(await api.as('mira').upload('/v1/evidence', 'whole'))['sha256']);
    const sha256 = await bring();
    const [alarms, told]: [string[], Set<string>] = [[], new Set()];
    const turn = () => watchEvidenceOnce(api.store, async (subject, text) => void alarms.push(`${subject}\n${text}`), told);
    expect(await turn()).toEqual([]);
    for (const times of [1, 2]) {
      await evidenceFilesOf({ home: api.home }).remove(sha256);
      await api.as('ruth').get(`/v1/evidence/${sha256}`);
      expect([await turn(), await turn()]).toEqual([[evidenceId(sha256)], []]);
      expect([alarms.length, alarms.at(-1)]).toEqual([times, expect.stringContaining(evidenceId(sha256))]);
      await bring();
      expect(await turn()).toEqual([]);
    }
  });

  it('hears once of a file that two people come upon', async () => {
    const sha256 = String(ok(await api.as('mira').upload('/v1/evidence', 'twice'))['sha256']);
    const meta = { actor: { kind: 'person', id: 'ruth' }, door: 'api', assurance: 'session' } as const;
    const damaged = (command_id: string) => execute(api.store, { kind: 'evidence', id: evidenceId(sha256) }, { name: 'damaged', body: { found: 'gone' } }, { ...meta, command_id });
    const [first, again] = [await damaged('one'), await damaged('two')];
    expect([first.ok && first.events.length, again.ok && again.events.length]).toEqual([1, 0]);
  });
});
