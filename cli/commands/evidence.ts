import { basename } from 'node:path';
import { pathOf } from '../../contracts/routes.ts';
import { plainFile } from '../documents.ts';
import { wrongUse } from '../failure.ts';
import { save } from '../save.ts';
import { answered } from '../simple.ts';
import { fields, table } from '../print.ts';
import type { CommandSpec, GroupSpec } from '../spec.ts';

const add: CommandSpec = {
  name: 'add',
  args: '<FILE...>',
  about: 'store files as evidence, and hand them in where one is owed',
  options: [
    { flags: '--to <OBLIGATION>', about: 'hand the files in for this obligation' },
    { flags: '--comment <TEXT>', about: 'what they show; with --to (the names of the files)' },
  ],
  run: async (given, { api }) => {
    const files = given.args(0).map(plainFile);
    const stored = [];
    for (const file of files) stored.push({ name: basename(file), ...(await api.upload(file, basename(file))) });
    const shown = table(stored, [['file', ({ name }) => name], ['sha256', ({ sha256 }) => sha256], ['bytes', ({ bytes }) => bytes]]);
    const id = given.text('to');
    if (id === undefined) return { json: { stored }, text: shown };
    const comment = given.text('comment') ?? stored.map(({ name }) => name).join(', ');
    const handedIn = await api.call('completeObligation', { params: { id }, body: { evidence: stored.map(({ sha256 }) => sha256), comment } });
    return { json: { stored, handed_in: handedIn }, text: `${shown}\n\n${fields(handedIn)}` };
  },
};

const get: CommandSpec = {
  name: 'get',
  args: '<SHA256>',
  about: 'read a file by its digest; the reading is recorded',
  options: [{ flags: '--out <FILE>', about: 'write it here instead of to standard output' }],
  run: async (given, shell) => {
    const out = given.text('out');
    if (shell.json && out === undefined) wrongUse('--json needs --out FILE here: standard output takes either the file or JSON');
    const response = await shell.api.send({ method: 'get', path: pathOf('getEvidence', { sha256: given.arg(0) }), streams: true });
    const bytes = await save(response, out, shell);
    return out === undefined ? null : answered({ sha256: given.arg(0), file: out, bytes });
  },
};

/** Evidence files by their digest. */
export const EVIDENCE_GROUP: GroupSpec = { name: 'evidence', about: 'evidence files, by their digest', commands: [add, get] };
