import { ConfigError } from '../config.ts';
import { buildProgram, isJustHelp, isUsageError } from './program.ts';
import { EXIT, Failure } from './failure.ts';
import type { Given } from './given.ts';
import type { Io } from './io.ts';
import { pretty } from './print.ts';
import { problemLines } from './problem-lines.ts';
import { Shell, type Tools } from './shell.ts';

/**
 * Runs one command line (without node and script) and answers its exit code; never throws for what a user or a server
 * did wrong. Answers go to standard output, everything else to standard error.
 */
export async function runCli(argv: readonly string[], io: Io, version: string, tools: Tools): Promise<number> {
  let code: number = EXIT.done;
  let given: Given | null = null;
  const write = { out: (text: string) => void io.stdout.write(text), err: (text: string) => void io.stderr.write(text) };
  const program = buildProgram(
    version,
    async (spec, found, options) => {
      given = found;
      const shell = new Shell(io, tools, options);
      const answer = await spec.run(found, shell);
      if (answer === null) return;
      if (shell.json || answer.text !== '') write.out(`${shell.json ? pretty(answer.json) : answer.text}\n`);
      code = answer.code ?? EXIT.done;
    },
    write,
  );
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (thrown) {
    const error = thrown instanceof ConfigError ? new Failure('wrong_use', thrown.message) : thrown;
    if (isJustHelp(error)) return EXIT.done;
    if (isUsageError(error)) return EXIT.wrong_use;
    if (!(error instanceof Failure)) throw error;
    write.err(`${argv.includes('--json') ? asJson(error) : problemLines(error, given)}\n`);
    return EXIT[error.kind];
  }
}

const asJson = ({ kind, message, problem }: Failure): string => pretty(problem ?? { code: kind, detail: message });
