import { DEPLOYMENT_COMMANDS } from '../../contracts/deployment-approval.ts';
import { freeText } from '../../contracts/primitives.ts';
import { LONGEST_TYPED, recordOf, type ButtonValue, type SlackWord } from '../../contracts/slack-actions.ts';
import { WORD_BLOCKS, wordNote } from '../../contracts/slack-forms.ts';
import type { Command } from '../../domain/aggregate.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { wordText } from '../../render/form-words.ts';
import { wordDialog } from '../../render/oversight-forms.ts';
import { readRecord } from '../../store/read.ts';
import type { Target } from '../../store/store.ts';
import { openDialog } from './cast.ts';
import { enteredIn, whereOf, type Reader } from './form-fields.ts';
import { inTime, refusalAhead, tell, type Giver } from './give.ts';
import { jsonOf } from './json.ts';
import type { ListenerDeps } from './ports.ts';

/** The command that a word stands for. */
const COMMANDS: { readonly [W in SlackWord]: (obligation_id: string, text: string) => Command } = {
  answer: (obligation_id, answer) => ({ name: 'answer', body: DEPLOYMENT_COMMANDS.answer.parse({ obligation_id, answer }) }),
  consent: (_obligation, reason) => ({ name: 'consent', body: DEPLOYMENT_COMMANDS.consent.parse({ reason }) }),
  complete: (obligation_id, comment) => ({ name: 'complete', body: DEPLOYMENT_COMMANDS.complete.parse({ obligation_id, comment }) }),
};

interface Wanted {
  readonly value: ButtonValue;
  readonly target: Target;
  readonly word: SlackWord;
}

/** Opens the dialog for the word that meets an obligation, unless it would be refused whatever is typed. */
export async function openWord(deps: ListenerDeps, trigger_id: string, { value, target, word }: Wanted, giver: Giver): Promise<void> {
  const { case: id, obligation } = value;
  // a look, not the command: nobody has typed a word yet
  const { name, body } = COMMANDS[word](obligation, '?');
  const refusal = await refusalAhead(deps, target, { name, body }, giver);
  if (refusal) return tell(deps, refusal, giver, { target, command: { name, body: { obligation_id: obligation } } });
  const question = word === 'answer' ? await inTime(questionOf(deps, target, obligation)) : null;
  const { channel, answer_at } = giver.where;
  await openDialog(deps, trigger_id, wordDialog({ case: id, obligation, word, channel, answer_at }, question), giver);
}

/** The question behind an answer that is owed. */
async function questionOf({ store }: ListenerDeps, target: Target, obligation: string): Promise<string | null> {
  const state = (await readRecord(store, target))?.state as DeploymentState | undefined;
  return state?.questions.find(({ answer_obligation_id }) => answer_obligation_id === obligation)?.question ?? null;
}

/** The word that meets an obligation. */
export const readWord: Reader = (payload) => {
  const note = wordNote.safeParse(jsonOf(payload.view.private_metadata)).data;
  const target = note && recordOf(note.case);
  if (!note || !target) return null;
  const typed = freeText(LONGEST_TYPED).safeParse(enteredIn(payload)(WORD_BLOCKS.word)?.value);
  if (!typed.success) return { errors: { [WORD_BLOCKS.word]: 'Say it in your own words.' } };
  const command = COMMANDS[note.word](note.obligation, typed.data);
  return { target, command, where: whereOf(payload.user.id, note), blockOf: () => WORD_BLOCKS.word, done: () => wordText(note.word) };
};
