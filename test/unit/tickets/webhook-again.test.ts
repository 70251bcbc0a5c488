import { afterAll, beforeAll, expect, it } from '@jest/globals';
import express from 'express';
import { createHmac } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { mountWebhooks } from '../../../api/webhooks/mount.ts';
import { signedText, SIGNATURE_HEADER, TIMESTAMP_HEADER } from '../../../contracts/ticket-hook.ts';
import type { Store } from '../../../store/store.ts';

const SECRET = 'secret-of-others';
let down = true;
let looks = 0;
let server: Server;

beforeAll(async () => {
  const query = () => (down ? Promise.reject(new Error('the database is away')) : Promise.resolve({ rowCount: 1, rows: [] }));
  const store = { clock: async () => new Date().toISOString(), pool: { query } } as unknown as Store;
  const app = express();
  mountWebhooks({ store, secrets: { github: undefined, jira: undefined, generic: SECRET }, looks: { soon: () => void (looks += 1) }, log: pino({ level: 'silent' }), requestsPerMinute: 1_000 })(app);
  app.use(((_error, _request, response, _next) => void response.status(500).end()) as express.ErrorRequestHandler);
  await new Promise<void>((listening) => void (server = app.listen(0, '127.0.0.1', () => listening())));
});
afterAll(() => void server.close());

it('a call that could not be noted down is heard when it comes again, and only then is a copy of it dropped', async () => {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const body = JSON.stringify({ ref: 'T-1' });
  const signature = `sha256=${createHmac('sha256', SECRET).update(signedText(timestamp, body)).digest('hex')}`;
  const send = async () => {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/generic`, { method: 'POST', body, headers: { [TIMESTAMP_HEADER]: timestamp, [SIGNATURE_HEADER]: signature } });
    return [answer.status, await answer.text(), looks];
  };
  expect(await send()).toEqual([500, '', 0]);
  down = false;
  expect(await send()).toEqual([202, '{"ignored":false}', 1]);
  expect(await send()).toEqual([202, '{"ignored":true}', 1]);
});
