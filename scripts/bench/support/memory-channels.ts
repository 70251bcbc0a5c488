import type { ChatPort } from '../../../activities/chat/port.ts';
import { DeliveryError } from '../../../activities/delivery-error.ts';
import type { EmailPort } from '../../../activities/email/port.ts';

/** A chat in memory that answers at once; it finds a message in constant time, however many were posted. */
export function memoryChat(): ChatPort {
  const refs = new Map<string, string>();
  const known = new Set<string>();
  return {
    async post(to, _message, key) {
      const ref = `${to}/${refs.size + 1}`;
      refs.set(`${to} ${key}`, ref);
      known.add(ref);
      return { ref };
    },
    async update(ref) {
      if (!known.has(ref)) throw new DeliveryError({ kind: 'permanent', code: 'message_not_found' }, `nothing was posted as ${ref}`);
    },
    async find(to, key) {
      const ref = refs.get(`${to} ${key}`);
      return ref === undefined ? null : { ref };
    },
    openModal: async () => undefined,
    tellPrivately: async () => undefined,
    tellDirectly: async () => undefined,
    publishHome: async () => undefined,
  };
}

/** A mail server in memory that takes everything. */
export const memoryEmail = (): EmailPort => ({ send: async () => undefined });
