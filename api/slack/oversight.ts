import type { ModalView } from '@slack/types';
import { OBLIGATION_COMMANDS } from '../../contracts/obligation-commands.ts';
import type { ButtonValue, SlackMenuItem } from '../../contracts/slack-actions.ts';
import type { AskNote } from '../../contracts/slack-forms.ts';
import type { Command } from '../../domain/aggregate.ts';
import { nudgeDialog, reassignDialog, snoozeDialog } from '../../render/oversight-forms.ts';
import type { Target } from '../../store/store.ts';
import { openDialog } from './cast.ts';
import { refusalAhead, tell, type Giver } from './give.ts';
import type { ListenerDeps } from './ports.ts';

/** What those above an obligation, and those who owe it, can do about its ladder (§0.03, §0.07). */
const OVERSIGHT = ['nudge', 'reassign', 'snooze'] as const;
export type Oversight = (typeof OVERSIGHT)[number];
export const isOversight = (item: SlackMenuItem): item is Oversight => OVERSIGHT.some((each) => each === item);

interface Act {
  /** The command as it would be, to ask the rules before anything is chosen or typed. */
  readonly ahead: (obligation_id: string, person: string) => Command;
  /** Where a refusal points at what is still to be chosen. */
  readonly chosen: string | null;
  readonly dialog: (note: AskNote) => ModalView;
}

const ACTS: Readonly<Record<Oversight, Act>> = {
  nudge: { ahead: (obligation_id) => ({ name: 'nudge', body: OBLIGATION_COMMANDS.nudge.parse({ obligation_id }) }), chosen: null, dialog: nudgeDialog },
  reassign: { ahead: (obligation_id, to) => ({ name: 'reassign', body: OBLIGATION_COMMANDS.reassign.parse({ obligation_id, to, reason: '?' }) }), chosen: '/to', dialog: reassignDialog },
  snooze: { ahead: (obligation_id) => ({ name: 'snooze', body: OBLIGATION_COMMANDS.snooze.parse({ obligation_id, for: 'PT1S', reason: '?' }) }), chosen: '/for', dialog: snoozeDialog },
};

interface Wanted {
  readonly item: Oversight;
  readonly value: ButtonValue;
  readonly target: Target;
}

/** Opens the dialog for what was chosen, unless it would be refused whatever is chosen or typed there. */
export async function openOversight(deps: ListenerDeps, trigger_id: string, { item, value, target }: Wanted, giver: Giver): Promise<void> {
  const { ahead, chosen, dialog } = ACTS[item];
  const { case: id, obligation } = value;
  const refusal = await refusalAhead(deps, target, ahead(obligation, giver.known.person.id), giver);
  if (refusal && (chosen === null || refusal.pointer !== chosen)) return tell(deps, refusal, giver);
  const { channel, answer_at } = giver.where;
  await openDialog(deps, trigger_id, dialog({ case: id, obligation, channel, answer_at }), giver);
}
