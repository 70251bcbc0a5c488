import { randomBytes } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { TOTP_FILE } from '../../contracts/embedded-totp.ts';
import { identityApp } from './app.ts';
import { signingKeys } from './keys.ts';
import type { Member } from './people.ts';
import { createProvider } from './provider.ts';
import { Totp } from './totp.ts';

export interface IdentityWish {
  /** 0 takes a free one. */
  readonly port: number;
  /** GATEHOUSE_URL. */
  readonly url: string;
  /** GATEHOUSE_HOME: keys and secrets of one-time codes. */
  readonly home: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly members: readonly Member[];
  /** Milliseconds since 1970, for one-time codes. */
  readonly now?: () => number;
}

/** The embedded identity provider while it runs. */
export interface Identity {
  /** Also where it listens, on 127.0.0.1. */
  readonly issuer: string;
  readonly stop: () => Promise<void>;
}

/** Starts the provider. Its keys survive a restart, sign-ins under way do not. @throws Error when the port is taken, or a file is not ours */
export async function startIdentity({ port, url, home, clientId, clientSecret, members, now }: IdentityWish): Promise<Identity> {
  const keys = await signingKeys(join(home, 'keys', 'oidc.jwks.json'));
  const totp = new Totp(join(home, TOTP_FILE), members.map(({ id }) => id), now);
  let handler: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => handler(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = server.address();
  const issuer = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : port}`;
  const provider = createProvider({ issuer, url, clientId, clientSecret, members, keys, cookieKey: randomBytes(32).toString('base64url') });
  handler = identityApp({ provider, members, totp, url });
  return {
    issuer,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
