import { describe, expect, it } from '@jest/globals';
import { Undo } from '../../../scripts/bench/support/undo.ts';

describe('what the bench has started', () => {
  it('is ended in the reverse order, once, and all of it although one step fails', async () => {
    const ended: string[] = [];
    const reports: string[] = [];
    const undo = new Undo();
    undo.add('the folder', () => void ended.push('folder'));
    undo.add('the server', () => Promise.reject(new Error('it hangs')));
    undo.add('the worker', async () => void ended.push('worker'));
    const report = (line: string) => void reports.push(line);
    await Promise.all([undo.run(report), undo.run(report)]);
    await undo.run(report);
    expect(ended).toEqual(['worker', 'folder']);
    expect(reports).toEqual(['the server was not ended cleanly: it hangs']);
  });
});
