import { it } from '@jest/globals';
import { Simulation } from '../support/simulation.ts';
it('debug', () => {
  const seed = Number(process.env['SEED']);
  const s = new Simulation(seed, (['low', 'medium', 'high'] as const)[seed % 3] ?? 'low');
  try {
    for (let i = 0; i < 200; i += 1) s.step();
  } catch (error) {
    console.info(String(error));
  }
  const n = Number(process.env['N'] ?? 25);
  console.info(s.world.events.slice(-n).map((e) => `${e.at} ${'id' in e.actor ? e.actor.id : ''} ${e.type} ${JSON.stringify(e.body).slice(0, 260)}`).join('\n'));
  console.info(JSON.stringify(s.world.state.obligations.filter((o) => o.state === 'open' || o.state === 'paused').map((o) => [o.id.slice(-4), o.kind, o.subject, o.state, o.version]), null, 0));
  console.info(s.world.now, s.world.state.status, JSON.stringify(s.world.agenda()), JSON.stringify(s.world.state.lanes.map((l) => [l.lane, l.state, l.needed, l.referred])), JSON.stringify(s.world.state.votes.map((v) => [v.lane, v.person, v.on_behalf_of, v.verdict, v.weight])));
});
