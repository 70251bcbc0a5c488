import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { RULES } from '../../../store/aggregates.ts';
import { evidenceId } from '../../../contracts/evidence.ts';
import { discard, isKept } from '../../../store/evidence-custody.ts';
import { type EvidenceFiles, evidenceFiles, EvidenceTooLarge } from '../../../store/evidence-files.ts';
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
  files = evidenceFiles(home);
});
afterAll(async () => {
  await rm(home, { recursive: true });
  await toys.end();
});

const chunks = async function* (...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
};
const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;

describe('an evidence file', () => {
  it('is found by the digest of its bytes, whole and for this user only', async () => {
    const stored = await files.put(chunks('model ', 'card'), 100);
    expect(stored).toEqual({ sha256: digestOf('model card'), bytes: 10 });
    const found = await files.get(stored.sha256);
    const read: Buffer[] = [];
    for await (const chunk of found!.stream()) read.push(chunk as Buffer);
    expect([found!.bytes, Buffer.concat(read).toString()]).toEqual([10, 'model card']);
    const hex = stored.sha256.slice(7);
    expect((await stat(join(home, 'evidence', hex.slice(0, 2), hex.slice(2)))).mode & 0o777).toBe(0o400);
  });

  it('may be stored twice, and be empty', async () => {
    expect(await files.put(chunks('twice'), 5)).toEqual(await files.put(chunks('tw', 'ice'), 5));
    expect(await files.put(chunks(), 5)).toEqual({ sha256: digestOf(''), bytes: 0 });
  });

  it('leaves nothing behind when it is too large or its sender breaks off', async () => {
    await expect(files.put(chunks('123456', '7890'), 9)).rejects.toThrow(EvidenceTooLarge);
    const broken = async function* () {
      yield Buffer.from('half');
      throw new Error('connection reset');
    };
    await expect(files.put(broken(), 100)).rejects.toThrow('connection reset');
    expect(await readdir(join(home, 'evidence', 'incoming'))).toEqual([]);
    expect(await files.get(digestOf('half'))).toBeNull();
  });

  it('that was begun and never finished, since its process was killed, is removed once nobody wrote to it for an hour', async () => {
    const incoming = (name: string) => join(home, 'evidence', 'incoming', name);
    await writeFile(incoming('old'), 'half of it');
    await writeFile(incoming('young'), 'half of it');
    await utimes(incoming('old'), new Date(), new Date(Date.now() - 3_601_000));
    const { sha256 } = await files.put(chunks('old and stored'), 100);
    expect(await files.tidy(3_600_000)).toBe(1);
    expect(await readdir(join(home, 'evidence', 'incoming'))).toEqual(['young']);
    expect(await files.get(sha256)).not.toBeNull();
    expect(await evidenceFiles(join(home, 'nothing', 'here')).tidy(0)).toBe(0);
    await rm(incoming('young'));
  });

  it.each(['sha256:../../etc/passwd', `sha256:${'A'.repeat(64)}`, digestOf('never stored')])('is not there for %s', async (digest) => {
    expect(await files.get(digest)).toBeNull();
  });
});

describe('a file whose record is refused', () => {
  it('goes again, but not when there is a record of the same digest', async () => {
    const { sha256 } = await files.put(chunks('refused'), 100);
    expect(await discard(toys.store, files, sha256)).toBe(true);
    expect([await files.get(sha256), await isKept(toys.store, files, sha256)]).toEqual([null, false]);
    await files.put(chunks('refused'), 100);
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

  it('records who stored it, who attached it and who read it, and names no file in what is hashed', async () => {
    expect(await run('read', {})).toMatchObject({ ok: false, refusal: { refused: 'unknown_evidence' } });
    const stored = await run('store', { sha256, bytes: 7, name: 'board minutes.pdf' });
    expect(stored).toMatchObject({ ok: true, agenda: { open: false, tell: [] } });
    await run('store', { sha256, bytes: 7 }, 'bob');
    await run('attach', { case_id: 'dep_1', obligation_id: null });
    await run('read', {}, 'cleo');
    expect((await readEvents(toys.store, target.id)).map((event) => [event.type, event.body['person']])).toEqual([
      ['evidence.stored', 'ada'],
      ['evidence.brought_again', 'bob'],
      ['evidence.attached', 'ada'],
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
