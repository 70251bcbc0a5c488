import type { VNode } from 'preact';
import type { NcClass } from '../../contracts/nonconformity-closure.ts';
import { capital } from '../../render/words.ts';
import { Badge } from '../parts/small.tsx';

/** The class of a nonconformity; that of a major one stands out. */
export const ClassBadge = ({ of }: { readonly of: NcClass | null }): VNode => (of === null ? <Badge>Not classified</Badge> : <Badge tone={of === 'major' ? 'bad' : of === 'minor' ? 'warn' : 'plain'}>{capital(of)}</Badge>);
