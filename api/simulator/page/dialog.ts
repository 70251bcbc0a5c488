import type { StoredBlock } from '../blocks.ts';
import type { StoredView } from '../world.ts';
import { blockToHtml } from './blocks.ts';
import { control, isGroup } from './controls.ts';
import { type Html, html } from './html.ts';
import type { Paths } from './paths.ts';
import type { Sight } from './sight.ts';
import { type Entered, fieldName, inputsOf } from './typed.ts';

/** How a dialog is shown again after it was not taken: nothing that was entered is lost. */
export interface Again {
  readonly entered: Entered;
  /** By block id. */
  readonly errors: Readonly<Record<string, string>>;
  /** What went wrong with the whole, if anything. */
  readonly trouble: string | null;
}

type InputBlock = Extract<StoredBlock, { type: 'input' }>;

/** An open modal as a form. The first field, or the first with an error, has the focus. */
export function dialogToHtml(view: StoredView, again: Again | null, paths: Paths, sight: Sight): Html {
  const { content } = view;
  if (content.type !== 'modal') return html``;
  const errors = again?.errors ?? view.errors;
  const first = inputsOf(content.blocks).find(({ block_id }) => Object.keys(errors).length === 0 || errors[block_id] !== undefined);
  const target = { action: paths.clickInView, fields: { view_id: view.id, at: paths.at }, prefix: view.id, about: 'dialog-title' };
  const rows = content.blocks.map((block) => {
    if (block.type !== 'input') return { outside: hasForms(block), row: blockToHtml(block, target, sight) };
    return { outside: false, row: field(block, { entered: again?.entered[block.block_id], error: errors[block.block_id], focus: block === first }, sight) };
  });
  const hidden = html`<input type="hidden" name="view_id" value="${view.id}"><input type="hidden" name="at" value="${paths.at}">`;
  const submit = content.submit && html`<button class="primary">${content.submit.text}</button>`;
  return html`<dialog open aria-labelledby="dialog-title"><h2 id="dialog-title">${content.title.text}</h2>
${again?.trouble != null && html`<p class="error" role="alert">${again.trouble}</p>`}
${rows.filter(({ outside }) => outside).map(({ row }) => row)}
<form method="post" action="${paths.submit}">${hidden}${rows.filter(({ outside }) => !outside).map(({ row }) => row)}${submit}</form>
<form method="post" action="${paths.close}">${hidden}<button${!first && html` autofocus`}>${content.close?.text ?? 'Close'}</button></form></dialog>`;
}

/** A form does not stand inside a form: blocks with buttons of their own come before it. */
function hasForms(block: Exclude<StoredBlock, InputBlock>): boolean {
  return block.type === 'actions' || (block.type === 'section' && block.accessory !== undefined && block.accessory.type !== 'image');
}

interface FieldWish {
  readonly entered: readonly string[] | undefined;
  readonly error: string | undefined;
  readonly focus: boolean;
}

function field({ block_id, label, hint, optional, element }: InputBlock, { entered, error, focus }: FieldWish, sight: Sight): Html {
  const id = `field-${block_id}`;
  const described = [...(hint ? [`${id}-hint`] : []), ...(error === undefined ? [] : [`${id}-error`])].join(' ');
  const shown = control(element, {
    id, name: fieldName(block_id), entered, required: optional !== true, invalid: error !== undefined, described, focus, people: sight.people,
  });
  const texts = html`${hint && html`<p class="hint" id="${id}-hint">${hint.text}</p>`}${error !== undefined && html`<p class="error" id="${id}-error">${error}</p>`}`;
  const name = html`${label.text}${optional === true && html` <small>(optional)</small>`}`;
  if (isGroup(element)) return html`<fieldset class="field"><legend>${name}</legend>${shown}${texts}</fieldset>`;
  return html`<div class="field"><label for="${id}">${name}</label>${shown}${texts}</div>`;
}
