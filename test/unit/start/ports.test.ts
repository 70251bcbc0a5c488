import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { choosePorts, isFree } from '../../../cli/start/ports.ts';
import { type Bench, freePort, Lines, listening, makeBench, portOf } from './bench.ts';

describe('the ports of a start', () => {
  let bench: Bench;
  let other: Server;
  let taken: number;
  let lines: Lines;
  beforeEach(async () => {
    bench = makeBench();
    lines = new Lines();
    other = await listening();
    taken = portOf(other);
  });
  afterEach(() => {
    other.close();
    bench.remove();
  });
  const choose = (usual: number, set?: number): Promise<Record<string, number>> =>
    choosePorts({
      file: join(bench.home, 'ports.json'),
      wishes: [{ variable: 'PORT', purpose: 'API', usual }],
      set: { PORT: set },
      progress: lines.add,
    });

  it('are the usual ones when these are free', async () => {
    const usual = await freePort();
    expect(await choose(usual)).toEqual({ PORT: usual });
    expect(lines.all).toEqual([]);
  });

  it('move away from a usual port that is taken, say so, and stay there', async () => {
    const { PORT: first } = await choose(taken);
    expect(await isFree(first!)).toBe(true);
    expect(lines.all).toEqual([`port ${taken} (API) is taken; using ${first} (PORT sets it)`]);
    expect(await choose(await freePort())).toEqual({ PORT: first });
    expect(lines.all).toHaveLength(1);
  });

  it('are the ones that the user set, which are not remembered', async () => {
    const usual = await freePort();
    const set = await freePort();
    expect(await choose(usual, set)).toEqual({ PORT: set });
    expect(await choose(usual)).toEqual({ PORT: usual });
  });

  it('refuse one that the user set and another program has', async () => {
    await expect(choose(await freePort(), taken)).rejects.toThrow(
      `PORT is ${taken}: that port (API) is taken by another program; set PORT to a free one, or unset it`,
    );
  });

  it('refuse the same one for two parts', async () => {
    const port = await freePort();
    const wishes = ['PORT', 'SMTP_PORT'].map((variable) => ({ variable, purpose: variable, usual: 1 }));
    const choice = { file: join(bench.home, 'ports.json'), wishes, set: { PORT: port, SMTP_PORT: port }, progress: lines.add };
    await expect(choosePorts(choice)).rejects.toThrow(`SMTP_PORT is ${port}: another part of Gatehouse has that port`);
  });

  it('are chosen anew when the file that remembers them is damaged', async () => {
    writeFileSync(join(bench.home, 'ports.json'), 'not JSON');
    const usual = await freePort();
    expect(await choose(usual)).toEqual({ PORT: usual });
  });
});
