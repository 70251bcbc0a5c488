import type { VNode } from 'preact';
import { eventInWords } from '../../render/event-words.ts';
import { capital, spaced } from '../../render/words.ts';
import type { LedgerEntry } from '../../store/ledger.ts';
import type { DeliveryListed } from '../../store/queries/case-events.ts';
import { Badge, Empty, Name, Section, State, Time } from '../parts/small.tsx';
import { useViewer } from '../viewer.tsx';

const Row = ({ entry }: { readonly entry: LedgerEntry }): VNode => {
  const { nameOf, laneOf } = useViewer();
  const { what, said } = eventInWords(entry, nameOf, laneOf);
  return (
    <li>
      <div class="line"><Time at={entry.at} /><strong>{what}</strong><span class="faint">{entry.type}</span></div>
      {said === null ? null : <blockquote>{said}</blockquote>}
      <details class="digest"><summary class="small faint">no. {entry.seq} of this record</summary><code class="whole">{`sha256:${entry.hash.replace(/^sha256:/, '')}`}</code></details>
    </li>
  );
};

/** Everything that happened, newest first, from the ledger. `all`: the page of the record. */
export const Timeline = ({ entries, more, all }: { readonly entries: readonly LedgerEntry[]; readonly more: boolean; readonly all: string }): VNode => (
  <Section id="timeline" title="What happened">
    <div class="timeline" tabIndex={0} role="region" aria-label="Events, the newest first"><ol class="plain" reversed>{[...entries].reverse().map((entry) => <Row key={entry.seq} entry={entry} />)}</ol></div>
    <p class="pager">{more ? <span class="faint">Only the newest {entries.length} are shown.</span> : null}<a href={`${all}/events`}>All of it, with filters and as CSV</a></p>
  </Section>
);

const failed = ({ state }: DeliveryListed): boolean => state === 'failed' || state === 'unclear';

/** One message in a row: to whom, about what, on which channel, how far it got. */
export const Told = ({ of }: { readonly of: DeliveryListed }): VNode => (
  <tr>
    <th scope="row"><Name of={of.recipient} /></th>
    <td data-label="About">{capital(spaced(of.kind))}{of.late ? <> <Badge tone="warn">Late</Badge></> : null}</td>
    <td data-label="By">{of.channel}</td>
    <td data-label="State"><State of={of.state} />{failed(of) && of.last_error !== null ? <span class="faint"> {of.last_error}</span> : null}</td>
    <td data-label="When"><Time at={of.sent_at ?? of.owed_at} near /></td>
  </tr>
);

/** Who was told, where and when; what failed stands first. `page`: that of the case. */
export const Deliveries = ({ all, page }: { readonly all: readonly DeliveryListed[]; readonly page: string }): VNode => {
  const bad = all.filter(failed);
  return (
    <Section id="told" title="Who was told">
      {bad.length === 0 ? null : <div class="notice bad"><p>{bad.length === 1 ? 'One message' : `${bad.length} messages`} did not get through.</p></div>}
      {all.length === 0 ? <Empty>Nobody was to be told yet.</Empty> : (
        <details class="box" open={bad.length > 0}>
          <summary>{all.length} messages</summary>
          <div class="inside">
            <table class="stack">
              <caption class="unseen">Messages of this case</caption>
              <thead><tr><th scope="col">Who</th><th scope="col">About</th><th scope="col">By</th><th scope="col">State</th><th scope="col">When</th></tr></thead>
              <tbody>{[...bad, ...all.filter((each) => !failed(each))].map((each) => <Told key={`${each.key} ${each.channel}`} of={each} />)}</tbody>
            </table>
          </div>
        </details>
      )}
      <p class="pager"><a href={`${page}/deliveries`}>All messages, with filters and as CSV</a></p>
    </Section>
  );
};

