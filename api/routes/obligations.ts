import type { z } from 'zod';
import type { OBLIGATION_OPERATIONS } from '../../contracts/api/obligations.ts';
import { DEPLOYMENT_COMMANDS } from '../../contracts/deployment-approval.ts';
import { HOUSE_COMMANDS } from '../../contracts/house.ts';
import { NONCONFORMITY_COMMANDS } from '../../contracts/nonconformity-closure.ts';
import { SYSTEM_COMMANDS } from '../../contracts/system.ts';
import type { StreamKind } from '../../contracts/ledger.ts';
import { getObligation, listObligations } from '../../store/queries/obligations.ts';
import type { ApiDeps } from '../deps.ts';
import { parse } from '../http/parse.ts';
import type { Asked, Handlers } from '../http/route.ts';
import { command, recordOf, refuse } from './give.ts';

/** Commands that each kind of record knows, with what each takes there: the same word may ask for more in one kind than in another. */
const KNOWN: Readonly<Record<StreamKind, Readonly<Partial<Record<string, z.ZodType>>>>> = { deployment: DEPLOYMENT_COMMANDS, nonconformity: NONCONFORMITY_COMMANDS, system: SYSTEM_COMMANDS, house: HOUSE_COMMANDS, evidence: {} };

type Named = { readonly params: { readonly id: string }; readonly body: object } & Pick<Asked<'castVote'>, 'meta'>;

/** The command goes to the record that the obligation belongs to. */
const asCommand =
  (name: string) =>
  async ({ params, body, meta }: Named, deps: ApiDeps) => {
    const target = await recordOf(deps, params.id, 'unknown_obligation', 'obligation');
    const schema = KNOWN[target.kind][name];
    if (schema === undefined) return refuse({ refused: 'wrong_state', detail: `obligation ${params.id} belongs to ${target.id}, where nobody can "${name}"` });
    const asked = parse(schema, { ...body, obligation_id: params.id }, 'body') as object;
    return { json: await command(deps, target, name, asked, meta()) };
  };

/** What people owe, and their word on it. */
export const obligationHandlers: Handlers<keyof typeof OBLIGATION_OPERATIONS> = {
  listObligations: async ({ query }, deps) => ({ json: await listObligations(deps.store, query) }),
  getObligation: async ({ params }, deps) => {
    const found = await getObligation(deps.store, params.id);
    return { json: found ?? refuse({ refused: 'unknown_obligation', detail: `there is no obligation ${params.id}; GET /v1/obligations lists those that are open` }) };
  },
  castVote: asCommand('vote'),
  completeObligation: asCommand('complete'),
  extendObligation: asCommand('extend'),
  reassignObligation: asCommand('reassign'),
  snoozeObligation: asCommand('snooze'),
  acknowledgeObligation: asCommand('acknowledge'),
  nudgeObligation: asCommand('nudge'),
  askAboutObligation: asCommand('ask'),
  answerObligation: asCommand('answer'),
  recordMinutes: asCommand('minutes'),
  acceptObligation: asCommand('accept'),
  returnObligation: asCommand('return'),
};
