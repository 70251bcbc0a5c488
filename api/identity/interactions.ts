import express from 'express';
import type { Request, RequestHandler, Response, Router } from 'express';
import type Provider from 'oidc-provider';
import { MULTI_FACTOR_ACR } from '../../contracts/thresholds.ts';
import { codePage, peoplePage } from './pages.ts';
import { type Member, memberHinted } from './people.ts';
import { MFA_ACR } from './provider.ts';
import type { Checked, Totp } from './totp.ts';

interface Parts {
  readonly provider: Provider;
  readonly members: readonly Member[];
  readonly totp: Totp;
}

const TROUBLE: Readonly<Record<Exclude<Checked, 'right'>, string>> = {
  wrong: 'That code is wrong. Codes change every 30 seconds: type the one that is shown now.',
  used: 'That code was used already. Wait for the next one.',
  too_many: 'Too many wrong codes. Wait a while, then type the code that is shown; each further wrong one makes the wait longer.',
};

/** Presence of a person, which is all that a click on a name shows; and the same with a one-time code (RFC 8176). */
const CLICKED = { amr: ['user'] };
const CONFIRMED = { acr: MFA_ACR, amr: ['user', 'otp', 'mfa'] };

/** The pages of a sign-in under way: who you are, and, when several factors are asked for, your one-time code. */
export function interactionRoutes(parts: Parts): Router {
  const routes = express.Router();
  const form = express.urlencoded({ extended: false, limit: '8kb' });
  routes.get('/sign-in/:uid', step(parts, begin));
  routes.post('/sign-in/:uid', form, step(parts, pick));
  routes.post('/sign-in/:uid/code', form, step(parts, confirm));
  return routes;
}

interface Step extends Parts {
  readonly request: Request;
  readonly response: Response;
  /** Path of this sign-in's own pages. */
  readonly here: string;
  readonly hint: unknown;
  readonly severalFactors: boolean;
}

/** Finds the sign-in that the browser's cookie names; the provider refuses any other. */
function step(parts: Parts, serve: (now: Step) => Promise<void>): RequestHandler {
  return async (request, response) => {
    const { uid, params } = await parts.provider.interactionDetails(request, response);
    const asked = typeof params['acr_values'] === 'string' ? params['acr_values'].split(' ') : [];
    const severalFactors = asked.some((acr) => MULTI_FACTOR_ACR.includes(acr));
    await serve({ ...parts, request, response, here: `/sign-in/${uid}`, hint: params['login_hint'], severalFactors });
  };
}

/** A named person is signed in at once, or asked for the code at once; else one picks. */
async function begin(now: Step): Promise<void> {
  const member = now.request.query['pick'] === undefined ? memberHinted(now.members, now.hint) : undefined;
  if (member) return arrive(now, member);
  now.response.type('html').send(peoplePage(now.here, now.members));
}

async function pick(now: Step): Promise<void> {
  const member = memberIn(now);
  if (!member) return now.response.redirect(303, `${now.here}?pick=1`);
  return arrive(now, member);
}

async function arrive(now: Step, member: Member): Promise<void> {
  if (now.severalFactors) return askCode(now, member, null);
  return finish(now, member, CLICKED);
}

function askCode({ response, totp, here }: Step, member: Member, trouble: string | null): void {
  const enrolment = totp.enrolment(member.id);
  response.status(trouble === null ? 200 : 422).type('html').send(codePage({ member, enrolment, trouble, action: `${here}/code`, others: `${here}?pick=1` }));
}

async function confirm(now: Step): Promise<void> {
  const member = memberIn(now);
  if (!member) return now.response.redirect(303, `${now.here}?pick=1`);
  const checked = now.totp.check(member.id, fieldOf(now.request, 'code'));
  if (checked !== 'right') return askCode(now, member, TROUBLE[checked]);
  return finish(now, member, CONFIRMED);
}

/** Nobody is asked for consent: the only clients are our own. */
async function finish({ provider, request, response }: Step, { subject }: Member, proof: typeof CLICKED | typeof CONFIRMED): Promise<void> {
  await provider.interactionFinished(request, response, { login: { accountId: subject, remember: false, ...proof }, consent: {} }, { mergeWithLastSubmission: false });
}

const fieldOf = (request: Request, name: string): string => {
  const value = (request.body as Readonly<Record<string, unknown>> | undefined)?.[name];
  return typeof value === 'string' ? value : '';
};

const memberIn = ({ request, members }: Step): Member | undefined => members.find(({ id }) => id === fieldOf(request, 'person'));
