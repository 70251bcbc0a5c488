// Says when the npm (here: the shell) that started it has ended.
import { watchLauncher } from '../../../cli/start/launcher.ts';

const waiting = setInterval(() => undefined, 60_000);
watchLauncher(process.env, () => {
  clearInterval(waiting);
  console.log('gone');
});
console.log('watching');
