import type { BOUNCE_OPERATIONS } from '../../contracts/api/bounces.ts';
import { noteBounce } from '../../store/bounces.ts';
import type { Handlers } from '../http/route.ts';
import { refuse } from './give.ts';

/** E-mails that came back. */
export const bounceHandlers: Handlers<keyof typeof BOUNCE_OPERATIONS> = {
  reportBounce: async ({ body }, deps) => {
    const found = await noteBounce(deps.store, body);
    if (found) deps.log.info({ ...body, ...found }, 'an e-mail came back');
    return { json: found ?? refuse({ refused: 'unknown_message', detail: `no e-mail of Gatehouse bears the Message-ID ${body.message_id}; give the one of the mail that came back, not that of the report`, pointer: '/message_id' }) };
  },
};
