import { escapeMrkdwn } from '../../../render/mrkdwn.ts';
import { formState } from '../form-state.ts';
import type { StoredBlock } from '../blocks.ts';

/** A parsed form: every name with its value or values. */
export type Form = Readonly<Record<string, string | readonly string[] | undefined>>;
/** What was entered, by block id. */
export type Entered = Readonly<Record<string, readonly string[]>>;

type InputBlock = Extract<StoredBlock, { type: 'input' }>;

export const inputsOf = (blocks: readonly StoredBlock[]): InputBlock[] => blocks.filter((block) => block.type === 'input');

/** The name of the form's field for an input block. */
export const fieldName = (blockId: string): string => `value:${blockId}`;

/** Every value under this name. Browsers send line breaks as CRLF; Slack sends LF. */
export function valuesOf(form: Form, name: string): string[] {
  const value = Object.hasOwn(form, name) ? form[name] : undefined;
  const all = value === undefined ? [] : typeof value === 'string' ? [value] : value;
  return all.map((text) => text.replaceAll('\r\n', '\n'));
}

/** A menu left at "Choose …" is empty, and a moment is in seconds, as Slack has it. */
export function chosenIn(form: Form, name: string, type: string): string[] {
  const values = valuesOf(form, name);
  if (type === 'plain_text_input') return [values[0] ?? ''];
  const chosen = values.filter((value) => value !== '');
  return type === 'datetimepicker' ? chosen.map(secondsOf).filter((value) => value !== '') : chosen;
}

function secondsOf(utcMinutes: string): string {
  const at = Date.parse(`${utcMinutes}Z`);
  return Number.isNaN(at) ? '' : String(Math.floor(at / 1000));
}

/** What the person entered into a dialog. */
export function enteredIn(blocks: readonly StoredBlock[], form: Form): Entered {
  return Object.fromEntries(inputsOf(blocks).map(({ block_id, element }) => [block_id, chosenIn(form, fieldName(block_id), element.type)]));
}

/** A command's text as Slack sends it with `should_escape`: its three entities, and `@name` as the person's id. */
export function escapedAsSlack(text: string, people: readonly { readonly id: string; readonly name: string }[]): string {
  return escapeMrkdwn(text).replaceAll(/(?<!\S)@([\w.-]+)/g, (typed, name: string) => {
    const found = people.find((each) => each.name === name.toLowerCase());
    return found ? `<@${found.id}|${found.name}>` : typed;
  });
}

/** What Slack's client refuses to send, by block id; it judges each field before the app hears of any. */
export function refusedFields(blocks: readonly StoredBlock[], entered: Entered): Record<string, string> {
  const found = inputsOf(blocks).flatMap((block): [string, string][] => {
    const values = entered[block.block_id] ?? [];
    try {
      formState([block], { [block.block_id]: values });
      return [];
    } catch (error) {
      const empty = values.every((value) => value === '');
      return [[block.block_id, empty ? 'This must not be left empty.' : sentence(error)]];
    }
  });
  return Object.fromEntries(found);
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
