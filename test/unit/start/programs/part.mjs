// A small part for the supervisor's tests. MODE says how it behaves, PORT where it listens, EVENTS where it tells.
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { MODE, NAME, PORT, EVENTS, MARK } = process.env;
const tell = (what) => appendFileSync(EVENTS, `${NAME} ${what}\n`);
const listen = () => createServer((_request, response) => response.end('ok')).listen(Number(PORT), '127.0.0.1');

tell('started');
process.on('SIGTERM', () => {
  tell('asked to stop');
  if (MODE !== 'stubborn') process.exit(0);
});
const modes = {
  serve: listen,
  stubborn: listen,
  crash: () => {
    console.error('the reason of the crash');
    process.exit(1);
  },
  'crash once': () => {
    if (existsSync(MARK)) return listen();
    writeFileSync(MARK, '');
    return process.exit(1);
  },
  misconfigured: () => {
    console.error('COLOUR is "blu": allowed is red or blue');
    process.exit(2);
  },
  mute: () => setInterval(() => undefined, 60_000),
  done: () => process.exit(0),
};
modes[MODE]();
