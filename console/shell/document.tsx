import { renderToString } from 'preact-render-to-string';
import type { Page } from '../answers.ts';
import type { AssetUrls } from '../assets.ts';
import { drawn, Live } from '../live.tsx';
import { Seeing, viewerOf } from '../viewer.tsx';
import type { Call } from '../visit.ts';
import { Layout, type NavLink } from './layout.tsx';

/** What the shell knows of the whole console. */
export interface Shell {
  readonly assets: AssetUrls;
  readonly nav: readonly NavLink[];
}

const NOT_KEPT: ReadonlySet<string> = new Set(['part', 'seen', 'done']);

/** The query again, without what asks for a piece. */
function addressOf({ path, query }: Call): string {
  const kept = Object.entries(query).filter(([name]) => !NOT_KEPT.has(name));
  return kept.length === 0 ? path : `${path}?${new URLSearchParams(kept).toString()}`;
}

/** A whole page as HTML. */
export function documentOf(call: Call, page: Page, { assets, nav }: Shell): string {
  const viewer = viewerOf(call);
  const live = page.live ?? [];
  const address = page.at ?? addressOf(call);
  const parts = live.map((part) => <Live key={part.name} part={part} viewer={viewer} address={address} />);
  const html = renderToString(
    <Seeing viewer={viewer}>
      <Layout call={call} title={page.title} assets={assets} nav={call.person ? nav : []} live={live.length > 0} beside={page.beside}>
        {page.body}
        {live.length > 1 ? <div class="split">{parts}</div> : parts}
        {page.after}
      </Layout>
    </Seeing>,
  );
  return `<!doctype html>${html}`;
}

/** One live piece alone; null when it says what the browser shows already, or there is no such piece (any more). */
export function pieceOf(call: Call, page: Page): string | null {
  const part = page.live?.find(({ name }) => name === call.query['part']);
  if (!part || drawn(part, viewerOf(call)).seen === call.query['seen']) return null;
  return renderToString(<Live part={part} viewer={viewerOf(call)} address={page.at ?? addressOf(call)} />);
}
