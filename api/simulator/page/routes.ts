import express, { Router } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import type { Answer } from '../dispatch.ts';
import type { SlackSimulator } from '../simulator.ts';
import { directMessage, type Member } from '../workspace.ts';
import type { World } from '../world.ts';
import { deskPage, homeOf } from './desk.ts';
import { SCRIPT_PATH, STYLE_PATH, troublePage } from './layout.ts';
import { type Kept, notAnswered } from './outcome.ts';
import { HOME, pageOf } from './paths.ts';
import { peoplePage } from './people.ts';
import { SCRIPT } from './script.ts';
import { seenBy, settled } from './settle.ts';
import { peopleOf } from './sight.ts';
import { STYLE } from './style.ts';
import { sendDialog } from './submit.ts';
import { chosenIn, escapedAsSlack, type Form, valuesOf } from './typed.ts';

const FORM_LIMIT = '1mb';
/** How long the Home tab waits to be published when it is opened. Milliseconds. */
const HOME_WAIT_MS = 1_000;

/** Nothing from elsewhere and no inline script or style. `same-origin`: without a referrer browsers send `Origin: null`. */
const HEADERS = {
  'Content-Security-Policy': "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

/** The pages of the stand-in: be one of the people, read what they read, click what they click (design §7: loopback only). */
export function pageRoutes(simulator: SlackSimulator, world: World): Router {
  const router = Router();
  router.use((_request, response, next) => {
    response.set(HEADERS);
    next();
  });
  router.get(STYLE_PATH, (_request, response) => void response.type('css').send(STYLE));
  router.get(SCRIPT_PATH, (_request, response) => void response.type('js').send(SCRIPT));
  router.get('/', (_request, response) => void response.send(peoplePage(world)));
  router.get('/people/:user', person(world, (member, _request, response) => response.redirect(303, pageOf(member.id, directMessage(member).id))));
  router.get('/people/:user/home', person(world, async (member, request, response) => {
    if (request.get('X-Refresh') === undefined) await openHome(simulator, world, member.id);
    response.send(deskPage(world, member, HOME));
  }));
  router.get('/people/:user/in/:channel', person(world, (member, request, response) => {
    const at = String(request.params['channel']);
    if (canBeIn(world, member, at)) response.send(deskPage(world, member, at));
    else response.status(404).send(troublePage(`${member.real_name} is in no conversation ${at}.`, '/'));
  }));
  const act = (path: string, doing: Doing): void => void router.post(`/people/:user/${path}`, fromOwnPage, express.urlencoded({ extended: false, limit: FORM_LIMIT }), person(world, acted(world, doing)));
  act('click', ({ id }, form) => simulator.click(id, first(form, 'ref'), first(form, 'action_id'), { ...clickOf(form), version: Number(first(form, 'version')) }));
  act('shortcut', ({ id }, form) => simulator.shortcut(id, first(form, 'ref'), first(form, 'callback_id')));
  act('click-in-view', ({ id }, form) => simulator.clickInView(id, first(form, 'view_id'), first(form, 'action_id'), clickOf(form)));
  act('command', ({ id }, form, at) => simulator.slashCommand(id, '/gatehouse', escapedAsSlack(first(form, 'text').trim(), peopleOf(world)), at === HOME ? id : at));
  act('close', ({ id }, form) => simulator.closeModal(id, first(form, 'view_id')));
  act('submit', (member, form, at) => sendDialog(simulator, world, member, { view_id: first(form, 'view_id'), form, at }));
  return router;
}

const first = (form: Form, name: string): string => valuesOf(form, name)[0] ?? '';
const clickOf = (form: Form) => ({ block_id: first(form, 'block_id'), chosen: chosenIn(form, 'chosen', first(form, 'type')) });

/** Browsers name the origin of every posted form; one that names none did not come from these pages. */
const fromOwnPage: RequestHandler = (request, response, next) => {
  // a foreign origin was refused before
  if (request.get('origin') !== undefined) return next();
  response.status(403).send(troublePage('A form is taken only from the pages of this stand-in.', '/'));
};

function canBeIn(world: World, member: Member, at: string): boolean {
  return at === directMessage(member).id ? world.channel(at).user === member.id : (world.channels.get(at)?.members.includes(member.id) ?? false);
}

type Page = (member: Member, request: Request, response: Response) => unknown;

function person(world: World, page: Page): RequestHandler {
  return async (request, response) => {
    const member = peopleOf(world).find(({ id }) => id === request.params['user']);
    if (member) await page(member, request, response);
    else response.status(404).send(troublePage('There is nobody of that name.', '/'));
  };
}

type Doing = (member: Member, form: Form, at: string) => Promise<Answer | Kept | undefined> | Promise<void>;

/** POST, redirect, GET; in between it waits a moment for what comes of it. What the client would refuse is said on a page. */
function acted(world: World, doing: Doing): Page {
  return async (member, request, response) => {
    const form = (request.body ?? {}) as Form;
    const at = first(form, 'at');
    const back = at === HOME || canBeIn(world, member, at) ? at : directMessage(member).id;
    const look = (): string => seenBy(world, member.id, { dialogs: !request.path.endsWith('/submit') && !request.path.endsWith('/close') });
    const before = look();
    try {
      const outcome = await doing(member, form, back);
      if (outcome && 'page' in outcome) return response.status(outcome.status).send(outcome.page);
      if (outcome && outcome.status !== 200) return response.status(502).send(troublePage(notAnswered(outcome), pageOf(member.id, back)));
      if (outcome) await settled(world, look, before);
      return response.redirect(303, pageOf(member.id, back));
    } catch (error) {
      return response.status(400).send(troublePage(error instanceof Error ? error.message : String(error), pageOf(member.id, back)));
    }
  };
}

async function openHome(simulator: SlackSimulator, world: World, user: string): Promise<void> {
  const look = (): string => homeOf(world, user)?.hash ?? '';
  const before = look();
  const { status } = await simulator.openHome(user);
  if (status === 200) await settled(world, look, before, HOME_WAIT_MS);
}
