import type { VNode } from 'preact';
import type { LedgerListed } from '../../store/queries/ledger.ts';
import { eventInWords } from '../../render/event-words.ts';
import { Cell } from '../parts/list.tsx';
import { RecordLink } from '../parts/record-link.tsx';
import { Badge, Digest, Time } from '../parts/small.tsx';
import { useViewer } from '../viewer.tsx';

/** A body longer than this is cut off; the export has it whole. Characters. */
const SHOWN = 6_000;

const isErased = (value: unknown): boolean => value !== null && typeof value === 'object' && 'erased' in value && Object.keys(value).length === 1;

/** Whether a text of the body was erased. */
const hasErased = (value: unknown): boolean => isErased(value) || (value !== null && typeof value === 'object' && Object.values(value).some(hasErased));

function Body({ body }: { readonly body: LedgerListed['body'] }): VNode {
  const text = JSON.stringify(body, (_, value: unknown) => (isErased(value) ? 'erased' : value), 2);
  return (
    <details>
      <summary>Body{hasErased(body) ? <> <Badge tone="warn">holds erased texts</Badge></> : null}</summary>
      <pre class="body" tabIndex={0}>{text.slice(0, SHOWN)}{text.length > SHOWN ? '\n… (cut off; the export has it whole)' : ''}</pre>
    </details>
  );
}

const Who = ({ actor }: { readonly actor: LedgerListed['actor'] }): VNode => {
  const { nameOf } = useViewer();
  if (actor.kind === 'person') return <>{nameOf(actor.id)}</>;
  return <>{actor.kind} {actor.id}{actor.kind === 'machine' && actor.on_behalf_of !== null ? ` for ${nameOf(actor.on_behalf_of)}` : ''}</>;
};

const whole = (hash: string): string => (hash.includes(':') ? hash : `sha256:${hash}`);

/** One row of the ledger: what happened in words, who, and the hashes that chain it. */
export function LedgerRowOf({ row }: { readonly row: LedgerListed }): VNode {
  const { nameOf, laneOf } = useViewer();
  return (
    <tr>
      <th scope="row">{row.seq}<br /><code class="small"><RecordLink id={row.stream} /></code></th>
      <Cell label="At"><Time at={row.at} near /></Cell>
      <Cell label="Actor"><Who actor={row.actor} /></Cell>
      <Cell label="What">{eventInWords(row, nameOf, laneOf).what}<br /><code>{row.type}</code><Body body={row.body} /></Cell>
      <Cell label="Hashes"><Digest of={whole(row.hash)} label="hash" /><br /><span class="small">after</span> <Digest of={whole(row.prev_hash)} label="hash of the row before" /></Cell>
    </tr>
  );
}
