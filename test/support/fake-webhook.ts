import { createHmac } from 'node:crypto';
import { FakeHttp, type Heard, type Reply } from './fake-http.ts';

/** A ticket system behind the signed webhook: it takes only what is signed with its secret. */
export class FakeTicketHook extends FakeHttp {
  readonly tickets: { readonly ref: string; readonly key: string; readonly title: string; readonly comments: (readonly string[])[]; state: 'open' | 'closed' }[] = [];
  readonly secret = 'secret-of-the-fake';

  constructor() {
    super((heard) => this.#answer(heard));
  }

  #answer(heard: Heard): Reply {
    const timestamp = String(heard.headers['x-gatehouse-timestamp']);
    const right = `sha256=${createHmac('sha256', this.secret).update(`${timestamp}.${heard.text}`).digest('hex')}`;
    if (heard.headers['x-gatehouse-signature'] !== right) return { status: 401 };
    const { action, ...body } = heard.body as { readonly action: string; readonly key: string; readonly ref: string; readonly title: string; readonly paragraphs: readonly string[] };
    if (action === 'create') {
      const ticket = { ref: `T-${this.tickets.length + 1}`, key: body.key, title: body.title, comments: [], state: 'open' as const };
      this.tickets.push(ticket);
      return { status: 200, json: { ticket: { ref: ticket.ref, state: 'open', url: `${this.url}/${ticket.ref}` } } };
    }
    const found = this.tickets.find(({ ref, key }) => (action === 'find' ? key === body.key : ref === body.ref));
    if (found && action === 'comment') found.comments.push(body.paragraphs);
    if (found && action === 'close') found.state = 'closed';
    if (found && action === 'reopen') found.state = 'open';
    return { status: 200, json: { ticket: found ? { ref: found.ref, state: found.state } : null } };
  }
}

/** A call as a system behind the generic webhook makes it. */
export function genericHook(ref: string, secret: string, atMs = Date.now()): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
  const body = JSON.stringify({ ref });
  const timestamp = String(Math.floor(atMs / 1_000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { body, headers: { 'Content-Type': 'application/json', 'X-Gatehouse-Timestamp': timestamp, 'X-Gatehouse-Signature': `sha256=${signature}` } };
}
