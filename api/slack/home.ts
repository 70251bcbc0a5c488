import type { HomeView } from '@slack/types';
import type { MessageView } from '../../contracts/deployment-view.ts';
import type { RecordView } from '../../contracts/record-view.ts';
import { recordOf } from '../../contracts/slack-actions.ts';
import { lanesHeld, lanesLent } from '../../domain/authority/lanes-held.ts';
import { messageView } from '../../domain/deployment-approval/message-view.ts';
import type { DeploymentState } from '../../domain/deployment-approval/state.ts';
import { houseMessageView } from '../../domain/house/message-view.ts';
import type { HouseState } from '../../domain/house/index.ts';
import { nonconformityMessageView } from '../../domain/nonconformity-closure/message-view.ts';
import type { NonconformityState } from '../../domain/nonconformity-closure/state.ts';
import { firstMessageOf } from '../../domain/obligations/index.ts';
import { systemMessageView } from '../../domain/system/message-view.ts';
import type { SystemState } from '../../domain/system/index.ts';
import { homeView, refusedHome, type HomeEntry } from '../../render/home.ts';
import { policyInForce } from '../../store/house.ts';
import { homeOpenedBy, listNow } from '../../store/homes.ts';
import { readRecord } from '../../store/read.ts';
import { owedBy, type Owed } from './inbox.ts';
import type { HomePayload } from './payloads.ts';
import type { ListenerDeps } from './ports.ts';
import { identify, type Known } from './who.ts';

/** So many are shown with all that can be done about them; Slack takes 100 blocks. */
const SHOWN = 15;

/** Somebody opened the Home tab: it is drawn from the record, each time. */
export async function homeOpened(deps: ListenerDeps, { team_id, api_app_id, event: { user, tab } }: HomePayload): Promise<void> {
  if (tab !== undefined && tab !== 'home') return;
  const known = await identify(deps, { team: team_id, user, home: null, app: api_app_id ?? null });
  await drawHome(deps, user, known);
}

/** Draws somebody's Home tab: what they owe, overdue first, and what they may do; from then on it follows their list. Never throws: it is drawn again at the next opening. */
export async function drawHome(deps: ListenerDeps, user: string, known: Known): Promise<void> {
  try {
    if ('refused' in known) return await deps.chat.publishHome(user, refusedHome(known.refused));
    const list = await listNow(deps.store, known.person.id);
    await deps.chat.publishHome(user, await homeFor(deps, known));
    await homeOpenedBy(deps.store, { user_id: user, person: known.person.id, list });
  } catch (error) {
    deps.log.warn({ err: error, user }, 'a Home tab could not be drawn');
  }
}

/** The Home tab of a person, as the record stands. */
export async function homeFor(deps: ListenerDeps, { person, nameOf }: Extract<Known, { person: object }>): Promise<HomeView> {
  const [{ entries, all }, house] = await Promise.all([owedBy(deps, person.id, SHOWN), deps.house.get()]);
  const { directory, at } = house;
  const policy = policyInForce(house);
  const views = await Promise.all(entries.map(async (owed): Promise<HomeEntry> => ({ owed, view: await viewOf(deps, owed, person.id) })));
  const may = { held: policy ? lanesHeld(person, policy) : [], lent: policy ? lanesLent(person.id, policy, directory, at) : [] };
  return homeView({ name: person.name, entries: views, all, ...may, at, nameOf });
}

/** The obligation as a message of today would show it; null for one of a record that shows none. */
async function viewOf({ store, url }: ListenerDeps, { id, kind, record, subject, due_at }: Owed, recipient: string): Promise<MessageView | RecordView | null> {
  const target = recordOf(record);
  const found = target && (await readRecord(store, target));
  if (!target || !found) return null;
  const about = { ...subject, obligation: kind, ...(due_at === null ? {} : { due_at }) };
  const message = { kind: firstMessageOf(kind, subject['level']), recipient, obligation_id: id, about, late: false };
  const { state, facts, now } = found;
  if (target.kind === 'deployment') return messageView(message, state as DeploymentState, { ...facts, now }, url);
  if (target.kind === 'nonconformity') return nonconformityMessageView(message, state as NonconformityState, { ...facts, now }, url);
  return target.kind === 'system' ? systemMessageView(message, state as SystemState, { ...facts, now }, url) : houseMessageView(message, state as HouseState, { ...facts, now }, url);
}
