import { z } from 'zod';
import { actionsElement, anyText, blockId, image, inputElement, plainText, sectionAccessory } from './block-parts.ts';
import type { ActionElement } from './block-parts.ts';
import { SlackFault, slackMessages } from './slack-fault.ts';

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: blockId,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: sectionAccessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, 'must define either `fields` or `text`');

/** The blocks the stand-in knows: those Gatehouse draws. Slack has more; a new one is added here before it is used. */
const block = z.discriminatedUnion('type', [
  section,
  z.strictObject({ type: z.literal('header'), block_id: blockId, text: plainText(150) }),
  z.strictObject({ type: z.literal('divider'), block_id: blockId }),
  z.strictObject({
    type: z.literal('context'),
    block_id: blockId,
    elements: z.array(z.discriminatedUnion('type', [image, anyText(3000)])).min(1).max(10),
  }),
  z.strictObject({ type: z.literal('actions'), block_id: blockId, elements: z.array(actionsElement).min(1).max(25) }),
  z.strictObject({
    type: z.literal('image'),
    block_id: blockId,
    image_url: z.string().max(3000),
    alt_text: z.string().min(1).max(2000),
    title: plainText(2000).optional(),
  }),
  z.strictObject({
    type: z.literal('input'),
    block_id: blockId,
    label: plainText(2000),
    hint: plainText(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
    element: inputElement,
  }),
]);

export type Block = z.infer<typeof block>;
/** A block as Slack keeps it: one without an id was given one. */
export type StoredBlock = Block & { block_id: string };

/** Slack refuses a message above this, though its documents do not say so; seen between 13,100 and 13,300 characters. */
const MESSAGE_BLOCKS_MAX_CHARACTERS = 13_000;

/**
 * Checks the blocks of a message as Slack would, and gives ids to those without.
 * @throws SlackFault `invalid_blocks_format`, `invalid_blocks` or `msg_blocks_too_long`
 */
export function messageBlocks(raw: unknown): StoredBlock[] {
  if (!Array.isArray(raw)) throw new SlackFault('invalid_blocks_format');
  const blocks = checked(raw, 50, 'invalid_blocks', '/blocks');
  if (JSON.stringify(blocks).length > MESSAGE_BLOCKS_MAX_CHARACTERS) throw new SlackFault('msg_blocks_too_long');
  return blocks;
}

/** The same for a modal or home tab, whose refusals are `invalid_arguments`. */
export function viewBlocks(raw: unknown): StoredBlock[] {
  return checked(raw, 100, 'invalid_arguments', '/view/blocks');
}

function checked(raw: unknown, max: number, code: string, at: string): StoredBlock[] {
  const parsed = z.array(block).max(max).safeParse(raw);
  if (!parsed.success) throw new SlackFault(code, slackMessages(parsed.error.issues, at));
  const doubles = [...repeatedBlockIds(parsed.data), ...repeatedActionIds(parsed.data)];
  if (doubles.length > 0) throw new SlackFault(code, doubles.map((double) => `${double} [json-pointer:${at}]`));
  return parsed.data.map(withIds);
}

function repeatedBlockIds(blocks: readonly Block[]): string[] {
  const ids = blocks.flatMap((each) => each.block_id ?? []);
  return repeated(ids).map((id) => `\`block_id\` ${id} already exists`);
}

function repeatedActionIds(blocks: readonly Block[]): string[] {
  return blocks.flatMap((each) => {
    const ids = actionElements(each).flatMap((element) => element.action_id ?? []);
    return repeated(ids).map((id) => `\`action_id\` ${id} already exists in this block`);
  });
}

function repeated(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))];
}

function withIds(each: Block, at: number): StoredBlock {
  const named = { ...each, block_id: each.block_id ?? `b${at}` };
  if (named.type === 'actions') {
    return { ...named, elements: named.elements.map((element, nth) => ({ ...element, action_id: element.action_id ?? `a${at}.${nth}` })) };
  }
  if (named.type === 'section' && named.accessory !== undefined && named.accessory.type !== 'image') {
    return { ...named, accessory: { ...named.accessory, action_id: named.accessory.action_id ?? `a${at}` } };
  }
  if (named.type === 'input') {
    return { ...named, element: { ...named.element, action_id: named.element.action_id ?? `a${at}` } };
  }
  return named;
}

/** What a person can act on in a block outside of inputs: the elements of an actions block, or a section's accessory. */
export function actionElements(each: Block): ActionElement[] {
  if (each.type === 'actions') return each.elements;
  if (each.type === 'section' && each.accessory !== undefined && each.accessory.type !== 'image') return [each.accessory];
  return [];
}
