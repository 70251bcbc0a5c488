import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { packageRoot, SECRET_NAMES, VARIABLE_NAMES } from '../../../config.ts';

// No container engine runs here: what Compose itself would refuse is checked by its published schema, as far as we use it.
const healthcheck = z.strictObject({
  test: z.tuple([z.literal('CMD')], z.string()),
  interval: z.string().regex(/^\d+s$/),
  timeout: z.string().regex(/^\d+s$/),
  retries: z.number(),
  start_period: z.string().regex(/^\d+s$/).optional(),
});
const conditions = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);
const service = z.strictObject({
  image: z.string(),
  build: z.string().optional(),
  init: z.boolean().optional(),
  restart: z.string().regex(/^(no|always|unless-stopped|on-failure(:\d+)?)$/),
  stop_grace_period: z.string().optional(),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()),
  depends_on: z.record(z.string(), z.strictObject({ condition: conditions })).optional(),
  healthcheck: healthcheck.optional(),
  ports: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  configs: z.array(z.strictObject({ source: z.string(), target: z.string() })).optional(),
});
const compose = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
  configs: z.record(z.string(), z.strictObject({ content: z.string() })),
});

const text = readFileSync(join(packageRoot(), 'docker-compose.yml'), 'utf8');
const dockerfile = readFileSync(join(packageRoot(), 'Dockerfile'), 'utf8');
const parsed: unknown = parse(text, { merge: true });
const file = compose.parse(Object.fromEntries(Object.entries(parsed as object).filter(([key]) => !key.startsWith('x-'))));
const services = Object.entries(file.services);
const ours = services.filter(([, { build }]) => build !== undefined);

/** Passwords of the database roles: they exist in the compose file only, inside the addresses that our programs get. */
const PASSWORDS = ['POSTGRES_PASSWORD', 'GATEHOUSE_OWNER_PASSWORD', 'GATEHOUSE_APP_PASSWORD', 'TEMPORAL_DB_PASSWORD'];
/** What Compose refuses to go without. */
const REQUIRED = [...PASSWORDS, 'GATEHOUSE_PERMIT_KEY', 'GATEHOUSE_CHECKPOINT_KEY'];
const VERSIONS = ['GATEHOUSE_VERSION', 'TEMPORAL_VERSION', 'TEMPORAL_UI_VERSION'];

describe('docker-compose.yml', () => {
  it('has PostgreSQL 15 or newer, Temporal with its web UI, the migrations, the API and the worker', () => {
    expect(services.map(([name]) => name)).toEqual(expect.arrayContaining(['postgres', 'temporal', 'temporal-ui', 'migrate', 'api', 'worker']));
    expect(Number(file.services['postgres']!.image.split(':')[1])).toBeGreaterThanOrEqual(15);
  });

  it('waits only for services that exist, and for health only where there is a check', () => {
    for (const [, { depends_on: needs = {} }] of services)
      for (const [name, { condition }] of Object.entries(needs)) {
        expect(Object.keys(file.services)).toContain(name);
        if (condition === 'service_healthy') expect(file.services[name]!.healthcheck).toBeDefined();
        if (condition === 'service_completed_successfully') expect(file.services[name]!.restart).toMatch(/^on-failure/);
      }
  });

  it('uses only configs and volumes that it declares', () => {
    const configs = services.flatMap(([, { configs: used = [] }]) => used.map(({ source }) => source));
    expect(new Set(configs)).toEqual(new Set(Object.keys(file.configs)));
    const named = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0]!)).filter((source) => /^\w+$/.test(source));
    expect(new Set(named)).toEqual(new Set(Object.keys(file.volumes)));
  });

  it('shares the folder of evidence between the API, which stores it, and the worker, which checks it', () => {
    const homes = ['api', 'worker'].map((name) => {
      const { environment, volumes = [] } = file.services[name]!;
      return { home: environment['GATEHOUSE_HOME'], volume: volumes.find((each) => each.endsWith(`:${String(environment['GATEHOUSE_HOME'])}`))?.split(':')[0] };
    });
    expect(homes[0]).toEqual({ home: expect.stringMatching(/^\//), volume: expect.stringMatching(/^\w+$/) });
    expect(homes[1]).toEqual(homes[0]);
    expect(Object.keys(file.volumes)).toContain(homes[0]!.volume);
    expect(dockerfile).toContain(`RUN mkdir -p ${String(homes[0]!.home)} && chown node:node ${String(homes[0]!.home)}\nUSER node\n`);
  });

  it('gives our programs only variables that config.ts knows', () => {
    const known = [...VARIABLE_NAMES, ...SECRET_NAMES.map((name) => `${name}_FILE`)];
    expect(ours.map(([name]) => name)).toEqual(['migrate', 'api', 'worker']);
    for (const [, { environment }] of ours) expect(known).toEqual(expect.arrayContaining(Object.keys(environment)));
  });

  it('takes from outside only the variables of a native start, passwords and versions', () => {
    const used = new Set([...text.matchAll(/(?<!\$)\$\{([A-Z0-9_]+)/g)].map(([, name]) => name!));
    expect([...VARIABLE_NAMES, ...PASSWORDS, ...VERSIONS]).toEqual(expect.arrayContaining([...used]));
  });

  it('stops with a plain word when a password or a key is missing', () => {
    for (const name of REQUIRED) expect(text).toContain(`\${${name}:?set `);
  });

  it('has an example of its .env: every variable that it takes from outside, those without a default to be filled in', () => {
    const used = new Set([...text.matchAll(/(?<!\$)\$\{([A-Z0-9_]+)/g)].map(([, name]) => name!));
    const example = readFileSync(join(packageRoot(), '.env.example'), 'utf8').split('\n');
    const named = example.flatMap((line) => /^(# )?([A-Z0-9_]+)=(.*)$/.exec(line)?.slice(1, 4) ?? []);
    const rows = Array.from({ length: named.length / 3 }, (_, i) => ({ aside: named[3 * i] !== undefined, name: named[3 * i + 1]!, value: named[3 * i + 2]! }));
    expect(new Set(rows.map(({ name }) => name))).toEqual(used);
    expect(rows.filter(({ aside }) => !aside)).toEqual(REQUIRED.map((name) => ({ aside: false, name, value: '' })));
  });

  it('asks in the README for just the variables without a default', () => {
    const readme = readFileSync(join(packageRoot(), 'README.md'), 'utf8');
    const [, list = ''] = /needs six variables: ([^;]+);/.exec(readme) ?? [];
    expect([...list.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name)).toEqual(REQUIRED);
  });

  it('gives the role that owns the schema to the migrations only', () => {
    const owners = services.filter(([, { environment }]) => JSON.stringify(environment).includes('postgres://gatehouse_owner'));
    expect(owners.map(([name]) => name)).toEqual(['migrate']);
  });

  it('can run many workers: none has a port of the machine or a name of its own', () => {
    expect(file.services['worker']!.ports).toBeUndefined();
    expect(text).not.toContain('container_name');
  });

  it('publishes ports on loopback only', () => {
    for (const [, { ports = [] }] of services) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('has scripts that a shell can read', () => {
    for (const [name, { content }] of Object.entries(file.configs).filter(([, { content: body }]) => /\$\$/.test(body))) {
      const checked = spawnSync('sh', ['-n'], { input: content.replaceAll('$$', '$'), encoding: 'utf8' });
      expect(`${name}: ${checked.stderr}`).toBe(`${name}: `);
    }
  });
});

describe('the Dockerfile', () => {
  const lines = dockerfile.split('\n');

  it('copies only what is in the repository or what the build makes', () => {
    const copied = lines.filter((line) => line.startsWith('COPY ')).flatMap((line) => line.replace('--from=build /app/', '').split(/\s+/).slice(1, -1));
    for (const path of copied.filter((name) => !['.', 'node_modules', 'dist'].includes(name))) expect(existsSync(join(packageRoot(), path))).toBe(true);
  });

  it('builds in one stage and runs in another, as a user without rights', () => {
    expect(lines.filter((line) => line.startsWith('FROM '))).toEqual(['FROM node:20-slim AS build', 'FROM node:20-slim']);
    expect(lines).toContain('USER node');
  });

  it('runs programs whose sources exist', () => {
    const commands = ours.flatMap(([, { command = [] }]) => command.filter((word) => word.startsWith('dist/')));
    const inImage = [...lines.join('\n').matchAll(/"(dist\/[^"]+)"/g)].map(([, path]) => path!);
    expect(commands).toHaveLength(3);
    for (const path of [...commands, ...inImage]) expect(existsSync(join(packageRoot(), path.replace(/^dist\/(.*)\.js$/, '$1.ts')))).toBe(true);
  });
});
