import { RESIDUALS } from '../../contracts/system.ts';
import { field, listing, simple } from '../simple.ts';
import { type GroupSpec, REASON } from '../spec.ts';

const OF_RISK = ['id', 'RISK'] as const;

/** Risk items of a system. */
export const RISK_GROUP: GroupSpec = {
  name: 'risk',
  about: 'risk items of a system',
  commands: [
    simple({ name: 'add', about: 'enter a risk item', operation: 'addRisk', of: ['id', 'SYSTEM'], notes: 'The file: examples/requests/risk.yaml.' }),
    listing({ name: 'list', about: 'the risk items of a system', operation: 'listRisks', of: ['id', 'SYSTEM'], columns: [field('risk', 'id'), field('title'), field('residual'), field('state'), field('owner')] }),
    simple({
      name: 'treat',
      about: 'record a treatment and the residual that it leaves',
      operation: 'treatRisk',
      of: OF_RISK,
      options: [{ flags: '--residual <LEVEL>', about: RESIDUALS.join(', '), field: 'residual', needed: true }, { flags: '--evidence <SHA256...>', about: 'stored evidence of it', field: 'evidence', many: true }, REASON],
    }),
    simple({ name: 'accept', about: 'accept a risk for a time', operation: 'acceptRisk', of: OF_RISK, options: [{ flags: '--until <DATE>', about: 'the acceptance ends with this day, or at this instant', field: 'until', needed: true, as: 'end' }, REASON] }),
    simple({ name: 'close', about: 'close a risk item', operation: 'closeRisk', of: OF_RISK, options: [REASON] }),
  ],
};
