import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** A role for the whole organisation, or for one unit. */
const role = z.union([z.string(), z.object({ role: z.string() }).transform((held) => held.role)]);

/** Of the directory only what a sign-in needs. */
const directory = z.object({
  people: z.array(z.object({ id: z.string(), name: z.string(), email: z.string().optional(), oidc_subject: z.string().optional(), roles: z.array(role).default([]) })),
});

/** Somebody one can be. */
export interface Member {
  readonly id: string;
  readonly name: string;
  readonly email: string | undefined;
  /** The `sub` in tokens. */
  readonly subject: string;
  readonly roles: readonly string[];
}

/** Whom the embedded provider signs in. Leavers too: that they may not come in is for Gatehouse to say. @throws Error of one line */
export function membersOf(file: string): Member[] {
  const parsed = directory.safeParse(parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`GATEHOUSE_DIRECTORY ${file} is no directory: ${z.prettifyError(parsed.error).replace(/\s+/g, ' ')}`);
  return parsed.data.people.map(({ id, name, email, oidc_subject, roles }) => ({ id, name, email, subject: oidc_subject ?? id, roles }));
}

/** The member that a hint names: by id, or by e-mail address. */
export const memberHinted = (members: readonly Member[], hint: unknown): Member | undefined =>
  typeof hint === 'string' ? members.find(({ id, email }) => id === hint || (email !== undefined && email.toLowerCase() === hint.toLowerCase())) : undefined;
