import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel says of a process; empty when it is gone. */
function lookInto(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function parentOf(pid: string): string {
  return lookInto(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[1] ?? '';
}

/** The process and everything below it. */
function treeOf(root: number): string[] {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => [pid, parentOf(pid)] as const);
  const tree = [String(root)];
  for (const above of tree) tree.push(...parents.filter(([, parent]) => parent === above).map(([pid]) => pid));
  return tree;
}

/** Proportional set size of a process and all below it, in megabytes: what is shared is counted once. Linux only. */
export function memoryOf(root: number): number {
  const kilobytes = treeOf(root).map((pid) => Number(/^Pss:\s+(\d+) kB/m.exec(lookInto(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0));
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1_024;
}
