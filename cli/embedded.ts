import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const run = z.object({ parts: z.array(z.object({ name: z.string(), port: z.number().optional() })) });

/** The port of a part of the embedded start that runs on this data folder; null when it does not run. */
export function embeddedPort(home: string, part: 'api' | 'postgresql' | 'slack'): number | null {
  try {
    const { parts } = run.parse(JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')));
    return parts.find(({ name }) => name === part)?.port ?? null;
  } catch {
    return null;
  }
}
