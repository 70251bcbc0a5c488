import { describe, expect, it } from '@jest/globals';
import { closureSections } from '../../../cli/commands/closure-figures.ts';
import { type ClosureEvent, closureIn } from '../../../domain/metrics/closures.ts';
import { GateFlow } from '../../../domain/metrics/governance.ts';
import { ClosureFlow } from '../../../domain/metrics/nonconformities.ts';
import { governanceCsv } from '../../../render/governance-csv.ts';

const MARCH = { from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' };
const AT = '2026-03-02T00:00:00.000Z';
const happened = (type: ClosureEvent['type'], cost: ClosureEvent['cost'] = null): ClosureEvent => ({ at: AT, type, verdict: null, near_miss: false, rule: null, cost });
const life = [
  happened('nonconformity.raised'),
  happened('cost.recorded', { kind: 'appraisal', amount: 100, currency: 'EUR' }),
  happened('cost.recorded', { kind: 'external_failure', amount: 250.5, currency: 'EUR' }),
  happened('cost.recorded', { kind: 'appraisal', amount: 70, currency: 'USD' }),
];

describe('what poor quality cost in all, one sum for each currency (R-48)', () => {
  const flow = new ClosureFlow(MARCH);
  flow.add({ units: ['claims'], systems: ['sys_a'], owner: 'mira', closure: closureIn(life, MARCH), due: [] });
  const nonconformities = flow.figures(1);

  it.each(['nonconformities', 'nonconformities.unit', 'nonconformities.system', 'nonconformities.owner', 'nonconformities.month'])('is in the file under %s', (under) => {
    const lines = governanceCsv({ ...new GateFlow(MARCH).figures(), nonconformities }).split('\r\n');
    const totals = lines.filter((line) => line.startsWith(`${under}.cost.total.`)).map((line) => line.split(','));
    expect(totals.map(([figure, , value]) => [figure, value])).toEqual([[`${under}.cost.total.EUR`, '350.5'], [`${under}.cost.total.USD`, '70']]);
  });

  it('is told on the command line of all, and of each unit, system and owner', () => {
    const sections = closureSections(nonconformities);
    expect(sections).toHaveLength(5);
    for (const [, text] of sections) expect(text).toContain('350.5 EUR, 70 USD');
  });
});
