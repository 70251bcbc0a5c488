import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { messageBlocks } from './blocks.ts';
import { SlackFault, slackMessages } from './slack-fault.ts';
import type { StoredMessage, World } from './world.ts';

/** Slack lets an app answer at a response URL five times within half an hour. */
const USES = 5;
const LIFETIME_MS = 30 * 60_000;

interface Issued {
  readonly channel: string;
  readonly user: string;
  readonly message: StoredMessage | null;
  readonly at: number;
  uses: number;
}

const responseBody = z.strictObject({
  text: z.string().default(''),
  blocks: z.unknown().optional(),
  response_type: z.enum(['in_channel', 'ephemeral']).default('ephemeral'),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
});

/** The response URLs given out with interactions, and what may be done through them. */
export class ResponseUrls {
  readonly #world: World;
  readonly #issued = new Map<string, Issued>();
  #baseUrl = '';

  constructor(world: World) {
    this.#world = world;
  }

  /** The stand-in's own address, known once it listens. */
  serveFrom(baseUrl: string): void {
    this.#baseUrl = baseUrl;
  }

  issue(channel: string, user: string, message: StoredMessage | null): string {
    const id = randomBytes(12).toString('hex');
    this.#issued.set(id, { channel, user, message, at: Date.now(), uses: 0 });
    return `${this.#baseUrl}/response/${id}`;
  }

  /** @throws SlackFault `used_url`, `expired_url` or what is wrong with the body */
  respond(id: string, body: unknown): void {
    const issued = this.#issued.get(id);
    if (!issued) throw new SlackFault('invalid_url');
    if (issued.uses >= USES) throw new SlackFault('used_url');
    if (Date.now() - issued.at > LIFETIME_MS) throw new SlackFault('expired_url');
    issued.uses += 1;
    answerInteraction(this.#world, issued, body);
  }
}

/** Where an answer that an app gives to an interaction goes: to the person, the channel, or into the message itself. */
export interface AnswerTarget {
  readonly channel: string;
  readonly user: string;
  readonly message: StoredMessage | null;
}

/**
 * Carries out an app's answer, given at a response URL or as the body of a slash command's acknowledgement.
 * @throws SlackFault when Slack would not take it
 */
export function answerInteraction(world: World, target: AnswerTarget, body: unknown): void {
  const parsed = responseBody.safeParse(body);
  if (!parsed.success) throw new SlackFault('invalid_payload', slackMessages(parsed.error.issues, ''));
  const { text, response_type, replace_original, delete_original } = parsed.data;
  const blocks = parsed.data.blocks === undefined ? [] : messageBlocks(parsed.data.blocks);
  if (delete_original && target.message) {
    target.message.deleted = true;
    world.changes.announce();
  } else if (text === '' && blocks.length === 0) {
    throw new SlackFault('no_text');
  } else if (replace_original && target.message) {
    world.edit(target.message, text, blocks);
  } else if (response_type === 'in_channel') {
    world.post({ channel: target.channel, thread_ts: parsed.data.thread_ts ?? null, metadata: null }, text, blocks);
  } else {
    world.whisper(target.channel, target.user, text, blocks);
  }
}
