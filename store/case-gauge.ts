import { Gauge, type Registry } from 'prom-client';
import type { StreamKind } from '../contracts/ledger.ts';
import { ASIDE } from './queries/cases.ts';
import type { Store } from './store.ts';

/** How many cases of a kind are in a state. */
export interface CaseCount {
  readonly kind: StreamKind;
  readonly state: string;
  readonly cases: number;
}

/** Every case counted, closed ones too; registers (systems, the house, evidence) are no cases. */
export async function countCases({ db }: Store): Promise<CaseCount[]> {
  const rows = await db
    .selectFrom('cases')
    .select(({ fn }) => ['kind', 'status as state', fn.countAll<string>().as('cases')])
    .where('kind', 'not in', ASIDE)
    .groupBy(['kind', 'status'])
    .execute();
  return rows.map(({ kind, state, cases }) => ({ kind: kind as StreamKind, state, cases: Number(cases) }));
}

/** The metric `gatehouse_cases{kind,state}` (§1.12), read when it is asked for; a state that no case is in any more is gone. */
export function casesGauge(store: Store, registry: Registry): Gauge<'kind' | 'state'> {
  return new Gauge({
    name: 'gatehouse_cases',
    help: 'Cases by kind and state, closed ones too',
    labelNames: ['kind', 'state'],
    registers: [registry],
    async collect() {
      const counts = await countCases(store);
      this.reset();
      for (const { kind, state, cases } of counts) this.set({ kind, state }, cases);
    },
  });
}
