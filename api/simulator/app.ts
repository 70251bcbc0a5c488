import express from 'express';
import type { Express, Request, Response } from 'express';
import { controlRoutes } from './control.ts';
import { localOnly } from './local-only.ts';
import { pageRoutes } from './page/routes.ts';
import type { Moods } from './misbehaviour.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { SlackSimulator } from './simulator.ts';
import { SlackFault } from './slack-fault.ts';
import type { SocketLink } from './socket-link.ts';
import { webApi } from './web-api.ts';
import type { World } from './world.ts';
import { WORKSPACE } from './workspace.ts';

const BODY_LIMIT = '1mb';

export interface SimulatorParts {
  readonly simulator: SlackSimulator;
  readonly world: World;
  readonly moods: Moods;
  readonly urls: ResponseUrls;
  readonly token: string | null;
  readonly link: SocketLink;
}

/** The stand-in's routes: Slack's Web API, its response URLs, the control API, and an index for people. */
export function simulatorApp({ simulator, world, moods, urls, token, link }: SimulatorParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(localOnly);
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  app.get('/', (request, response, next) => (request.accepts(['json', 'html']) === 'html' ? next() : void response.json(index(world))));
  app.use(pageRoutes(simulator, world));
  app.all('/api/:method', express.text({ type: () => true, limit: BODY_LIMIT }), webApi({ world, moods, token, link }));
  app.post('/response/:id', express.json({ limit: BODY_LIMIT }), respond(urls));
  app.use('/sim', express.json({ limit: BODY_LIMIT }), controlRoutes(simulator));
  app.use((request, response) => void response.status(404).json({ error: `nothing is served at ${request.path}; see /` }));
  return app;
}

function respond(urls: ResponseUrls) {
  return (request: Request, response: Response): void => {
    try {
      urls.respond(String(request.params['id']), request.body);
      response.type('text/plain').send('ok');
    } catch (error) {
      if (!(error instanceof SlackFault)) throw error;
      response.status(404).json(error.toBody());
    }
  };
}

function index(world: World): object {
  return {
    what: 'A stand-in for Slack, for tests and the embedded default. Nothing here leaves this machine.',
    workspace: { team_id: WORKSPACE.team_id, app_id: WORKSPACE.app_id, bot_user_id: WORKSPACE.bot_user_id },
    people: [...world.members.values()].filter((member) => !member.is_bot).map((member) => ({ slack_user_id: member.id, name: member.real_name })),
    channels: [...world.channels.values()].map((channel) => ({ id: channel.id, name: channel.name, user: channel.user })),
    counts: { messages: world.messages.length, ephemerals: world.ephemerals.length, calls: world.calls.length },
    see: ['/sim/messages?user=', '/sim/ephemerals?user=', '/sim/modals?user=', '/sim/calls?method=', '/sim/sent'],
    act: ['POST /sim/click', 'POST /sim/shortcut', 'POST /sim/submit', 'POST /sim/command', 'POST /sim/raw', 'POST /sim/mode', 'POST /sim/reset'],
  };
}
