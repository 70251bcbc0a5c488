import { ConfigError, parseConfig, required } from '../../config.ts';
import { isLoopback } from '../../domain/authority/this-machine.ts';
import { startIdentity } from './identity.ts';
import { membersOf } from './people.ts';

/** The embedded identity provider as a process: one line when it listens, a clean end on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const config = parseConfig(process.env);
  const { url, home, oidcClientId: clientId, oidcClientSecret: clientSecret } = config;
  if (!isLoopback(new URL(url).host)) throw new ConfigError(`GATEHOUSE_URL is ${url}: the embedded sign-in, which asks for no password, serves this machine only; set OIDC_ISSUER to your identity provider`);
  if (clientSecret === undefined) throw new ConfigError('OIDC_CLIENT_SECRET is not set: the embedded sign-in shares it with the API');
  const { issuer, stop } = await startIdentity({ port: config.ports.oidc ?? 0, url, home, clientId, clientSecret, members: membersOf(required(config, 'directoryFile')) });
  process.stdout.write(`embedded sign-in listening on ${issuer}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop().then(() => process.exit(0)));
}

try {
  await main();
} catch (error) {
  process.stderr.write(`gatehouse identity: ${error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error)}\n`);
  process.exitCode = 1;
}
