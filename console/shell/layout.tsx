import type { ComponentChildren, VNode } from 'preact';
import { CSRF_FIELD } from '../../contracts/session.ts';
import type { AssetUrls } from '../assets.ts';
import type { Call } from '../visit.ts';

/** A link of the main navigation. */
export interface NavLink {
  readonly path: string;
  readonly label: string;
}

export interface Frame {
  readonly call: Call;
  readonly title: string;
  readonly assets: AssetUrls;
  readonly nav: readonly NavLink[];
  /** Whether anything on the page keeps itself fresh: only then the scripts for it are loaded. */
  readonly live: boolean;
  readonly beside?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** No evaluation of text and no style elements: both would break the content security policy. */
const HTMX = JSON.stringify({ allowEval: false, includeIndicatorStyles: false, selfRequestsOnly: true, historyEnabled: false });

const Head = ({ title, assets, live }: Frame): VNode => (
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>{`${title} · Gatehouse`}</title>
    <link rel="icon" href={assets.icon} type="image/svg+xml" />
    <link rel="stylesheet" href={assets.style} />
    {live ? <meta name="htmx-config" content={HTMX} /> : null}
    {live ? <script defer src={assets.htmx} /> : null}
    {live ? <script defer src={assets.morph} /> : null}
    <script defer src={assets.script} />
  </head>
);

function Me({ call: { session, person, deps, path } }: Frame): VNode {
  if (!session) return <div class="me"><a href={deps.paths.signIn(path)}>Sign in</a></div>;
  return (
    <div class="me">
      <span>{person?.name ?? session.person}</span>
      <form method="post" action={deps.paths.signOut}>
        <input type="hidden" name={CSRF_FIELD} value={session.csrf} />
        <button type="submit">Sign out</button>
      </form>
    </div>
  );
}

const isHere = (path: string, link: string): boolean => path === link || path.startsWith(`${link}/`);

function Top(frame: Frame): VNode {
  const { call, nav, assets } = frame;
  return (
    <header class="top">
      <div class="bar">
        <a class="brand" href="/"><img src={assets.icon} alt="" width="24" height="24" />Gatehouse</a>
        {nav.length === 0 ? null : (
          <nav class="main" aria-label="Main">
            <ul>
              {nav.map(({ path, label }) => (
                <li key={path}><a href={path} {...(isHere(call.path, path) ? { 'aria-current': 'page' as const } : {})}>{label}</a></li>
              ))}
            </ul>
          </nav>
        )}
        <Me {...frame} />
      </div>
    </header>
  );
}

function Foot({ call: { embedded, house, zone } }: Frame): VNode {
  return (
    <footer>
      <span>{house.directory.organisation.name}</span>
      <span>Times in {zone}</span>
      <a href="/docs">API</a>
      {embedded?.mailUrl ? <a href={embedded.mailUrl}>Mail catcher</a> : null}
      {embedded?.slackUrl ? <a href={embedded.slackUrl}>Slack stand-in</a> : null}
      {embedded?.temporalUrl ? <a href={embedded.temporalUrl}>Temporal</a> : null}
    </footer>
  );
}

/** The document around every page: skip link, landmarks, navigation, who is signed in, and the one `h1`. */
export const Layout = (frame: Frame): VNode => (
  <html lang="en">
    <Head {...frame} />
    <body>
      <a class="skip" href="#main">Skip to the content</a>
      <Top {...frame} />
      <main id="main" tabIndex={-1}>
        <div class="heading"><h1>{frame.title}</h1>{frame.beside}</div>
        {frame.children}
      </main>
      <Foot {...frame} />
    </body>
  </html>
);
