import { type Html, html } from './html.ts';

/** The address of the style sheet and the script, which are served from memory. */
export const STYLE_PATH = '/page/style.css';
export const SCRIPT_PATH = '/page/refresh.js';

const BANNER = html`<aside class="banner" aria-label="About this page"><p><strong>This is not Slack.</strong> It is a stand-in on this machine, to try Gatehouse without a workspace. It forgets everything when it stops.</p></aside>`;

/** A whole page. `fresh` lets the script, where there is one, look for news. */
export function layout(title: string, body: Html, { fresh = false } = {}): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Slack stand-in</title><link rel="stylesheet" href="${STYLE_PATH}">${fresh && html`<script src="${SCRIPT_PATH}" defer></script>`}</head>
<body><a class="skip" href="#main">Skip to the content</a>${BANNER}
${body}</body></html>
`.text;
}

/** A page that says what went wrong, with a way on. */
export function troublePage(trouble: string, back: string): string {
  return layout('That did not work', html`<main id="main"><h1>That did not work</h1><p class="error" role="alert">${trouble}</p><p><a href="${back}">Go back</a></p></main>`);
}
