import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, packageRoot } from '../config.ts';
import { provenIn } from '../domain/authority/assurance.ts';
import { whyNotLocal } from '../domain/authority/this-machine.ts';
import { evidenceFilesOf } from '../store/evidence-place.ts';
import { type Console, createConsole } from './console.ts';
import type { ConsoleDeps, Embedded, IdentityPaths, Setup } from './ports.ts';

const withReturn = (path: string, returnTo: string, more: Readonly<Record<string, string>> = {}): string => `${path}?${new URLSearchParams({ return_to: returnTo, ...more }).toString()}`;

/** The paths under `/oidc/`. */
export const IDENTITY_PATHS: IdentityPaths = {
  signIn: (returnTo, hint) => withReturn('/oidc/sign-in', returnTo, hint === undefined ? {} : { login_hint: hint }),
  stepUp: (returnTo) => withReturn('/oidc/step-up', returnTo),
  signOut: '/oidc/sign-out',
};

type Settings = Pick<Config, 'url' | 'home' | 'oidcEmbedded' | 'ports'> & Partial<Pick<Config, 'evidenceS3' | 'slackBotToken' | 'smtpUrl' | 'tickets' | 'oidcIssuer' | 'temporalAddress'>>;

const local = (port: number | undefined): string | null => (port === undefined ? null : `http://127.0.0.1:${port}/`);

/** The other parts of an embedded start, by the ports that it gave them. */
const embeddedOf = ({ oidcEmbedded, ports }: Settings): Embedded | null =>
  oidcEmbedded ? { mailUrl: local(ports.mailUi), slackUrl: local(ports.slackSimulator), temporalUrl: local(ports.temporalUi) } : null;

/** Our own version, as package.json has it. */
function versionOfOurs(): string {
  const found: unknown = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  return found !== null && typeof found === 'object' && 'version' in found ? String(found.version) : 'unknown';
}

const setupOf = ({ slackBotToken, smtpUrl, tickets, oidcIssuer, temporalAddress }: Settings): Setup => ({
  version: versionOfOurs(),
  channels: [
    { name: 'Slack', on: slackBotToken !== undefined, how: 'SLACK_BOT_TOKEN' },
    { name: 'E-mail', on: smtpUrl !== undefined, how: 'SMTP_URL' },
    { name: 'GitHub Issues', on: tickets?.github !== undefined, how: 'GITHUB_TOKEN' },
    { name: 'Jira', on: tickets?.jira !== undefined, how: 'JIRA_URL and JIRA_TOKEN' },
    { name: 'Ticket webhook', on: tickets?.generic !== undefined, how: 'TICKET_WEBHOOK_URL and TICKET_WEBHOOK_SECRET' },
  ],
  issuer: oidcIssuer ?? null,
  temporal: temporalAddress ?? null,
});

/** The console as the configuration has it. `session`: who sent a request, from whoever signs people in. */
export const consoleOf = (config: Settings, parts: Pick<ConsoleDeps, 'store' | 'house' | 'log' | 'session'>): Console => {
  const embedded = embeddedOf(config);
  return createConsole({
    ...parts,
    url: config.url,
    evidence: evidenceFilesOf(config),
    proven: provenIn,
    paths: IDENTITY_PATHS,
    embedded: (request) => (whyNotLocal(request, config.url) === null ? embedded : null),
    setup: setupOf(config),
  });
};
