import type { HomeView, ModalView } from '@slack/types';
import { DeliveryError } from '../delivery-error.ts';
import type { DeliveryFailure } from '../delivery-error.ts';
import type { ChatMessage, ChatPort } from './port.ts';

/** One message as the fake keeps it; `message` is its current content. */
export interface FakePost {
  readonly ref: string;
  readonly to: string;
  readonly key: string;
  readonly thread_ref: string | null;
  message: ChatMessage;
  edits: number;
}

interface Planned {
  readonly method: keyof ChatPort;
  readonly failure: DeliveryFailure;
  readonly arrives: boolean;
}

/**
 * The chat port in memory, with everything it was asked to do laid open. Refs count up from `<channel>/1.000001`;
 * a person's direct message is the channel `D` + the rest of their id.
 */
export class FakeChat implements ChatPort {
  readonly posts: FakePost[] = [];
  readonly modals: { trigger_id: string; view: ModalView }[] = [];
  readonly whispers: { channel: string; user: string; text: string }[] = [];
  readonly homes = new Map<string, HomeView>();
  readonly #planned: Planned[] = [];

  /** The next call of `method` fails so; with `arrives` a post is kept all the same (an answer that was lost). */
  failNext(method: keyof ChatPort, failure: DeliveryFailure, { arrives = false }: { arrives?: boolean } = {}): void {
    this.#planned.push({ method, failure, arrives });
  }

  async post(to: string, message: ChatMessage, key: string, thread_ref?: string): Promise<{ ref: string }> {
    const plan = this.#take('post');
    if (plan?.arrives === false) fail(plan);
    const ref = `${to.replace(/^[UW]/, 'D')}/1.${String(this.posts.length + 1).padStart(6, '0')}`;
    this.posts.push({ ref, to, key, thread_ref: thread_ref ?? null, message, edits: 0 });
    fail(plan);
    return { ref };
  }

  async update(ref: string, message: ChatMessage): Promise<void> {
    fail(this.#take('update'));
    const post = this.posts.find((candidate) => candidate.ref === ref);
    if (!post) throw new DeliveryError({ kind: 'permanent', code: 'message_not_found' }, `nothing was posted as ${ref}`);
    post.message = message;
    post.edits += 1;
  }

  async find(to: string, key: string, thread_ref?: string): Promise<{ ref: string } | null> {
    fail(this.#take('find'));
    const wanted = thread_ref ?? null;
    const post = this.posts.find((candidate) => candidate.to === to && candidate.key === key && candidate.thread_ref === wanted);
    return post ? { ref: post.ref } : null;
  }

  async openModal(triggerId: string, view: ModalView): Promise<void> {
    fail(this.#take('openModal'));
    this.modals.push({ trigger_id: triggerId, view });
  }

  async tellPrivately(channel: string, user: string, text: string): Promise<void> {
    fail(this.#take('tellPrivately'));
    this.whispers.push({ channel, user, text });
  }

  async tellDirectly(user: string, text: string): Promise<void> {
    fail(this.#take('tellDirectly'));
    this.whispers.push({ channel: user.replace(/^[UW]/, 'D'), user, text });
  }

  async publishHome(user: string, view: HomeView): Promise<void> {
    fail(this.#take('publishHome'));
    this.homes.set(user, view);
  }

  #take(method: keyof ChatPort): Planned | undefined {
    const at = this.#planned.findIndex((plan) => plan.method === method);
    return at < 0 ? undefined : this.#planned.splice(at, 1)[0];
  }
}

function fail(plan: Planned | undefined): void {
  if (plan) throw new DeliveryError(plan.failure, `${plan.method} was told to fail`);
}
