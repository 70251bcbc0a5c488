import { z } from 'zod';
import { plainText } from './block-parts.ts';
import { viewBlocks } from './blocks.ts';
import type { StoredBlock } from './blocks.ts';
import { SlackFault, slackMessages } from './slack-fault.ts';

const common = {
  blocks: z.unknown(),
  private_metadata: z.string().max(3000).default(''),
  callback_id: z.string().max(255).default(''),
  external_id: z.string().max(255).default(''),
};

const view = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('modal'),
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    clear_on_close: z.boolean().default(false),
    notify_on_close: z.boolean().default(false),
    ...common,
  }),
  z.strictObject({ type: z.literal('home'), ...common }),
]);

/** A checked view, its blocks with ids. */
export type ViewContent = Checked<z.infer<typeof view>>;
/** Distributes over the kinds of view, so that `type` still tells them apart. */
type Checked<V> = V extends unknown ? Omit<V, 'blocks'> & { blocks: StoredBlock[] } : never;

const VIEW_MAX_BYTES = 250_000;

/**
 * Checks a view as Slack would.
 * @throws SlackFault `invalid_arguments` or `view_too_large`
 */
export function viewContent(raw: unknown, type: 'modal' | 'home'): ViewContent {
  const parsed = view.safeParse(raw);
  if (!parsed.success) throw new SlackFault('invalid_arguments', slackMessages(parsed.error.issues, '/view'));
  if (parsed.data.type !== type) {
    throw new SlackFault('invalid_arguments', [`must be a view of type ${type} [json-pointer:/view/type]`]);
  }
  const blocks = viewBlocks(parsed.data.blocks);
  if (parsed.data.type === 'modal' && parsed.data.submit === undefined && blocks.some((each) => each.type === 'input')) {
    throw new SlackFault('invalid_arguments', ['missing required field: submit, since there are input blocks [json-pointer:/view]']);
  }
  if (Buffer.byteLength(JSON.stringify(raw)) > VIEW_MAX_BYTES) throw new SlackFault('view_too_large');
  return { ...parsed.data, blocks };
}
