import type { HomeView, ModalView } from '@slack/types';
import type { Store } from '../../store/store.ts';
import type { HouseReader } from '../../store/house.ts';
import type { Log } from '../log.ts';
import type { PrivateAnswer } from './private-answer.ts';
import type { Workspace } from './workspace.ts';

/** What the listeners need of the chat adapter (`activities/chat`), which the composition root hands in. */
export interface ChatDoor {
  /** Opens a dialog for the person behind a trigger id, which Slack lets live for 3 seconds and use once. */
  openModal(triggerId: string, view: ModalView): Promise<void>;
  /** Says something that only `user` sees, in a channel where they are. */
  tellPrivately(channel: string, user: string, text: string): Promise<void>;
  /** Says something in the direct message with `user`. */
  tellDirectly(user: string, text: string): Promise<void>;
  /** Draws the person's Home tab, in place of what it showed. */
  publishHome(user: string, view: HomeView): Promise<void>;
}

/** What every listener stands on. */
export interface ListenerDeps {
  readonly store: Store;
  readonly house: HouseReader;
  readonly chat: ChatDoor;
  readonly workspace: Workspace;
  readonly answer: PrivateAnswer;
  readonly log: Log;
  /** `GATEHOUSE_URL`: where links lead. */
  readonly url: string;
  /** Whether a stand-in answers as Slack: what is done there is marked in the record. */
  readonly development: boolean;
}
