import type { Person } from '../../contracts/directory.ts';
import { roleInWords } from '../../render/words.ts';

/** A role in words: `risk officer`, `risk officer in Claims`. */
export const roleWords = (held: Person['roles'][number], unitOf: (id: string) => string): string => (typeof held === 'string' ? roleInWords(held) : `${roleInWords(held.role)} in ${unitOf(held.unit)}`);

export const roleKey = (held: Person['roles'][number]): string => (typeof held === 'string' ? held : held.role);
