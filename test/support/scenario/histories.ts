import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import proto from '@temporalio/proto';
import { ROOT } from '../world.ts';

// not the SDK's historyToJSON: it needs one copy of protobufjs in the tree, and the lock file holds several
const StoredForm = proto.temporal.api.history.v1.History;
const AS_JSON = { longs: String, enums: String, bytes: String } as const;

const FOLDER = join(ROOT, 'test', 'replay', 'histories');

/** A stored history: `<workflow>/<scenario>.v<N>.json`. */
export interface StoredHistory {
  readonly workflow: string;
  readonly scenario: string;
  readonly version: number;
  /** As `Worker.runReplayHistory` takes it. */
  readonly read: () => unknown;
}

/** All of them. A new version stands beside the older ones: each is what some running case may look like. */
export function storedHistories(): StoredHistory[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? ofWorkflow(entry.name) : []));
}

function ofWorkflow(workflow: string): StoredHistory[] {
  return readdirSync(join(FOLDER, workflow)).flatMap((file) => {
    const [, scenario, version] = /^(.+)\.v(\d+)\.json$/.exec(file) ?? [];
    if (scenario === undefined || version === undefined) throw new Error(`${workflow}/${file} is no history; name it <scenario>.v<number>.json`);
    return [{ workflow, scenario, version: Number(version), read: (): unknown => StoredForm.fromObject(JSON.parse(readFileSync(join(FOLDER, workflow, file), 'utf8')) as object) }];
  });
}

/** Adds a history under the next version of its scenario, without what names the machine that it was made on. */
export function storeHistory(workflow: string, scenario: string, history: History): string {
  const versions = storedHistories().filter((one) => one.workflow === workflow && one.scenario === scenario).map(({ version }) => version);
  const file = join(FOLDER, workflow, `${scenario}.v${Math.max(0, ...versions) + 1}.json`);
  mkdirSync(join(FOLDER, workflow), { recursive: true });
  writeFileSync(file, `${JSON.stringify(anonymous(StoredForm.toObject(StoredForm.fromObject(history), AS_JSON)))}\n`);
  return file;
}

const NAMES_THE_MACHINE = new Set(['identity', 'stackTrace', 'binaryChecksum']);

function anonymous(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(anonymous);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !NAMES_THE_MACHINE.has(key)).map(([key, entry]) => [key, anonymous(entry)]));
}
