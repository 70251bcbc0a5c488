import type { VNode } from 'preact';
import { type Extent, extentInWords } from '../../contracts/primitives.ts';
import { useViewer } from '../viewer.tsx';

/** The unit or the organisation that a nonconformity reaches as a whole. */
export function Whole({ of }: { readonly of: Extent }): VNode {
  const { unitOf } = useViewer();
  return <>{extentInWords(of, of.scope === 'unit' ? unitOf(of.id) : null)}</>;
}
