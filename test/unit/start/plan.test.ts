import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, packageRoot, parseConfig } from '../../../config.ts';
import type { Part } from '../../../cli/start/part.ts';
import { temporalOptions } from '../../../store/temporal-client.ts';
import { builtPrograms, embeddedParts, planParts, portWishes } from '../../../cli/start/plan.ts';
import { type Bench, makeBench } from './bench.ts';

describe('the plan of a start', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = makeBench();
  });
  afterEach(() => bench.remove());

  const plan = (env: Environment): Part[] => {
    const config = parseConfig({ GATEHOUSE_HOME: bench.home, ...env });
    const embedded = embeddedParts(env);
    const ports = Object.fromEntries(portWishes(embedded).map(({ variable }, index) => [variable, 4000 + index]));
    return planParts({ config, env, embedded, ports, programs: builtPrograms(), progress: () => undefined });
  };
  const envOf = (parts: readonly Part[], name: string): Readonly<Record<string, string>> => parts.find((part) => part.name === name)!.command().env;

  it('lists the parts in the order of bringing up, so that stopping begins with the API', () => {
    expect(plan({}).map(({ name }) => name)).toEqual(['postgresql', 'temporal', 'mail', 'migrations', 'slack', 'identity', 'worker', 'api']);
  });

  it('lets the API begin without Temporal, and the worker after it', () => {
    const needs = Object.fromEntries(plan({}).map((part) => [part.name, part.needs]));
    expect(needs).toMatchObject({ migrations: ['postgresql'], worker: ['migrations', 'temporal'], api: ['migrations'] });
  });

  it('gives the owner to the migrations only, also when the user names the databases', () => {
    const env = { DATABASE_URL: 'postgres://app@db/g', DATABASE_OWNER_URL: 'postgres://owner@db/g' };
    const parts = plan(env);
    expect(envOf(parts, 'migrations')).toMatchObject({ DATABASE_OWNER_URL: 'postgres://owner@db/g' });
    for (const name of ['api', 'worker', 'slack']) {
      expect(envOf(parts, name)).toMatchObject({ DATABASE_URL: 'postgres://app@db/g' });
      expect(envOf(parts, name)).not.toHaveProperty('DATABASE_OWNER_URL');
    }
  });

  it.each([
    [{ DATABASE_URL: 'postgres://a@b/c' }, 'DATABASE_OWNER_URL is not set: with DATABASE_URL set, migrations need'],
    [{ DATABASE_OWNER_URL: 'postgres://a@b/c' }, 'DATABASE_URL is not set: with DATABASE_OWNER_URL set, the application needs'],
  ])('refuses one database address without the other (%j)', (env, message) => {
    expect(() => embeddedParts(env)).toThrow(message);
  });

  describe('with a Temporal configuration file', () => {
    const written = (): string => {
      const file = join(bench.home, 'temporal.toml');
      mkdirSync(bench.home, { recursive: true });
      writeFileSync(file, '[profile.default]\naddress = "own.example:7233"\nnamespace = "own"\napi_key = "k"\n[profile.prod]\naddress = "prod.example:7233"\nnamespace = "gates"\n');
      return file;
    };
    const found = (env: Environment) => {
      const { temporalAddress, temporalNamespace } = parseConfig({ ...env, GATEHOUSE_DIRECTORY: '', GATEHOUSE_POLICY_DIR: '' });
      const { connection, namespace } = temporalOptions({ address: temporalAddress, namespace: temporalNamespace }, env);
      return [connection.address, namespace];
    };

    it('lets the profile say server and namespace, embeds none, and lets a variable win', () => {
      const env = { TEMPORAL_CONFIG_FILE: written(), TEMPORAL_PROFILE: 'prod' };
      expect(embeddedParts(env).temporal).toBe(false);
      expect(embeddedParts({ TEMPORAL_PROFILE: 'prod' }).temporal).toBe(false);
      const parts = plan(env);
      expect(parts.map(({ name }) => name)).not.toContain('temporal');
      for (const name of ['api', 'worker']) expect(found(envOf(parts, name))).toEqual(['prod.example:7233', 'gates']);
      expect(found(envOf(plan({ ...env, TEMPORAL_NAMESPACE: 'other' }), 'api'))).toEqual(['prod.example:7233', 'other']);
      expect(found({ TEMPORAL_ADDRESS: 'here:7233' })).toEqual(['here:7233', 'default']);
    });

    it('keeps the embedded server apart from the default profile of the user', () => {
      const env = { XDG_CONFIG_HOME: bench.home, HOME: bench.home };
      mkdirSync(join(bench.home, 'temporalio'), { recursive: true });
      writeFileSync(join(bench.home, 'temporalio', 'temporal.toml'), readFileSync(written()));
      expect(temporalOptions({}, env)).toMatchObject({ connection: { apiKey: 'k' }, namespace: 'own' });
      const worker = envOf(plan(env), 'worker');
      expect(found(worker)).toEqual([worker['TEMPORAL_ADDRESS'], 'default']);
      expect(temporalOptions({}, worker).connection).not.toHaveProperty('apiKey', 'k');
    });
  });

  it('puts the chosen port into the public address, unless the user gave one', () => {
    expect(envOf(plan({}), 'api')).toMatchObject({ PORT: '4000', GATEHOUSE_URL: 'http://127.0.0.1:4000' });
    expect(envOf(plan({ GATEHOUSE_URL: 'https://gatehouse.example' }), 'api')['GATEHOUSE_URL']).toBe('https://gatehouse.example');
  });

  it('brings a sign-in of its own on this machine only, and none beside an identity provider of yours', () => {
    expect(envOf(plan({}), 'api')).toMatchObject({ OIDC_EMBEDDED: '1', OIDC_ISSUER: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/), OIDC_CLIENT_ID: 'gatehouse' });
    expect(envOf(plan({}), 'identity')['OIDC_CLIENT_SECRET']).toBe(envOf(plan({}), 'api')['OIDC_CLIENT_SECRET']);
    expect(embeddedParts({ GATEHOUSE_URL: 'http://localhost:3000' }).identity).toBe(true);
    // a password-less sign-in that others can reach would let anybody be anybody
    expect(embeddedParts({ GATEHOUSE_URL: 'https://gatehouse.example' }).identity).toBe(false);
    const own = plan({ OIDC_ISSUER: 'https://id.example', OIDC_CLIENT_ID: 'us', OIDC_EMBEDDED: '1' });
    expect(own.map(({ name }) => name)).not.toContain('identity');
    expect(envOf(own, 'api')).toMatchObject({ OIDC_ISSUER: 'https://id.example', OIDC_EMBEDDED: '0' });
  });

  it('brings the stand-in for Slack on this machine only, where one clicks as anybody', () => {
    expect(embeddedParts({ GATEHOUSE_URL: 'http://localhost:3000' }).slack).toBe(true);
    const open = plan({ GATEHOUSE_URL: 'https://gatehouse.example' });
    expect(open.map(({ name }) => name)).not.toContain('slack');
    for (const name of ['api', 'worker']) for (const variable of ['SLACK_BOT_TOKEN', 'SLACK_API_URL']) expect(envOf(open, name)).not.toHaveProperty(variable);
    expect(embeddedParts({ SLACK_BOT_TOKEN: 'xoxb-1' }).slack).toBe(false);
  });

  it('tells the API where the pages of the embedded parts are, which the console links', () => {
    const ports = portWishes(embeddedParts({})).map(({ variable }) => variable);
    const at = (variable: string): string => String(4000 + ports.indexOf(variable));
    expect(envOf(plan({}), 'api')).toMatchObject({ MAIL_UI_PORT: at('MAIL_UI_PORT'), TEMPORAL_UI_PORT: at('TEMPORAL_UI_PORT') });
    const own = envOf(plan({ SMTP_URL: 'smtp://mail.example', TEMPORAL_ADDRESS: 'temporal.example:7233' }), 'api');
    for (const name of ['MAIL_UI_PORT', 'TEMPORAL_UI_PORT']) expect(own).not.toHaveProperty(name);
  });

  it('never gives a program a secret twice', () => {
    const file = join(bench.home, 'secret');
    writeFileSync(file, 'postgres://a@b/c');
    const env = envOf(plan({ DATABASE_URL_FILE: file, DATABASE_OWNER_URL_FILE: file, SLACK_SIGNING_SECRET: '' }), 'api');
    expect(() => parseConfig({ ...env, GATEHOUSE_DIRECTORY: '', GATEHOUSE_POLICY_DIR: '' })).not.toThrow();
    expect(env['DATABASE_URL']).toBe('postgres://a@b/c');
  });
});

describe('the scripts around the build', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = makeBench();
  });
  afterEach(() => bench.remove());
  const script = (name: string): string => join(packageRoot(), 'scripts', name);
  const withNode = (version: string): { status: number | null; stderr: string } => {
    const pretend = `data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'${version}'}})`;
    return spawnSync(process.execPath, ['--import', pretend, script('require-node.mjs')], { encoding: 'utf8' });
  };

  it('refuse a Node older than 20.19 in one line', () => {
    for (const version of ['18.20.8', '20.18.3']) {
      expect(withNode(version)).toMatchObject({
        status: 2,
        stderr: `Gatehouse needs Node 20.19 or newer; this is Node ${version}. Install one from https://nodejs.org and run the command again.\n`,
      });
    }
    for (const version of ['20.19.0', '22.0.0', '24.1.0']) expect(withNode(version)).toMatchObject({ status: 0, stderr: '' });
  });

  it('make the command executable, and fail the build when it could not run', () => {
    const main = join(bench.home, 'main.js');
    mkdirSync(bench.home, { recursive: true });
    writeFileSync(main, '#!/usr/bin/env node\n', { mode: 0o644 });
    expect(spawnSync(process.execPath, [script('mark-executable.mjs'), main]).status).toBe(0);
    expect(statSync(main).mode & 0o777).toBe(0o755);
    writeFileSync(main, 'export {};\n');
    expect(spawnSync(process.execPath, [script('mark-executable.mjs'), main]).status).toBe(1);
  });
});
