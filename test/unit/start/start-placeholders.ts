import { runStart } from '../../../cli/start/main.ts';
import { programFile } from './bench.ts';

process.exitCode = await runStart(process.env, {
  programs: {
    migrate: programFile('migrate'),
    simulator: programFile('simulator'),
    identity: programFile('identity'),
    worker: programFile('worker'),
    api: programFile('api'),
  },
});
