import { FakeChat } from '../../../activities/chat/fake.ts';
import { DeliveryError } from '../../../activities/delivery-error.ts';

/** A chat that can be down. */
export class FlakyChat extends FakeChat {
  isDown = false;

  override async post(...args: Parameters<FakeChat['post']>): Promise<{ ref: string }> {
    this.#answer();
    return super.post(...args);
  }

  override async update(...args: Parameters<FakeChat['update']>): Promise<void> {
    this.#answer();
    return super.update(...args);
  }

  #answer(): void {
    if (this.isDown) throw new DeliveryError({ kind: 'retryable', code: 'http_503' }, 'the chat is down');
  }
}
