import type { OperationId } from '../../contracts/routes.ts';
import type { NonconformityView } from '../../contracts/nonconformity-view.ts';
import { wrongUse } from '../failure.ts';
import { fields } from '../print.ts';
import { answered } from '../simple.ts';
import { type CommandSpec, type OptionSpec, REQUEST } from '../spec.ts';

interface WordWish {
  readonly name: string;
  readonly about: string;
  readonly operation: OperationId;
  /** What is decided on, with the field that names it and its name in the help; the case itself where there is none. */
  readonly of?: readonly [field: string, shown: string];
  /** The field that the word fills, and the words for yes and no. */
  readonly field: string;
  readonly words: readonly [yes: string, no: string];
  readonly option: OptionSpec;
}

/** A decision of yes or no, said in its own words behind what it is about, so that no flag can be left out by mistake. */
export function decision({ name, about, operation, of, field, words, option }: WordWish): CommandSpec {
  const at = of === undefined ? 1 : 2;
  const answer = (word: string): boolean => (words.includes(word) ? word === words[0] : wrongUse(`"${word}" is no answer; write ${words.join(' or ')}`));
  return {
    name,
    args: ['<CASE>', ...(of === undefined ? [] : [`<${of[1]}>`]), '<WORD>'].join(' '),
    about,
    options: [option],
    notes: `WORD is ${words.join(' or ')}.`,
    run: async (given, { api }) => {
      const named = of === undefined ? {} : { [of[0]]: given.arg(1) };
      return answered(await api.call(operation, { params: { id: given.arg(0) }, body: given.body({ ...named, [field]: answer(given.arg(at)) }) }));
    },
  };
}

/** What the approver is about to approve. */
const planned = ({ id, title, plans, actions }: NonconformityView, digest: string): string =>
  fields({
    approving: `plan ${plans.at(-1)?.number ?? '-'} of ${title} (${id})`,
    plan: digest,
    ...Object.fromEntries(actions.filter(({ state }) => state !== 'dropped').map(({ key, title: what, owner, due_now, verifier }) => [key, `${what} (${owner}, by ${due_now}, verified by ${verifier})`])),
    effect: plans.at(-1)?.effectiveness?.measure,
  });

/** Approves the plan that the case has now, shown first, or the one that `--digest` pins. */
export const APPROVE_PLAN: CommandSpec = {
  name: 'approve-plan',
  args: '<CASE>',
  about: 'approve the plan; its actions are owed from then on',
  options: [
    ...REQUEST,
    { flags: '--digest <SHA256>', about: 'approve this plan only, as you saw it; any other is refused' },
    { flags: '--comment <TEXT>', about: 'in your own words', field: 'comment' },
  ],
  notes: 'Shows what is approved first.',
  run: async (given, shell) => {
    const { api } = shell;
    const params = { id: given.arg(0) };
    const view = (await api.call('getNonconformity', { params })) as unknown as NonconformityView;
    const now = view.plans.at(-1)?.plan_digest;
    const digest = given.text('digest') ?? now ?? wrongUse(`${view.id} has no plan yet; see: gatehouse nc show ${view.id}`);
    shell.tell(planned(view, digest));
    return answered(await api.call('approveActionPlan', { params, body: { plan_digest: digest, ...given.body() } }));
  },
};
