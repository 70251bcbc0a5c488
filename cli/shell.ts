import { Api } from './client.ts';
import type { Io } from './io.ts';
import { homeOf, identify } from './who.ts';

/** How a permit's token is checked without the API; `ok: false` says why it is no valid permit. */
export type VerifyToken = (
  token: string,
  keys: unknown,
  now: string,
) => Promise<{ readonly ok: true; readonly claims: { readonly digests: Readonly<Record<string, string>>; readonly exp: number; readonly jti: string; readonly sub: string } } | { readonly ok: false; readonly detail: string }>;

/** What the composition root lends to commands that look at more than the API. */
export interface Tools {
  readonly verifyToken: VerifyToken;
}

/** What a command works with: the API as the caller, and the streams of this process. */
export class Shell {
  readonly io: Io;
  /** `--json`: one JSON value on standard output, nothing else there. */
  readonly json: boolean;
  readonly tools: Tools;
  readonly #wish: { readonly api: string | undefined; readonly as: string | undefined };
  #api: Api | undefined;

  constructor(io: Io, tools: Tools, options: Readonly<Record<string, unknown>>) {
    const text = (name: string): string | undefined => (typeof options[name] === 'string' ? options[name] : undefined);
    this.io = io;
    this.tools = tools;
    this.json = options['json'] === true;
    this.#wish = { api: text('api'), as: text('as') };
  }

  get home(): string {
    return homeOf(this.io.env);
  }

  /** Made when first needed: commands that need no API ask for no address. @throws Failure (2) */
  get api(): Api {
    this.#api ??= new Api(identify({ env: this.io.env, ...this.#wish }));
    return this.#api;
  }

  /** Tells people something beside the answer; on standard error, and not under `--json`. */
  tell(line: string): void {
    if (!this.json) this.io.stderr.write(`${line}\n`);
  }
}
