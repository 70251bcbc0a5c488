// Makes dist/cli/main.js runnable as the command `gatehouse`, and fails the build when it could not run.
import { chmodSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL(process.argv[2] ?? '../dist/cli/main.js', import.meta.url));
if (!readFileSync(file, 'utf8').startsWith('#!/usr/bin/env node\n')) {
  console.error(`${file} does not begin with "#!/usr/bin/env node": put that line first in cli/main.ts`);
  process.exit(1);
}
chmodSync(file, 0o755);
