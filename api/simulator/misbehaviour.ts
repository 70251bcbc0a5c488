/**
 * How the stand-in may fail:
 * - `rate_limited`: 429 with `Retry-After`; nothing happens
 * - `down`: 503; nothing happens
 * - `html`: 200 with an HTML page, as proxies and login walls do; nothing happens
 * - `hang`: the request is read and never answered; nothing happens
 * - `reset`: the connection is reset; nothing happens
 * - `lost_answer`: the call takes effect, then the connection is reset
 */
export const MISBEHAVIOURS = ['ok', 'rate_limited', 'down', 'html', 'hang', 'reset', 'lost_answer'] as const;
export type Misbehaviour = (typeof MISBEHAVIOURS)[number];

export interface Mode {
  readonly mode: Misbehaviour;
  /** A Web API method, e.g. `chat.update`; all of them when left out. */
  readonly method?: string | undefined;
  /** For the next so many calls; until changed when left out. */
  readonly calls?: number | undefined;
  /** For `rate_limited`: the `Retry-After` in seconds, 1 when left out. */
  readonly retry_after_s?: number | undefined;
}

const ALL = '*';
const OK: Mode = { mode: 'ok' };

/** Which misbehaviour the next call of a method meets. A mode for one method goes before the mode for all. */
export class Moods {
  readonly #modes = new Map<string, { mode: Mode; left: number }>();

  set(mode: Mode): void {
    const key = mode.method ?? ALL;
    if (mode.mode === 'ok' && mode.method === undefined) this.#modes.clear();
    else this.#modes.set(key, { mode, left: mode.calls ?? Number.POSITIVE_INFINITY });
  }

  /** The mode for this call, counted down. */
  take(method: string): Mode {
    for (const key of [method, ALL]) {
      const entry = this.#modes.get(key);
      if (!entry) continue;
      entry.left -= 1;
      if (entry.left <= 0) this.#modes.delete(key);
      return entry.mode;
    }
    return OK;
  }
}
