import { Router } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { MISBEHAVIOURS } from './misbehaviour.ts';
import { SlackFault } from './slack-fault.ts';
import type { SlackSimulator } from './simulator.ts';

const text = z.string().optional();
const messageQuery = z.strictObject({
  user: text, channel: text, key: text, containing: text,
  /** Waits so long for at least `min` messages, then answers with what there is. */
  wait_ms: z.coerce.number().int().min(0).max(60_000).default(0),
  min: z.coerce.number().int().min(1).default(1),
});
const userQuery = z.strictObject({ user: text });
const callsQuery = z.strictObject({ method: text });
const click = z.strictObject({
  user: z.string(), ref: z.string(), action_id: z.string(), block_id: text,
  chosen: z.array(z.string()).optional(), version: z.number().int().min(0).optional(),
});
const shortcut = z.strictObject({ user: z.string(), ref: z.string(), callback_id: z.string() });
const entry = z.union([z.string(), z.array(z.string())]);
const submit = z.strictObject({
  user: z.string(), view_id: z.string(),
  values: z.record(z.string(), z.union([entry, z.record(z.string(), entry)])).default({}),
});
const command = z.strictObject({ user: z.string(), command: z.string().startsWith('/'), text: z.string().default(''), channel: text });
const raw = z.strictObject({
  body: text, payload: z.unknown().optional(), timestamp: text, signature: z.string().nullable().optional(), secret: text,
  headers: z.record(z.string(), z.string()).optional(),
});
const mode = z.strictObject({
  mode: z.enum(MISBEHAVIOURS), method: text, calls: z.number().int().min(1).optional(),
  retry_after_s: z.number().int().min(0).optional(),
});

/** The control API under `/sim`: the simulator's methods as JSON, for tests and tools in other processes. */
export function controlRoutes(simulator: SlackSimulator): Router {
  const router = Router();
  router.get('/messages', given('query', messageQuery, (query) => messages(simulator, query)));
  router.get('/ephemerals', given('query', userQuery, ({ user }) => ({ ephemerals: simulator.whispers(user) })));
  router.get('/modals', given('query', userQuery, ({ user }) => ({ modals: simulator.modals(user) })));
  router.get('/calls', given('query', callsQuery, ({ method }) => ({ calls: simulator.calls(method) })));
  router.get('/sent', given('query', z.strictObject({}), () => ({ sent: simulator.sent() })));
  router.post('/click', given('body', click, ({ user, ref, action_id, ...how }) => simulator.click(user, ref, action_id, how)));
  router.post('/shortcut', given('body', shortcut, ({ user, ref, callback_id }) => simulator.shortcut(user, ref, callback_id)));
  router.post('/submit', given('body', submit, (body) => simulator.submitModal(body.user, body.view_id, body.values)));
  router.post('/command', given('body', command, (body) => simulator.slashCommand(body.user, body.command, body.text, body.channel)));
  router.post('/raw', given('body', raw, (body) => simulator.rawPost(body)));
  router.post('/mode', given('body', mode, (body) => done(() => simulator.mode(body))));
  router.post('/reset', given('body', z.strictObject({}), () => done(() => simulator.reset())));
  return router;
}

async function messages(simulator: SlackSimulator, query: z.infer<typeof messageQuery>): Promise<object> {
  const { wait_ms, min, ...filter } = query;
  const enough = () => (simulator.messages(filter).length >= min ? true : undefined);
  if (wait_ms > 0) await simulator.until('messages', enough, wait_ms).catch(() => undefined);
  return { messages: simulator.messages(filter) };
}

function done(act: () => void): object {
  act();
  return { done: true };
}

/** Parses the request where it enters; a wrong one, and an act that the client would refuse, answer 400 with the reason. */
function given<S extends z.ZodType>(part: 'query' | 'body', schema: S, act: (input: z.output<S>) => object | Promise<object>): RequestHandler {
  return async (request: Request, response: Response) => {
    const parsed = schema.safeParse(request[part]);
    if (!parsed.success) {
      response.status(400).json({ error: z.prettifyError(parsed.error).replace(/\s+/g, ' ') });
      return;
    }
    try {
      response.json(await act(parsed.data));
    } catch (error) {
      response.status(400).json({ error: error instanceof SlackFault || error instanceof Error ? error.message : String(error) });
    }
  };
}
