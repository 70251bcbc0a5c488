// Ties a program to its supervisor where the kernel offers no death signal:
//   node tether.mjs SIGNAL PROGRAM ARGS…
// The supervisor holds the other end of our stdin. When it is gone, stdin closes and the program gets SIGNAL.
import { spawn } from 'node:child_process';

const [signal, program, ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });

process.stdin.resume();
process.stdin.on('error', () => child.kill(signal));
process.stdin.on('close', () => child.kill(signal));
for (const name of ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP']) process.on(name, () => child.kill(name));
child.on('error', (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on('exit', (code) => process.exit(code ?? 1));
