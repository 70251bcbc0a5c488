import type { Person } from '../../contracts/directory.ts';
import { spaced } from '../../render/words.ts';

/** A role in words: `risk officer`, `risk officer in claims`. */
export const roleWords = (held: Person['roles'][number]): string => (typeof held === 'string' ? spaced(held) : `${spaced(held.role)} in ${held.unit}`);

export const roleKey = (held: Person['roles'][number]): string => (typeof held === 'string' ? held : held.role);
