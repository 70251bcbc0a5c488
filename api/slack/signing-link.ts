import { DEPLOYMENT_COMMANDS } from '../../contracts/deployment-approval.ts';
import { parkedPage, stepUpPage } from '../../contracts/pages.ts';
import type { Refusal } from '../../contracts/refusal.ts';
import type { Command } from '../../domain/aggregate.ts';
import { parkFor } from '../../store/parked-acts.ts';
import type { ListenerDeps } from './ports.ts';

/** Days of an ISO 8601 duration as the form has them. */
const daysOf = (span: unknown): string | undefined => (typeof span === 'string' ? /^P(\d+)D$/.exec(span)?.[1] : undefined);

/** A vote as the form of the console holds it, so that nobody types it twice. */
function fieldsOf({ package_digest, verdict, reason, conditions }: ReturnType<typeof DEPLOYMENT_COMMANDS.vote.parse>): Record<string, string> {
  const fields = { package_digest, verdict, reason, ...Object.assign({}, ...conditions.map(conditionFields)) } as Record<string, string | undefined>;
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function conditionFields({ title, criteria, owner, type, within, every }: ReturnType<typeof DEPLOYMENT_COMMANDS.vote.parse>['conditions'][number], index: number): object {
  const field = (part: string): string => `condition_${index + 1}_${part}`;
  return { [field('title')]: title, [field('criteria')]: criteria, [field('owner')]: owner, [field('type')]: type, [field('days')]: daysOf(within ?? every) };
}

/**
 * Where a vote that proved too little can be given (§1.20): verdict, reason and package wait there, for this person only;
 * a sign-in with several factors comes before where one is asked. Null for another refusal, or when it can't be kept.
 */
export async function signingLink({ store, url, log }: ListenerDeps, { refused, extra }: Refusal, { name, body }: Command, person: string): Promise<string | null> {
  const vote = DEPLOYMENT_COMMANDS.vote.safeParse(body).data;
  if (refused !== 'assurance_too_weak' || name !== 'vote' || !vote) return null;
  try {
    const page = parkedPage(await parkFor(store, person, { act: 'castVote', about: vote.obligation_id, fields: fieldsOf(vote) }));
    return `${url}${extra?.['needed'] === 'mfa' ? stepUpPage(page) : page}`;
  } catch (error) {
    log.warn({ err: error }, 'a vote that needs a stronger sign-in could not be kept for it');
    return null;
  }
}

/** Where a person proves enough for what was refused, and does it then (§1.20); null for a refusal of another kind. */
export const strongerPage = ({ url }: Pick<ListenerDeps, 'url'>, { refused, extra }: Refusal): string | null =>
  refused === 'assurance_too_weak' && typeof extra?.['page'] === 'string' ? `${url}${extra['page']}` : null;
