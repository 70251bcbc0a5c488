import { createHash } from 'node:crypto';

/** How much of the hash stands in a Message-ID; `deliveries_by_mail` indexes the same. */
const LENGTH = 40;

/** The Message-ID of the e-mail with this key: the same for every try, and short; keys hold slashes and may be long. */
export const messageId = (key: string, domain: string): string => `<${createHash('sha256').update(key).digest('hex').slice(0, LENGTH)}@${domain}>`;

/** The part of a Message-ID that finds its message again; null for one that is none of ours. */
export const hashIn = (id: string): string | null => /^<?([0-9a-f]{40})@[^\s<>@]+>?$/.exec(id.trim())?.[1] ?? null;
