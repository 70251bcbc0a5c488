import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../config.ts';
import { writeExampleModel, type ExampleModel } from '../examples/model/write.ts';
import { changedDigest } from './demo/change.ts';
import { reallyClosed } from './demo/closure.ts';
import { afterwards, everybodySigns, throughTheGate } from './demo/gate.ts';
import { Hands } from './demo/hands.ts';
import { type House, startHouse } from './demo/house.ts';
import { heldByNonconformity } from './demo/nonconformity.ts';
import { silentLane } from './demo/silence.ts';
import { Story } from './demo/story.ts';

const USAGE = 'usage: npm run demo [-- --keep]     --keep leaves the data folder behind';
const SEEDS = 2 ** 32;

const model = (folder: string, name: string): Promise<ExampleModel> => writeExampleModel(join(folder, name), randomInt(SEEDS));

/** The whole story, on a house that was started for it. */
async function play(story: Story, house: House, folder: string): Promise<void> {
  cpSync(join(packageRoot(), 'examples', 'requests'), folder, { recursive: true });
  const { evaluation, components } = await model(folder, 'my-model');
  story.say(`a credit model was trained: AUC ${evaluation.auc.toFixed(3)}, weights ${components.weights.digest.slice(0, 19)}…`);
  const hands = new Hands(story, house, folder);
  story.chapter('A lane stays silent until the board is told');
  const triage = await silentLane(hands);
  story.chapter('A changed digest voids the votes');
  const high = await changedDigest(hands, (name) => model(folder, name));
  story.chapter('Seven lanes sign');
  await everybodySigns(hands, high);
  story.chapter('Pause order, permit, and a tampered file');
  await throughTheGate(hands, high);
  story.chapter('A major nonconformity holds a deployment, and not its cure');
  const held = await heldByNonconformity(hands, triage);
  story.chapter('Silence climbs again, and evidence lets go');
  await reallyClosed(hands, held);
  story.chapter('Afterwards');
  await afterwards(hands, high);
}

/** Plays the story in a folder of its own and leaves nothing behind; answers the exit code. */
async function demo(keep: boolean): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-demo-'));
  // as root, PostgreSQL runs as a user of its own, which has to pass through
  chmodSync(folder, 0o711);
  const story = new Story((line) => console.log(line));
  let house: House | undefined;
  let ended = false;
  const clean = (): void => (keep ? undefined : rmSync(folder, { recursive: true, force: true }));
  const interrupted = (): void => void (house?.stop() ?? Promise.resolve()).finally(() => {
    clean();
    process.exit(130);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  try {
    story.chapter(`Gatehouse starts, with a policy of seconds, in ${folder}`);
    house = await startHouse(join(folder, 'data'), join(packageRoot(), 'examples', 'policy-fast'), (line) => story.say(line));
    await play(story, house, folder);
    ended = true;
  } catch (error) {
    console.error(`\nNOT AS IT SHOULD BE: ${error instanceof Error ? error.message : String(error)}`);
    if (!(error instanceof Error && error.name === 'Difference')) console.error(error);
  } finally {
    await house?.stop();
    clean();
  }
  console.log(ended ? `\n${story.checked} steps checked in ${story.seconds} s: all as it should be.` : `\nThe demo ended after ${story.checked} good steps.`);
  return ended ? 0 : 1;
}

try {
  const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } });
  process.exitCode = await demo(values.keep);
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 2;
}
