import type { ActionElement } from '../block-parts.ts';
import { control, isGroup } from './controls.ts';
import { type Html, html } from './html.ts';
import { isAddress } from './mrkdwn.ts';
import type { Sight } from './sight.ts';

/** Where a click in this message or view goes: the form's address, and what identifies the thing that was clicked. */
export interface Target {
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Unique on the page; the ids of controls begin with it. */
  readonly prefix: string;
  /** Id of a text that says what the click is about; '' for none. */
  readonly about: string;
}

/** What can be done here; null shows the elements without doing anything. */
export type Clickable = Target | null;

/** A button, menu or picker outside of dialogs. Each is a form of its own: it works without any script. */
export function actionElement(element: ActionElement, blockId: string, target: Clickable, sight: Sight): Html {
  if (target === null) return html`<button type="button" disabled>${element.type === 'button' ? element.text.text : '⋯'}</button>`;
  const named = { ...target.fields, block_id: blockId, action_id: element.action_id ?? '' };
  const hidden = Object.entries(named).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  const form = (inner: Html): Html => html`<form method="post" action="${target.action}">${hidden}${inner}</form>`;
  if (element.type === 'button') return confirmed(element, button(element, target, form));
  if (element.type === 'overflow') {
    const options = element.options.map(({ value, text }) => html`<button name="chosen" value="${value}"${described(target)}>${text.text}</button>`);
    return html`<details class="menu"><summary aria-label="More actions">⋯</summary>${confirmed(element, form(html`${options}`))}</details>`;
  }
  return confirmed(element, form(picker(element, blockId, target, sight)));
}

const described = ({ about }: Target): Html | false => about !== '' && html` aria-describedby="${about}"`;

function button(element: Extract<ActionElement, { type: 'button' }>, target: Target, form: (inner: Html) => Html): Html {
  const { text, url, style, accessibility_label: label } = element;
  if (url !== undefined && isAddress(url)) return html`<a class="button" href="${url}" rel="noopener noreferrer" target="_blank">${text.text}</a>`;
  return form(html`<button class="${style ?? 'plain'}"${label !== undefined && html` aria-label="${label}"`}${described(target)}>${text.text}</button>`);
}

function picker(element: Exclude<ActionElement, { type: 'button' | 'overflow' }>, blockId: string, target: Target, sight: Sight): Html {
  const id = `${target.prefix}-${blockId}-${element.action_id ?? ''}`;
  const wish = { id, name: 'chosen', entered: undefined, required: false, invalid: false, described: target.about, focus: false, people: sight.people };
  const label = 'placeholder' in element && element.placeholder !== undefined ? element.placeholder.text : 'Choose';
  const shown = html`<input type="hidden" name="type" value="${element.type}">${control(element, wish)}`;
  return isGroup(element) ? html`<fieldset><legend>${label}</legend>${shown}</fieldset> <button>Send</button>` : html`<label for="${id}">${label}</label> ${shown} <button>Send</button>`;
}

/** Slack asks again before a click that has `confirm`; here one opens the question first. */
function confirmed(element: ActionElement, form: Html): Html {
  const { confirm } = element;
  if (confirm === undefined) return form;
  const name = element.type === 'button' ? element.text.text : 'Choose';
  return html`<details class="menu"><summary>${name}</summary><p>${confirm.title && html`<b>${confirm.title.text}</b> `}${confirm.text.text}</p>${form}</details>`;
}
