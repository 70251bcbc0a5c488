import type { VNode } from 'preact';
import type { Act } from '../acts/act.ts';
import { plain } from '../acts/plain.ts';
import { page } from '../answers.ts';
import type { Visit } from '../visit.ts';
import { ledgerSize } from '../../store/queries/ledger.ts';
import { type LedgerReport, verifyLedger, verifyStream } from '../../store/verify.ts';

/** The address of a form that verifies everything names this in place of a chain. */
export const EVERYTHING = 'all';

/** A page waits for its answer, so it reads no more rows than this at once; the command line reads any number. */
const MOST_ROWS = 200_000;

/** One at a time: each reads much, and they would only wait for each other. */
let running: Promise<unknown> | null = null;

const back = <p><a href="/ledger">Back to the ledger</a></p>;

export const Report = ({ report, what }: { readonly report: LedgerReport; readonly what: string }): VNode => (
  <>
    <div class={`notice ${report.bad === null ? 'good' : 'bad'}`} role="status">
      <p><strong>{report.bad === null ? `${what}: every row is as it was written.` : `${what}: row ${report.bad.seq} of ${report.bad.stream} is wrong (${report.bad.fault}).`}</strong></p>
      {report.bad === null ? null : <p>{report.bad.detail}.</p>}
      <p>{report.rows} rows in {report.chains} chains were read; {report.erased} texts were erased, and their rows still verify by their commitments.</p>
    </div>
    <p class="hint">{report.caveat}</p>
  </>
);

async function verified({ deps }: Visit, id: string): Promise<LedgerReport | null> {
  if (id !== EVERYTHING) return verifyStream(deps.store.pool, id);
  return (await ledgerSize(deps.store)) > MOST_ROWS ? null : verifyLedger(deps.store.pool);
}

async function give(visit: Visit, { id }: { readonly id: string }) {
  if (running) return page('A verification is running', <><div class="notice warn" role="status"><p>Somebody verifies just now. Try again in a moment.</p></div>{back}</>, { status: 503 });
  running = verified(visit, id);
  try {
    const report = (await running) as LedgerReport | null;
    if (report === null) return page('Too many rows for a page', <><div class="notice warn" role="status"><p>The ledger has more than {MOST_ROWS} rows. Verify one chain here, or everything with <code>gatehouse ledger verify</code>.</p></div>{back}</>, { status: 422 });
    const what = id === EVERYTHING ? 'The whole ledger' : `The chain ${id}`;
    return page('What the verification found', <><Report report={report} what={what} />{back}</>);
  } finally {
    running = null;
  }
}

/** Reads chains and names the first row that is wrong (design §5). It changes nothing, so it needs what reading the ledger needs. */
export const LEDGER_ACTS: readonly Act[] = [
  plain({ key: 'verifyLedger', operation: 'exportLedger', command: 'verify', of: 'house', title: 'Verify', button: 'Verify', done: 'Verified.', home: () => '/ledger', fields: [], give }),
];
