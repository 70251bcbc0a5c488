import type { GovernanceReport } from '../../contracts/governance-metrics.ts';
import { csvAnswer, csvOptions, wantsCsv } from '../csv.ts';
import type { Given } from '../given.ts';
import { fields, sections, table } from '../print.ts';
import type { CommandSpec } from '../spec.ts';
import { instantFrom } from '../when.ts';
import { closureSections, hours, percent } from './closure-figures.ts';

const OPERATION = 'getGovernanceMetrics';

function queryOf(given: Given): Readonly<Record<string, string>> {
  const [from, to] = [given.text('from'), given.text('to')];
  const narrowed = ['system', 'unit', 'tier', 'owner'].flatMap((name) => {
    const value = given.text(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(narrowed),
    ...(from === undefined ? {} : { from: instantFrom(from, '--from') }),
    ...(to === undefined ? {} : { to: instantFrom(to, '--to', true) }),
  };
}


function shown(metrics: GovernanceReport): string {
  const { lead_time, rework, sign_offs, bottleneck, auto_pass, break_glass } = metrics;
  const facts = fields({
    from: metrics.from,
    to: metrics.to,
    decided: metrics.decided,
    outcomes: Object.entries(metrics.outcomes).map(([outcome, count]) => `${outcome} ${count}`),
    'lead time': `median ${hours(lead_time.median_hours)}, p90 ${hours(lead_time.p90_hours)}, mean ${hours(lead_time.mean_hours)}`,
    rework: `${percent(rework.share)} of cases (${rework.changes_requested} changes requested, ${rework.revisions} revisions, ${rework.resubmissions} resubmissions)`,
    'overdue sign-offs': `${sign_offs.overdue} of ${sign_offs.closed} (${percent(sign_offs.overdue_share)})`,
    escalations: Object.entries(metrics.escalations).map(([level, count]) => `${level} ${count}`),
    bottleneck: bottleneck && `${bottleneck.lane}: p90 ${hours(bottleneck.p90_business_hours)} of business time, ${percent(bottleneck.overdue_share)} overdue`,
    'auto-pass': auto_pass.reason,
    'break-glass': break_glass.reason,
  });
  const waits = table(metrics.waits, [
    ['lane', ({ lane }) => lane],
    ['passed', ({ business }) => business.count],
    ['business median', ({ business }) => hours(business.median_hours)],
    ['business p90', ({ business }) => hours(business.p90_hours)],
    ['wall median', ({ wall }) => hours(wall.median_hours)],
    ['wall p90', ({ wall }) => hours(wall.p90_hours)],
  ]);
  const months = table(metrics.months, [['month', ({ month }) => month], ['decided', ({ decided }) => decided], ['lead median', ({ lead_time: { median_hours } }) => hours(median_hours)], ['reworked', ({ reworked }) => reworked]]);
  return sections(['', facts], ['wait per lane', waits], ['by month', months], ...closureSections(metrics.nonconformities));
}

/** `gatehouse metrics`: how the gate flows, and how nonconformities are closed. */
export const METRICS: CommandSpec = {
  name: 'metrics',
  about: 'how the gate flows: lead time, wait per lane, rework, overdue sign-offs, escalations; how nonconformities are closed',
  options: [
    { flags: '--from <DATE>', about: 'decided from this day or instant on (the first of the month, eleven months back)' },
    { flags: '--to <DATE>', about: 'decided to the end of this day, or before this instant (now)' },
    { flags: '--system <SYSTEM>', about: 'only of this system' },
    { flags: '--unit <UNIT>', about: 'only of this business unit and those below it' },
    { flags: '--tier <TIER>', about: 'only deployments of this tier' },
    { flags: '--owner <PERSON>', about: 'only nonconformities of this owner' },
    ...csvOptions('as CSV, one figure a line'),
  ],
  notes: 'What each figure means: docs/metrics.md.',
  run: async (given, shell) => {
    const query = queryOf(given);
    if (wantsCsv(given, shell)) return csvAnswer(OPERATION, query, given, shell);
    const json = await shell.api.call(OPERATION, { query });
    return { json, text: shown(json) };
  },
};
