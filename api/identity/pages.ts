import { TOTP } from '../../contracts/embedded-totp.ts';
import { type Html, html } from '../simulator/page/html.ts';
import type { Member } from './people.ts';
import type { Enrolment } from './totp.ts';

export const STYLE_PATH = '/style.css';

const BANNER = html`<header class="banner"><p><strong>This is not a real sign-in.</strong> It asks for no password: it is part of the embedded start, for this machine only, to try Gatehouse as any of the people of its directory. What is signed with it is marked <code>development</code>.</p></header>`;

/** A whole page of the embedded identity provider. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · embedded sign-in</title><link rel="stylesheet" href="${STYLE_PATH}"></head>
<body><a class="skip" href="#main">Skip to the content</a>${BANNER}
<main id="main"><h1>${title}</h1>
${body}</main></body></html>
`.text;
}

const alert = (trouble: string | null): Html | null => (trouble === null ? null : html`<p class="error" role="alert">${trouble}</p>`);

/** Be one of these people: a button each. */
export function peoplePage(action: string, members: readonly Member[]): string {
  const rows = members.map(({ id, name, roles }) => html`<li><button name="person" value="${id}">${name}</button> <small>${id}${roles.length > 0 && html`, ${roles.map((role) => role.replaceAll('_', ' ')).join(', ')}`}</small></li>`);
  return page('Be one of these people', html`<form method="post" action="${action}"><ul class="people">${rows}</ul></form>`);
}

export interface CodePage {
  readonly member: Member;
  readonly enrolment: Enrolment | null;
  readonly trouble: string | null;
  /** Where the code goes, and where somebody else is chosen. */
  readonly action: string;
  readonly others: string;
}

/** Asks a person's one-time code; the first time with what an authenticator app needs. */
export function codePage({ member, enrolment, trouble, action, others }: CodePage): string {
  const setUp = enrolment && html`<section><h2>The first time: set up your authenticator</h2>
<p>Enter this key in an authenticator app (time-based, ${TOTP.digits} digits), or open the link on a device that has one.</p>
<p><label for="key">Setup key</label><br><code id="key">${enrolment.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code></p><p><a href="${enrolment.uri}">${enrolment.uri}</a></p></section>`;
  return page(`Confirm that you are ${member.name}`, html`${alert(trouble)}${setUp}
<form method="post" action="${action}"><input type="hidden" name="person" value="${member.id}">
<p><label for="code">One-time code</label><br><input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,9}" required autofocus${trouble !== null && html` aria-invalid="true"`} aria-describedby="how"></p>
<p id="how">No authenticator at hand? On this machine <code>gatehouse totp ${member.id}</code> prints the code.</p>
<p><button>Confirm</button></p></form><p><a href="${others}">Be somebody else</a></p>`);
}

/** Asks for the code that the command line shows (RFC 8628). */
export function deviceCodePage(action: string, xsrf: string, trouble: string | null): string {
  return page('Sign in a command line', html`${alert(trouble)}<form method="post" action="${action}"><input type="hidden" name="xsrf" value="${xsrf}">
<p><label for="user_code">The code that "gatehouse login" shows</label><br><input id="user_code" name="user_code" autocomplete="off" required autofocus></p><p><button>Continue</button></p></form>`);
}

/** Has the person compare the code before the command line is let in. */
export function deviceConfirmPage(action: string, xsrf: string, code: string): string {
  return page('Is this your command line?', html`<p>It should show this code: <code>${code}</code></p><form method="post" action="${action}"><input type="hidden" name="xsrf" value="${xsrf}"><input type="hidden" name="user_code" value="${code}">
<p><button name="confirm" value="yes">Yes, sign it in</button> <button name="abort" value="yes">No, stop</button></p></form>`);
}

/** A page without anything to do. */
export const wordsPage = (title: string, words: string): string => page(title, html`<p>${words}</p>`);
