// A supervisor as a process of its own, over two small parts: node --import ts-hooks.mjs supervise-small.ts HOME PORT PORT
import { lockHome } from '../../../cli/start/lock.ts';
import { oneLine } from '../../../cli/start/refusal.ts';
import { takeDownLeftovers } from '../../../cli/start/run-file.ts';
import { supervise } from '../../../cli/start/supervisor.ts';
import { smallPart } from './bench.ts';

const [home = '', ...ports] = process.argv.slice(2);
const bench = { home, events: `${home}/events`, remove: () => undefined };
const stop = new AbortController();
process.on('SIGTERM', () => stop.abort());
const say = (line: string): void => console.log(line);
try {
  await lockHome(home);
  say(`left behind: ${(await takeDownLeftovers(home)).join(', ') || 'nothing'}`);
  const parts = ports.map((port, index) => smallPart(bench, `part${index}`, 'serve', Number(port)));
  process.exitCode = await supervise({ parts, home, out: say, err: say, signal: stop.signal, onReady: () => say('all ready') });
} catch (error) {
  say(oneLine(error));
  process.exitCode = 1;
}
