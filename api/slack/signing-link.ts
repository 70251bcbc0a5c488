import { parkedPage, stepUpPage } from '../../contracts/pages.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Command } from '../../domain/aggregate.ts';
import { parkFor } from '../../store/parked-acts.ts';
import type { Target } from '../../store/store.ts';
import { formFor } from './console-forms.ts';
import type { ListenerDeps } from './ports.ts';

/** A command, and the record that it was given to. */
export interface Given {
  readonly target: Target;
  readonly command: Command;
}

/**
 * Where a command that proved too little can be given (§1.20): all that was chosen and typed waits there, for this person only;
 * a sign-in with several factors comes before where one is asked. Null for another refusal, or when it can't be kept.
 */
export async function signingLink({ store, url, log }: ListenerDeps, { refused, extra }: Refusal, { target, command }: Given, person: string): Promise<string | null> {
  const form = refused === 'assurance_too_weak' ? formFor(command, target) : null;
  if (form === null) return null;
  try {
    const page = parkedPage(await parkFor(store, person, form));
    return `${url}${extra?.['needed'] === 'mfa' ? stepUpPage(page) : page}`;
  } catch (error) {
    log.warn({ err: error, command: command.name }, 'what needs a stronger sign-in could not be kept for it');
    return null;
  }
}

/** Where a person proves enough for what was refused, and does it then (§1.20); null for a refusal of another kind. */
export const strongerPage = ({ url }: Pick<ListenerDeps, 'url'>, { refused, extra }: Refusal): string | null =>
  refused === 'assurance_too_weak' && typeof extra?.['page'] === 'string' ? `${url}${extra['page']}` : null;
