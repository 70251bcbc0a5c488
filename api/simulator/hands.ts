import { z } from 'zod';
import { actionElements } from './blocks.ts';
import type { StoredBlock } from './blocks.ts';
import type { Answer, RawPost } from './dispatch.ts';
import { formState } from './form-state.ts';
import type { Typed } from './form-state.ts';
import { blockActions, homeOpened, messageAction, slashCommandBody, viewActions, viewClosed, viewSubmission } from './payloads.ts';
import type { Act } from './payloads.ts';
import { answerInteraction } from './response-urls.ts';
import type { ResponseUrls } from './response-urls.ts';
import { viewContent } from './views.ts';
import type { StoredView, World } from './world.ts';

export interface ClickOptions {
  /** Needed when several blocks hold the same action id. */
  readonly block_id?: string | undefined;
  /** For menus: option values, user ids or a date. */
  readonly chosen?: readonly string[] | undefined;
  /** Clicks an older look of the message (0 is the first), as a client does that has not seen the redraw. */
  readonly version?: number | undefined;
}

/** Takes an interaction to the app, by whichever way it is reached. */
export type Deliver = (raw: Pick<RawPost, 'body' | 'payload' | 'event'>) => Promise<Answer>;

/** What people do in Slack's client. Each act becomes a signed request to the app; what the client would refuse throws. */
export class Hands {
  readonly #world: World;
  readonly #deliver: Deliver;
  readonly #urls: ResponseUrls;

  constructor(world: World, deliver: Deliver, urls: ResponseUrls) {
    this.#world = world;
    this.#deliver = deliver;
    this.#urls = urls;
  }

  /** @throws Error when the person, the message or the button is not there */
  async click(user: string, ref: string, actionId: string, options: ClickOptions = {}): Promise<Answer> {
    const member = this.#world.member(user);
    const [channelId = '', ts = ''] = ref.split('/');
    const channel = this.#world.channel(channelId);
    if (!channel.members.includes(user)) throw new Error(`${user} is not in ${channelId} and cannot see ${ref}`);
    const message = this.#world.message(channel.id, ts);
    const version = options.version ?? message.versions.length - 1;
    const shown = message.versions[version];
    if (!shown) throw new Error(`the message has versions 0 to ${message.versions.length - 1}, not ${version}`);
    const act = findAct('message', shown.blocks, actionId, options);
    const responseUrl = this.#urls.issue(channel.id, user, message);
    return this.#deliver({ payload: blockActions(this.#world, member, { message, version, channel }, act, responseUrl) });
  }

  /** Chooses a shortcut of the app in the menu of a message. @throws Error when the person or the message is not there */
  async shortcut(user: string, ref: string, callbackId: string): Promise<Answer> {
    const member = this.#world.member(user);
    const [channelId = '', ts = ''] = ref.split('/');
    const channel = this.#world.channel(channelId);
    if (!channel.members.includes(user)) throw new Error(`${user} is not in ${channelId} and cannot see ${ref}`);
    const message = this.#world.message(channel.id, ts);
    const responseUrl = this.#urls.issue(channel.id, user, message);
    return this.#deliver({ payload: messageAction(this.#world, member, { message, channel }, callbackId, responseUrl) });
  }

  /** Clicks in the Home tab or in an open dialog. @throws Error when the view or the button is not there */
  async clickInView(user: string, viewId: string, actionId: string, options: Omit<ClickOptions, 'version'> = {}): Promise<Answer> {
    const member = this.#world.member(user);
    const view = this.#viewOf(user, viewId);
    return this.#deliver({ payload: viewActions(this.#world, member, view, findAct('view', view.content.blocks, actionId, options)) });
  }

  /** Opens the Home tab: the app is told, and may publish it. */
  async openHome(user: string): Promise<Answer> {
    const member = this.#world.member(user);
    const home = this.#world.views.find((each) => each.user === user && each.content.type === 'home');
    return this.#deliver({ event: homeOpened(this.#world, member, home) });
  }

  /** Closes a dialog without sending it; the app is told if the dialog asked for that. */
  async closeModal(user: string, viewId: string): Promise<void> {
    const member = this.#world.member(user);
    const view = this.#viewOf(user, viewId);
    view.open = false;
    this.#world.changes.announce();
    if (view.content.type === 'modal' && view.content.notify_on_close) await this.#deliver({ payload: viewClosed(member, view) });
  }

  /** @throws Error when the person has no such view open */
  #viewOf(user: string, viewId: string): StoredView {
    const view = this.#world.views.find((each) => each.id === viewId && each.user === user && each.open);
    if (!view) throw new Error(`${user} has no open view ${viewId}`);
    return view;
  }

  /** Submits an open modal and follows the answer: closes it, shows its errors or the next view. */
  async submitModal(user: string, viewId: string, typed: Typed): Promise<Answer> {
    const member = this.#world.member(user);
    const view = this.#world.views.find((each) => each.id === viewId && each.user === user && each.open && each.content.type === 'modal');
    if (!view) throw new Error(`${user} has no open modal ${viewId}`);
    const values = formState(view.content.blocks, typed);
    const answer = await this.#deliver({ payload: viewSubmission(this.#world, member, view, values) });
    if (answer.status === 200) followAnswer(this.#world, view, answer.body);
    return answer;
  }

  /** Types a slash command, in a channel or in the direct message with the bot. A body in the answer becomes a message. */
  async slashCommand(user: string, command: string, text: string, channelId: string = user): Promise<Answer> {
    const member = this.#world.member(user);
    const channel = this.#world.channel(channelId);
    const responseUrl = this.#urls.issue(channel.id, user, null);
    const body = slashCommandBody(this.#world, member, channel, { command, text }, responseUrl);
    const answer = await this.#deliver({ body });
    if (answer.status === 200 && answer.body.trim() !== '') {
      answerInteraction(this.#world, { channel: channel.id, user, message: null }, textOrJson(answer.body));
    }
    return answer;
  }
}

function findAct(where: 'message' | 'view', blocks: readonly StoredBlock[], actionId: string, options: Omit<ClickOptions, 'version'>): Act {
  const all = blocks.flatMap((block) => actionElements(block).map((element) => ({ element, block_id: block.block_id })));
  const found = all.filter(({ element, block_id }) => element.action_id === actionId && (options.block_id ?? block_id) === block_id);
  if (found.length > 1) throw new Error(`several blocks hold "${actionId}"; name one: ${found.map((each) => each.block_id).join(', ')}`);
  const [only] = found;
  if (!only) {
    const there = all.map(({ element }) => element.action_id ?? '').join(', ') || 'none';
    throw new Error(`the ${where} shows no "${actionId}"; it shows: ${there}`);
  }
  return { ...only, chosen: options.chosen ?? [] };
}

const viewAnswer = z.discriminatedUnion('response_action', [
  z.strictObject({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.strictObject({ response_action: z.enum(['update', 'push']), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('clear') }),
]);

/** @throws Error when the answer is none that Slack takes; people would see "We had some trouble connecting" */
function followAnswer(world: World, view: StoredView, body: string): void {
  const answer = body.trim() === '' ? { response_action: 'clear' as const } : viewAnswer.parse(JSON.parse(body));
  if (answer.response_action === 'errors') {
    const strange = Object.keys(answer.errors).find((id) => !view.content.blocks.some((block) => block.type === 'input' && block.block_id === id));
    if (strange !== undefined) throw new Error(`the app answered an error for "${strange}", which is no input block of the view`);
    view.errors = answer.errors;
    world.changes.announce();
  } else if (answer.response_action === 'update') {
    world.redraw(view, viewContent(answer.view, 'modal'));
  } else if (answer.response_action === 'push') {
    world.show(view.user, viewContent(answer.view, 'modal'));
  } else {
    view.open = false;
    world.changes.announce();
  }
}

function textOrJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return { text: body };
  }
}
