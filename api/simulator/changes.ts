import { EventEmitter } from 'node:events';

/** Lets tests and long polls wait for something to become true instead of sleeping. */
export class Changes {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  /** Tells everybody who waits to look again. */
  announce(): void {
    this.#emitter.emit('change');
  }

  /**
   * The first value of `look` that is not undefined, now or after a change.
   * @throws Error naming `what` when there was none within `timeoutMs`
   */
  until<T>(what: string, timeoutMs: number, look: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        this.#emitter.off('change', again);
        finish();
      };
      const again = (): void => {
        const found = look();
        if (found !== undefined) settle(() => resolve(found));
      };
      const timer = setTimeout(
        () => settle(() => reject(new Error(`the Slack stand-in waited ${timeoutMs} ms in vain for ${what}`))),
        timeoutMs,
      );
      this.#emitter.on('change', again);
      again();
    });
  }
}
