import type { StoredBlock } from '../blocks.ts';
import { actionElement, type Clickable } from './elements.ts';
import { type Html, html } from './html.ts';
import { mrkdwn } from './mrkdwn.ts';
import type { Sight } from './sight.ts';

type Text = { readonly type: 'plain_text' | 'mrkdwn'; readonly text: string };
type Shown = Exclude<StoredBlock, { type: 'input' }>;

const words = ({ type, text }: Text, sight: Sight): Html => (type === 'mrkdwn' ? mrkdwn(text, sight.names) : html`${text}`);

/** Blocks of a message, a Home tab or a dialog, without its inputs. */
export function blocksToHtml(blocks: readonly StoredBlock[], target: Clickable, sight: Sight): Html {
  return html`${blocks.map((block) => (block.type === 'input' ? null : blockToHtml(block, target, sight)))}`;
}

export function blockToHtml(block: Shown, target: Clickable, sight: Sight): Html {
  switch (block.type) {
    case 'header': return html`<p class="header">${block.text.text}</p>`;
    case 'divider': return html`<hr>`;
    case 'image': return picture(block.title?.text ?? null, block.alt_text);
    case 'context': return html`<p class="context">${block.elements.map((each) => html`<span>${each.type === 'image' ? picture(null, each.alt_text) : words(each, sight)}</span> `)}</p>`;
    case 'actions': return html`<div class="actions">${block.elements.map((each) => actionElement(each, block.block_id, target, sight))}</div>`;
    case 'section': return section(block, target, sight);
  }
}

function section({ text, fields, accessory, block_id }: Extract<Shown, { type: 'section' }>, target: Clickable, sight: Sight): Html {
  // the text beside a button says what the button is about
  const id = target === null ? '' : `${target.prefix}-${block_id}-text`;
  const beside = accessory === undefined ? null : accessory.type === 'image' ? picture(null, accessory.alt_text) : actionElement(accessory, block_id, target && { ...target, about: id }, sight);
  return html`<div class="section"><div class="text"${target && accessory && html` id="${id}"`}>${text && words(text, sight)}${fields && html`<ul class="fields">${fields.map((field) => html`<li>${words(field, sight)}</li>`)}</ul>`}</div>${beside}</div>`;
}

/** The words of a picture only: the stand-in fetches nothing from anywhere. */
function picture(title: string | null, alt: string): Html {
  return html`<span class="picture">[picture: ${title !== null && `${title}, `}${alt}]</span>`;
}
