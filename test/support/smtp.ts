import { once } from 'node:events';
import type { Socket } from 'node:net';
import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { Changes } from '../../api/simulator/changes.ts';

/**
 * How the catcher treats the next messages: takes them, refuses with 451 (come back later) or 550 (never), takes them
 * and falls silent after DATA, or takes them and drops the connection.
 */
export type MailMode = 'ok' | 451 | 550 | 'silence' | 'drop';

/** A message that arrived: what the envelope said, and what is inside. */
export interface CaughtMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  readonly parsed: ParsedMail;
}

/** A real SMTP server on loopback that keeps what it gets. */
export interface MailCatcher {
  readonly url: string;
  readonly mails: readonly CaughtMail[];
  /** From the next message on, for `times` messages, or until changed. 451 and 550 answer RCPT TO. */
  mode(mode: MailMode, times?: number): void;
  /** Stops listening: connections are refused until `accept`. */
  refuse(): Promise<void>;
  accept(): Promise<void>;
  /** Waits for a message that matches; throws after `timeoutMs`. */
  awaitMail(match: (mail: CaughtMail) => boolean, timeoutMs?: number): Promise<CaughtMail>;
  stop(): Promise<void>;
}

/** @example const mail = await startMailCatcher(); … process env SMTP_URL = mail.url; … await mail.stop(); */
export async function startMailCatcher(): Promise<MailCatcher> {
  const mails: CaughtMail[] = [];
  const changes = new Changes();
  const mood = { mode: 'ok' as MailMode, left: Number.POSITIVE_INFINITY };
  const take = (): MailMode => {
    if (mood.left <= 0) return 'ok';
    mood.left -= 1;
    return mood.mode;
  };
  const keep = (mail: CaughtMail): void => {
    mails.push(mail);
    changes.announce();
  };
  let listening = await listen(0, take, keep);
  const port = listening.port;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    mode: (mode, times = Number.POSITIVE_INFINITY) => void Object.assign(mood, { mode, left: times }),
    refuse: () => listening.close(),
    async accept() {
      listening = await listen(port, take, keep);
    },
    awaitMail: (match, timeoutMs = 10_000) => changes.until('a mail that matches', timeoutMs, () => mails.find(match)),
    stop: () => listening.close(),
  };
}

interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

async function listen(port: number, take: () => MailMode, keep: (mail: CaughtMail) => void): Promise<Listening> {
  const modes = new WeakMap<SMTPServerSession, MailMode>();
  const sockets = new Set<Socket>();
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    closeTimeout: 1,
    onRcptTo(_address, session, done) {
      const mode = take();
      modes.set(session, mode);
      done(typeof mode === 'number' ? Object.assign(new Error('told to refuse'), { responseCode: mode }) : null);
    },
    onData(stream, session, done) {
      const mode = modes.get(session) ?? 'ok';
      void receive(stream, session).then((mail) => {
        keep(mail);
        if (mode === 'ok') done();
        if (mode === 'drop') cutAll(sockets);
      });
    },
  });
  // a client that gives up on a silent server resets the connection; that is the test's doing, not a failure
  server.on('error', () => undefined);
  const listener = server.listen(port, '127.0.0.1');
  listener.on('connection', (socket: Socket) => void sockets.add(socket.once('close', () => sockets.delete(socket))));
  await once(listener, 'listening');
  const bound = listener.address();
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cutAll(sockets);
      await closed;
    },
  };
}

/** Ends connections in the middle of whatever they do, silent ones too. */
function cutAll(sockets: ReadonlySet<Socket>): void {
  for (const socket of sockets) socket.destroy();
}

async function receive(stream: SMTPServerDataStream, { envelope }: SMTPServerSession): Promise<CaughtMail> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  const raw = Buffer.concat(chunks);
  return {
    from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
    to: envelope.rcptTo.map((recipient) => recipient.address),
    raw: raw.toString('utf8'),
    parsed: await simpleParser(raw),
  };
}
