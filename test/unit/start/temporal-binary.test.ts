import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findInstalledTemporalCli, findTemporalCli } from '../../../cli/start/temporal-binary.ts';
import { type Bench, Lines, makeBench } from './bench.ts';

const WORKS = '#!/bin/sh\necho "temporal version 1.0.0"\n';
const BROKEN = '#!/bin/sh\nexit 1\n';

describe('the search for a Temporal CLI', () => {
  let bench: Bench;
  let lines: Lines;
  beforeEach(() => {
    bench = makeBench();
    lines = new Lines();
  });
  afterEach(() => bench.remove());

  const put = (path: string, script = WORKS): string => {
    const file = join(bench.home, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, script, { mode: 0o755 });
    return file;
  };
  const env = (more: Record<string, string> = {}): Record<string, string> => ({ HOME: join(bench.home, 'user'), PATH: join(bench.home, 'path'), ...more });

  it('takes the first of: named by the user, PATH, data folder, download of the SDK, Go folder', async () => {
    const inOrder = ['path/temporal', 'bin/temporal', 'bin/sdk/temporal-sdk-typescript-1.0.0', 'user/go/bin/temporal'];
    for (const path of inOrder.toReversed()) {
      const file = put(path);
      expect(await findInstalledTemporalCli(env(), bench.home)).toBe(file);
    }
    const named = put('named');
    expect(await findInstalledTemporalCli(env({ TEMPORAL_CLI_PATH: named }), bench.home)).toBe(named);
  });

  it('passes over one that does not run and a download that is not finished', async () => {
    put('path/temporal', BROKEN);
    put('bin/sdk/temporal.downloading');
    const good = put('user/go/bin/temporal');
    expect(await findInstalledTemporalCli(env(), bench.home)).toBe(good);
  });

  it('refuses a TEMPORAL_CLI_PATH that does not run', async () => {
    const named = put('named', BROKEN);
    await expect(findInstalledTemporalCli(env({ TEMPORAL_CLI_PATH: named }), bench.home)).rejects.toThrow(
      `TEMPORAL_CLI_PATH is ${named}: that is not a Temporal CLI that runs here; name one, or unset it`,
    );
  });

  it('builds it with Go into the data folder when nothing else is left, and says so', async () => {
    const answer = `printf '#!/bin/sh\\necho "temporal version 1.0.0"\\n' > "$GOBIN/temporal"; chmod +x "$GOBIN/temporal"`;
    put('path/go', `#!/bin/sh\necho "$@" > "$GOBIN/asked"\nPATH=/usr/bin:/bin\n${answer}\n`);
    const search = { env: env(NO_DOWNLOAD), home: bench.home, progress: lines.add };
    expect(await findTemporalCli(search)).toBe(join(bench.home, 'bin', 'temporal'));
    expect(lines.all).toContain(`temporal: building it with Go into ${join(bench.home, 'bin')} (about 3 minutes, once)`);
  });

  it('says what would help when it can neither be found, downloaded nor built', async () => {
    put('path/go', BROKEN);
    const search = { env: env(NO_DOWNLOAD), home: bench.home, progress: lines.add };
    await expect(findTemporalCli(search)).rejects.toThrow(
      'no Temporal CLI was found, downloaded or built: install Go and run `go install github.com/temporalio/cli/cmd/temporal@v1.5.1`, or put `temporal` on the PATH, or set TEMPORAL_ADDRESS to a server',
    );
  });
});

/** No test fetches anything: a proxy at which nothing listens refuses the download at once. */
const NO_DOWNLOAD = { HTTPS_PROXY: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9', NODE_OPTIONS: '' };
