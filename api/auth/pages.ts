import type { Response } from 'express';
import { escapeHtml } from '../../render/html.ts';

/** A page that says in plain words what became of a sign-in or a sign-out, with one way on. */
export interface PlainPage {
  readonly status: 200 | 400 | 403 | 404 | 503;
  readonly title: string;
  readonly text: string;
  readonly link: { readonly href: string; readonly text: string };
}

/** Sends the page. It needs no style sheet and no script. */
export function sendPage(response: Response, { status, title, text, link }: PlainPage): void {
  response.status(status).set({ 'Cache-Control': 'no-store', ...(status === 503 ? { 'Retry-After': '5' } : {}) }).type('html').send(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · Gatehouse</title></head>
<body><main><h1>${escapeHtml(title)}</h1><p role="alert">${escapeHtml(text)}</p><p><a href="${escapeHtml(link.href)}">${escapeHtml(link.text)}</a></p></main></body></html>
`);
}
