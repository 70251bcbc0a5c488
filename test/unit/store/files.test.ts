import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { RULES } from '../../../store/aggregates.ts';
import { evidenceId } from '../../../contracts/evidence.ts';
import { discard, isKept } from '../../../store/evidence-custody.ts';
import type { EvidenceFiles } from '../../../store/evidence-files.ts';
import { evidenceOnDisk } from '../../../store/evidence-on-disk.ts';
import { execute } from '../../../store/execute.ts';
import { readEvents } from '../../../store/ledger.ts';
import { TOY_RULES } from '../../support/toy.ts';
import { toyStore, type ToyStore } from '../../support/toy-store.ts';

let toys: ToyStore;
let home: string;
let files: EvidenceFiles;
beforeAll(async () => {
  toys = await toyStore();
  home = await mkdtemp(join(tmpdir(), 'gatehouse-evidence-'));
  files = evidenceOnDisk(home);
});
afterAll(async () => {
  await rm(home, { recursive: true });
  await toys.end();
});

const chunks = async function* (...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
};
const LIMITS = { maxBytes: 100, types: ['text/plain'] };
const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

describe('a file whose record is refused', () => {
  it('goes again, but not when there is a record of the same digest', async () => {
    const { sha256 } = await files.put(chunks('refused'), LIMITS);
    expect(await discard(toys.store, files, sha256)).toBe(true);
    expect([await files.get(sha256), await isKept(toys.store, files, sha256)]).toEqual([null, false]);
    await files.put(chunks('refused'), LIMITS);
    await toys.owner.query("INSERT INTO cases SELECT (jsonb_populate_record(c, jsonb_build_object('id', $1::text))).* FROM cases c WHERE id = 'house'", [evidenceId(sha256)]);
    expect(await discard(toys.store, files, sha256)).toBe(false);
    expect(await isKept(toys.store, files, sha256)).toBe(true);
  });
});

describe('the custody of a file', () => {
  const sha256 = digestOf('custody');
  const target = { kind: 'evidence', id: evidenceId(sha256) } as const;
  const run = (name: string, body: Record<string, unknown>, person = 'ada') => {
    const store = { ...toys.store, rules: { ...TOY_RULES, kinds: { ...TOY_RULES.kinds, evidence: RULES.kinds.evidence } } };
    const meta = { command_id: `${name}-${person}-${JSON.stringify(body)}`, actor: { kind: 'person', id: person }, door: 'api', assurance: 'session' } as const;
    return execute(store, target, { name, body }, meta);
  };

  it('records who stored it, who brought it again and who read it, and names no file in what is hashed', async () => {
    expect(await run('read', {})).toMatchObject({ ok: false, refusal: { refused: 'unknown_evidence' } });
    const stored = await run('store', { sha256, bytes: 7, name: 'board minutes.pdf' });
    expect(stored).toMatchObject({ ok: true, agenda: { open: false, tell: [] } });
    await run('store', { sha256, bytes: 7 }, 'bob');
    await run('read', {}, 'cleo');
    expect((await readEvents(toys.store, target.id)).map((event) => [event.type, event.body['person']])).toEqual([
      ['evidence.stored', 'ada'],
      ['evidence.brought_again', 'bob'],
      ['evidence.read', 'cleo'],
    ]);
    const { rows } = await toys.owner.query<{ body: string }>('SELECT body FROM ledger WHERE stream = $1 AND seq = 1', [target.id]);
    expect(rows[0]!.body).not.toContain('minutes');
    const queue = await toys.owner.query('SELECT 1 FROM relay_queue WHERE case_id = $1', [target.id]);
    expect(queue.rowCount).toBe(0);
  });

  it('is refused under another digest', async () => {
    expect(await run('store', { sha256: digestOf('other'), bytes: 1 })).toMatchObject({ ok: false, refusal: { refused: 'digest_mismatch' } });
  });
});
