import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { SLACK_PATH } from '../../../api/slack/listeners.ts';
import { MESSAGE_SHORTCUTS } from '../../../api/simulator/shortcuts.ts';
import { packageRoot } from '../../../config.ts';
import { SLASH_COMMAND } from '../../../contracts/slack-actions.ts';
import { shortcutOperation } from '../../../domain/slack-privileges.ts';
import { COMMAND_WORDS } from '../../../render/command-help.ts';

interface Manifest {
  readonly display_information: { readonly name: string; readonly description: string; readonly long_description: string };
  readonly features: { readonly app_home: object; readonly shortcuts: readonly { readonly name: string; readonly type: string; readonly callback_id: string; readonly description: string }[]; readonly slash_commands: readonly { readonly command: string; readonly url: string; readonly usage_hint: string; readonly should_escape: boolean }[] };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[]; readonly user?: readonly string[] } };
  readonly settings: { readonly event_subscriptions: { readonly request_url: string; readonly bot_events: readonly string[] }; readonly interactivity: { readonly is_enabled: boolean; readonly request_url: string } };
}
const manifest = parse(readFileSync(join(packageRoot(), 'docs/slack-app-manifest.yaml'), 'utf8')) as Manifest;

/** The scope that each method of Slack's Web API needs; in a direct message with the bot for the conversations. */
const SCOPES: Readonly<Record<string, string | null>> = {
  'auth.test': null,
  'chat.postEphemeral': 'chat:write',
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'conversations.history': 'im:history',
  'conversations.open': 'im:write',
  'conversations.replies': 'im:history',
  'users.info': 'users:read',
  'views.open': null,
  'views.publish': null,
};

const sources = ['activities/chat', 'api/slack'].flatMap((folder) => {
  const path = join(packageRoot(), folder);
  return readdirSync(path).filter((name) => name.endsWith('.ts')).map((name) => readFileSync(join(path, name), 'utf8'));
});
const found = (pattern: RegExp): string[] => [...new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name!)))].sort();

describe('the manifest of the Slack app', () => {
  it('asks for the scopes that the code needs, and for no other', () => {
    const methods = found(/client\.([a-z]+\.[a-zA-Z]+)\(/g);
    expect(methods.filter((name) => !(name in SCOPES))).toEqual([]);
    const needed = [...methods.map((name) => SCOPES[name]).filter((scope) => typeof scope === 'string'), 'commands'];
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual([...new Set(needed)].sort());
    expect(manifest.oauth_config.scopes.user).toBeUndefined();
  });

  it('subscribes to the events that the code hears, and to no other', () => {
    expect([...manifest.settings.event_subscriptions.bot_events].sort()).toEqual(found(/\.event\('([a-z_]+)'/g));
  });

  it('has the one slash command, whose hint names its words, and mentions as ids', () => {
    expect(manifest.features.slash_commands).toHaveLength(1);
    const [command] = manifest.features.slash_commands;
    expect(command).toMatchObject({ command: SLASH_COMMAND, should_escape: true });
    for (const word of Object.keys(COMMAND_WORDS).filter((each) => each !== 'inbox')) expect(command!.usage_hint).toContain(word);
  });

  it('has the shortcuts that the code hears and the stand-in shows, within the lengths that Slack takes', () => {
    expect(manifest.features.shortcuts.map(({ name, type, callback_id }) => ({ name, type, callback_id }))).toEqual(MESSAGE_SHORTCUTS.map((each) => ({ ...each, type: 'message' })));
    expect(manifest.features.shortcuts.map(({ callback_id }) => shortcutOperation(callback_id))).not.toContain(undefined);
    for (const { name, description } of manifest.features.shortcuts) expect([name.length <= 24, description.length <= 150]).toEqual([true, true]);
  });

  it('sends everything to the one address, and shows the Home tab', () => {
    const { settings, features } = manifest;
    const urls = [settings.event_subscriptions.request_url, settings.interactivity.request_url, ...features.slash_commands.map(({ url }) => url)];
    expect(urls.map((url) => new URL(url).pathname)).toEqual(urls.map(() => SLACK_PATH));
    expect(settings.interactivity.is_enabled).toBe(true);
    expect(features.app_home).toMatchObject({ home_tab_enabled: true, messages_tab_enabled: true });
  });

  it('keeps within the lengths that Slack takes', () => {
    const { name, description, long_description } = manifest.display_information;
    expect([name.length <= 35, description.length <= 140, long_description.length >= 174 && long_description.length <= 4_000]).toEqual([true, true, true]);
  });
});
