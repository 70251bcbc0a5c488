/** The addresses of one person's pages, seen from a conversation or the Home tab. */
export interface Paths {
  /** Where the person is: a channel's id, or `home`. */
  readonly at: string;
  readonly here: string;
  readonly click: string;
  readonly shortcut: string;
  readonly clickInView: string;
  readonly submit: string;
  readonly close: string;
  readonly command: string;
}

export const HOME = 'home';

/** The page of a person's conversation or Home tab. */
export function pageOf(user: string, at: string): string {
  const base = `/people/${encodeURIComponent(user)}`;
  return at === HOME ? `${base}/home` : `${base}/in/${encodeURIComponent(at)}`;
}

export function pathsOf(user: string, at: string): Paths {
  const base = `/people/${encodeURIComponent(user)}`;
  return {
    at, here: pageOf(user, at), click: `${base}/click`, shortcut: `${base}/shortcut`, clickInView: `${base}/click-in-view`, submit: `${base}/submit`, close: `${base}/close`, command: `${base}/command`,
  };
}
