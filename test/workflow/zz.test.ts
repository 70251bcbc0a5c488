import { afterAll, beforeAll, it } from '@jest/globals';
import { type Gatehouse, startGatehouse } from '../support/gatehouse.ts';
let house: Gatehouse;
beforeAll(async () => void (house = await startGatehouse()));
afterAll(() => house.stop());
const dump = async (wid: string) => {
    const { events } = await house.temporal.client.workflow.getHandle(wid).fetchHistory();
    return events!.map((e) => `${e.eventId} ${Object.keys(e).filter((k) => k.endsWith('Attributes') && (e as any)[k]).join().replace('EventAttributes','')} ${new Date(Number(e.eventTime!.seconds)*1000).toISOString().slice(11,19)}`).join('\n');
};
it('x', async () => {
    const id = await house.request(await house.seedSystem());
    for (let i = 0; i < 3; i += 1) {
      await new Promise((r) => setTimeout(r, 500));
      console.log(await house.now(), await dump(`deployment/${id}`));
    }
    console.log(await dump('house/house'));
    const { rows } = await house.store.pool.query("select id, kind, open from cases where kind <> 'evidence'");
    console.log(rows);
}, 60000);
