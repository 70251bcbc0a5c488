import type { ComponentChildren, VNode } from 'preact';
import { Badge, type Tone } from './small.tsx';

/** A badge that stands out only where there is a reason to. */
export const Marked = ({ as, children }: { readonly as: Tone | undefined; readonly children: ComponentChildren }): VNode => (as === undefined ? <Badge>{children}</Badge> : <Badge tone={as}>{children}</Badge>);
