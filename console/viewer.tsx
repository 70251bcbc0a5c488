import { createContext, type ComponentChildren, type VNode } from 'preact';
import { useContext } from 'preact/hooks';
import type { Instant } from '../contracts/primitives.ts';
import type { Call } from './visit.ts';

/** What every piece of a page may need to know of its reader. */
export interface Viewer {
  readonly now: Instant;
  readonly zone: string;
  readonly nameOf: (id: string) => string;
  readonly laneOf: (id: string) => string;
  readonly unitOf: (id: string) => string;
  /** The session's form token; empty when nobody is signed in, and then there are no forms. */
  readonly csrf: string;
}

const Context = createContext<Viewer>({ now: '', zone: 'UTC', nameOf: (id) => id, laneOf: (id) => id, unitOf: (id) => id, csrf: '' });

export const useViewer = (): Viewer => useContext(Context);

export const viewerOf = ({ at, zone, nameOf, laneOf, unitOf, session }: Call): Viewer => ({ now: at, zone, nameOf, laneOf, unitOf, csrf: session?.csrf ?? '' });

/** Makes the reader known to everything inside. */
export const Seeing = ({ viewer, children }: { readonly viewer: Viewer; readonly children: ComponentChildren }): VNode => <Context.Provider value={viewer}>{children}</Context.Provider>;
