import { readFileSync } from 'node:fs';
import type { Environment } from '../../config.ts';
import { startedAt } from './process.ts';

const SHELLS = new Set(['sh', 'dash', 'bash', 'zsh', 'ash', 'busybox']);

function parentOf(pid: number): { name: string; parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    return { name, parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) };
  } catch {
    return undefined;
  }
}

/** The processes that `npm start` put above us: a shell, and npm itself. Empty when npm did not start us. */
function launchers(env: Environment): number[] {
  if (env['npm_lifecycle_event'] !== 'start') return [];
  const above = parentOf(process.ppid);
  return above !== undefined && SHELLS.has(above.name) && above.parent > 1 ? [process.ppid, above.parent] : [process.ppid];
}

/**
 * Calls `gone` once when the npm that started us, or its shell, has ended: npm's shell does not pass signals on, and
 * who killed npm means to stop Gatehouse. Returns what ends the watch.
 */
export function watchLauncher(env: Environment, gone: () => void): () => void {
  const watched = launchers(env).map((pid) => ({ pid, start: startedAt(pid) }));
  if (watched.length === 0) return () => undefined;
  const timer = setInterval(() => {
    if (watched.every(({ pid, start }) => startedAt(pid) === start)) return;
    clearInterval(timer);
    gone();
  }, 500);
  timer.unref();
  return () => clearInterval(timer);
}
