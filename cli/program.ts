import { Command, CommanderError, Option } from 'commander';
import { GROUPS } from './groups.ts';
import { Given } from './given.ts';
import type { Answer } from './io.ts';
import type { CommandSpec } from './spec.ts';

/** Options of every command. */
export const GLOBAL: readonly (readonly [flags: string, about: string])[] = [
  ['--json', 'answer with one JSON value'],
  ['--as <PERSON>', "act as this person, with the development token of an embedded start's data folder"],
  ['--api <URL>', 'the API (else GATEHOUSE_API, else the embedded start of GATEHOUSE_HOME)'],
];

/** What to do with the command that was found. */
export type Perform = (spec: CommandSpec, given: Given, options: Readonly<Record<string, unknown>>) => Promise<Answer | null | undefined>;

/** The command line, built from the groups; `perform` runs whatever command was written. */
export function buildProgram(version: string, perform: Perform, write: { readonly out: (text: string) => void; readonly err: (text: string) => void }): Command {
  const program = new Command('gatehouse');
  program
    .description('The gates in the life of an AI system: who must sign, who was told, what holds it, what may run.')
    .version(version, '-V, --version')
    .configureOutput({ writeOut: write.out, writeErr: write.err })
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .addHelpText('after', '\nExit codes: 0 done, 1 refused (why on standard error), 2 wrong use, 3 not reachable, 4 timed out.');
  for (const [flags, about] of GLOBAL) program.option(flags, about);
  for (const { name, about, commands } of GROUPS) {
    const parent = name === null ? program : program.command(name).description(about);
    for (const spec of commands) addCommand(parent, spec, perform);
  }
  return program;
}

function addCommand(parent: Command, spec: CommandSpec, perform: Perform): void {
  const command = parent.command(`${spec.name}${spec.args === undefined ? '' : ` ${spec.args}`}`).description(spec.about);
  if (spec.notes !== undefined) command.addHelpText('after', `\n${spec.notes}`);
  for (const { flags, about } of spec.options ?? []) command.addOption(new Option(flags, about));
  command.action(async (...parts: unknown[]) => {
    const values = command.optsWithGlobals<Record<string, unknown>>();
    await perform(spec, new Given(parts.slice(0, -2), values, spec.options ?? []), values);
  });
}

/** Whether commander stopped because it showed help or the version, and not because of a mistake. */
export const isJustHelp = (error: unknown): boolean => error instanceof CommanderError && error.exitCode === 0;
export const isUsageError = (error: unknown): boolean => error instanceof CommanderError;
