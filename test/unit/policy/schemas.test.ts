import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../config.ts';
import { fileSchemas } from '../../../domain/policy/schemas.ts';
import { schemaFiles } from '../../../scripts/docs/schema-files.ts';

const read = (path: string) => readFileSync(join(packageRoot(), path), 'utf8');
const yamlIn = (folder: string) => readdirSync(join(packageRoot(), folder)).filter((name) => name.endsWith('.yaml')).map((name) => `${folder}/${name}`);

describe('the shipped JSON Schemas', () => {
  it('say what the code says now', () => {
    for (const { path, content } of schemaFiles()) expect([path, read(path) === content]).toEqual([path, true]);
  });

  it('are all there is in their folder', () => {
    expect(readdirSync(join(packageRoot(), 'policy', 'schema')).sort()).toEqual([...fileSchemas().keys()].map((name) => `${name}.schema.json`).sort());
  });

  it.each([...yamlIn('policy'), ...yamlIn('examples/policy-fast'), ...yamlIn('examples/organisation')])('complete the file %s in an editor', (file) => {
    const [, schema = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(read(file)) ?? [];
    const target = join(packageRoot(), file, '..', schema);
    expect(JSON.parse(readFileSync(target, 'utf8'))).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' });
  });
});
