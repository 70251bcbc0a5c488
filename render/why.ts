import type { MessageView } from '../contracts/deployment-view.ts';
import type { RecordView } from '../contracts/record-view.ts';
import type { Beside } from './card.ts';

/** Why each kind of message comes to its reader; `lane` is the name of the one it is about. */
const WHY: Readonly<Record<string, (lane: string | null) => string>> = {
  sign_off: (lane) => `you may sign ${lane === null ? 'it' : `for ${lane}`}`,
  task: () => 'this is owed by you, or by you together with others',
  question: () => 'you asked for this, own it, or stand in for who does',
  reminder: () => 'this is owed by you, or by you together with others',
  escalation: () => 'nobody else did it in time, and the policy names you next',
  board: () => 'the policy tells the board of it',
  answer: () => 'you asked',
  stuck: () => 'nobody else could be told, and you watch over what is owed',
  digest: () => 'people of yours owe it, you answer for it, or you stand in for who does',
};
const CONCERNED = 'it concerns something that you asked for, own or watch over';

/** The end of an e-mail: why its reader gets it, and whom to ask. */
export function whyText({ kind, obligation, ...view }: MessageView | RecordView, nameOf: Beside['nameOf']): readonly string[] {
  const why = WHY[kind]?.(obligation?.lane_name ?? null) ?? CONCERNED;
  return [`You get this because ${why}. Nothing is decided by this e-mail: its links ask you to sign in.`, `Questions about the matter: ${whomToAsk(view, nameOf)}. Wrong address, or not yours at all: whoever keeps the directory of your organisation.`];
}

function whomToAsk(view: Partial<MessageView & RecordView>, nameOf: Beside['nameOf']): string {
  if (view.case) return `${nameOf(view.case.requester)}, who asked for it`;
  return view.system ? `${nameOf(view.system.owner)}, who owns the system` : 'the AI governance lead';
}
