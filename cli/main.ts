#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../config.ts';
import type { PublicJwks } from '../api/permit-token.ts';
import { runCli } from './run.ts';
import type { VerifyToken } from './shell.ts';

const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')));

const verifyToken: VerifyToken = async (token, keys, now) => {
  const { verifyPermitToken } = await import('../api/permit-token.ts');
  return verifyPermitToken(token, keys as PublicJwks, now);
};

// `gatehouse ledger export | head` closes the pipe before the end
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), { env: process.env, stdout: process.stdout, stderr: process.stderr }, version, { verifyToken });
