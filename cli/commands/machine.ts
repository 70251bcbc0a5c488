import { parseConfig, SECRET_NAMES, VARIABLE_NAMES } from '../../config.ts';
import { wrongUse } from '../failure.ts';
import { type CommandSpec, lazily } from '../spec.ts';

const VARIABLES = `Variables that it reads, a wrong one stops it with what is allowed: ${VARIABLE_NAMES.join(', ')}. Secrets also as NAME_FILE: ${SECRET_NAMES.join(', ')}.`;

/** Everything on this machine. */
export const START: CommandSpec = {
  name: 'start',
  about: 'start everything that has no address of its own: PostgreSQL, Temporal, mail, Slack stand-in, worker, API',
  options: [{ flags: '--example <yes|no>', about: 'whether an empty house of the example organisation gets one waiting request; yes at a terminal, else no' }],
  notes: `Runs until Ctrl-C. Data and tokens lie in GATEHOUSE_HOME (.gatehouse).\n\n${VARIABLES}`,
  run: lazily(async () => {
    const { runStart } = await import('../start/main.ts');
    return async (given, { io }) => {
      const example = given.text('example');
      if (example !== undefined && !['yes', 'no'].includes(example)) wrongUse(`--example is "${example}"; write yes or no`);
      const code = await runStart(io.env, example === undefined ? {} : { example: example === 'yes' });
      return { json: { stopped: code === 0 }, text: '', code };
    };
  }),
};

/** What is missing on this machine, and what mends it. */
export const DOCTOR: CommandSpec = {
  name: 'doctor',
  about: 'what is missing on this machine, and the command that mends it; 0 nothing, 1 something',
  run: lazily(async () => {
    const { doctor } = await import('../doctor.ts');
    return async (_given, { io }) => {
      const { ok, lines } = await doctor(parseConfig(io.env), undefined, io.env);
      return { json: { ok, lines }, text: lines.join('\n'), code: ok ? 0 : 1 };
    };
  }),
};
