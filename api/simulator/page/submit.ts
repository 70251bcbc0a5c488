import type { SlackSimulator } from '../simulator.ts';
import type { Answer } from '../dispatch.ts';
import type { Member } from '../workspace.ts';
import type { World } from '../world.ts';
import { deskPage } from './desk.ts';
import { type Kept, notAnswered } from './outcome.ts';
import { enteredIn, type Form, refusedFields } from './typed.ts';

/** A dialog as it was sent from the page `at`. */
export interface SentDialog {
  readonly view_id: string;
  readonly form: Form;
  readonly at: string;
}

/**
 * Submits a dialog. When it was not taken, the page shows it again with everything that was entered and what was wrong.
 * @throws Error when the person has no such dialog open
 */
export async function sendDialog(simulator: SlackSimulator, world: World, member: Member, { view_id, form, at }: SentDialog): Promise<Answer | Kept | undefined> {
  const view = world.views.find((each) => each.id === view_id && each.user === member.id && each.open);
  if (!view) throw new Error('this dialog is not open any more');
  const { blocks } = view.content;
  const entered = enteredIn(blocks, form);
  const again = (errors: Readonly<Record<string, string>>, trouble: string | null = null): Kept => ({ status: 422, page: deskPage(world, member, at, { entered, errors, trouble }) });
  const refused = refusedFields(blocks, entered);
  if (Object.keys(refused).length > 0) return again(refused);
  try {
    const answer = await simulator.submitModal(member.id, view.id, entered);
    if (answer.status !== 200) return again({}, notAnswered(answer));
    if (!view.open) return answer;
    // redrawn, or another one on top: nothing more is on its way
    return Object.keys(view.errors).length > 0 ? again(view.errors) : undefined;
  } catch (error) {
    return again({}, error instanceof Error ? error.message : String(error));
  }
}
