import type { VNode } from 'preact';
import type { Extent } from '../../contracts/primitives.ts';
import { useViewer } from '../viewer.tsx';
import { RecordLink } from './record-link.tsx';

/** How far something reaches, in words. `here`: the system whose page it stands on. */
export function Reach({ of, here }: { readonly of: Extent; readonly here?: string }): VNode {
  const { unitOf } = useViewer();
  if (of.scope === 'organisation') return <>the whole organisation</>;
  if (of.scope === 'unit') return <>the unit {unitOf(of.id)}</>;
  return of.id === here ? <>this system</> : <RecordLink id={of.id} title="one system" />;
}
