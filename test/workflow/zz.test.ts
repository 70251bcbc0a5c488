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
    await house.stopWorkers();
    const w = Date.now();
    const l = async (x: string) => console.log(x, Date.now() - w, await house.now(), (await dump(`deployment/${id}`)).split('\n').slice(17).join('; '));
    await house.sign(id, 'technical');
    await new Promise((r) => setTimeout(r, 500));
    await l('signed');
    await house.startWorkers();
    await l('started');
    for (let i = 0; i < 2; i += 1) { await new Promise((r) => setTimeout(r, 2500)); await l('later'); }
}, 60000);
