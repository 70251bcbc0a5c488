import { timeline } from '../../domain/policy/rehearsal-lines.ts';
import { rehearse } from '../../domain/policy/rehearse.ts';
import { Failure } from '../failure.ts';
import { table } from '../print.ts';
import type { Run } from '../spec.ts';
import { instantFrom } from '../when.ts';
import { placesOf, readDirectory, readPolicy } from './ground.ts';
import { wouldBe } from './would-be.ts';

/** The whole timeline of who hears what and when if nobody acts, from the functions that the commits use (design §8). */
export const rehearseRequest: Run = async (given, { io }) => {
  const from = given.text('from');
  const at = from === undefined ? new Date().toISOString() : instantFrom(from, '--from');
  const { dir, directoryFile } = placesOf(given, io.env);
  const policy = readPolicy(dir, at);
  const directory = readDirectory(directoryFile, policy);
  const played = rehearse(wouldBe(given), at, policy, directory);
  if ('refused' in played) throw new Failure('refused', [played.detail, ...(played.errors ?? []).map(({ pointer, detail }) => `  ${pointer}: ${detail}`)].join('\n'));
  const lines = timeline(played, directory);
  const shown = table(lines, [
    ['at', (line) => line.at],
    ['lane', (line) => line.lane],
    ['level', (line) => line.level],
    ['what', (line) => line.what],
    ['to', (line) => line.to.map(({ name, channel }) => `${name} (${channel})`)],
  ]);
  return { json: { from: at, ends_as: played.ends_as, ends_at: played.ends_at, lines }, text: `${shown}\n\nends as ${played.ends_as} at ${played.ends_at}` };
};
