import { DEPLOYMENT_COMMANDS, VERDICTS, type Verdict } from '../../contracts/deployment-approval.ts';
import type { DeploymentView } from '../../contracts/deployment-view.ts';
import { casePage } from '../../contracts/pages.ts';
import { DIALOG_VERDICTS } from '../../contracts/slack-actions.ts';
import { lanesMeant } from '../../domain/deployment-approval/lanes-meant.ts';
import { didYouMean } from '../../domain/policy/nearest.ts';
import { usageText } from '../../render/command-help.ts';
import { votedText } from '../../render/form-words.ts';
import type { Target } from '../../store/store.ts';
import { caseNamed, noSuchCase } from './case-named.ts';
import { castOrAsk } from './cast.ts';
import { give, tell } from './give.ts';
import { wordsOf, type Order } from './order.ts';
import type { ListenerDeps } from './ports.ts';

const spelt = (verdict: Verdict): string => verdict.replaceAll('_', '-');

/** `/gatehouse vote CASE|OBLIGATION VERDICT [REASON]`: by the same rules as a click; what is missing is asked in a dialog. */
export async function voteByCommand(deps: ListenerDeps, order: Order): Promise<void> {
  const { where, known } = order.giver;
  const [[id = '', word = ''], reason] = wordsOf(order.rest, 2);
  const verdict = VERDICTS.find((each) => spelt(each) === word.toLowerCase().replaceAll('_', '-'));
  if (id === '' || word === '') return deps.answer(where, usageText('vote', id === '' ? 'Say on what, and your verdict.' : 'Say your verdict.'));
  if (!verdict) return deps.answer(where, usageText('vote', `"${word}" is no verdict; ${didYouMean(word, VERDICTS.map(spelt))}.`));
  const found = await caseNamed(deps, id.toLowerCase());
  if (!found) return deps.answer(where, usageText('vote', noSuchCase(id)));
  const meant = lanesMeant(found.view, id.toLowerCase(), known.person.id, verdict);
  const [lane] = meant;
  if (meant.length > 1) {
    const each = meant.map(({ name, obligation_id }) => `• ${name}: \`/gatehouse vote ${obligation_id ?? ''} ${spelt(verdict)}\``);
    return deps.answer(where, ['You have a say in more than one lane. Which one?', ...each].join('\n'));
  }
  const obligation = lane?.obligation_id ?? (id.toLowerCase().startsWith('obl_') ? id.toLowerCase() : null);
  if (obligation === null) return deps.answer(where, `Nothing is to be signed there: the case is "${found.view.state.replaceAll('_', ' ')}". \`/gatehouse status ${found.target.id}\` says where it stands.`);
  await cast(deps, order, { target: found.target, view: found.view, lane: lane?.name ?? 'sign-off', obligation, verdict, reason });
}

interface Meant {
  readonly target: Target;
  readonly view: DeploymentView;
  readonly lane: string;
  readonly obligation: string;
  readonly verdict: Verdict;
  readonly reason: string;
}

async function cast(deps: ListenerDeps, { trigger_id, giver: plain }: Order, { target, view, lane, obligation, verdict, reason }: Meant): Promise<void> {
  const giver = { ...plain, typed: reason === '' ? null : reason };
  const { title, package_digest: digest } = view;
  const asked = DIALOG_VERDICTS.find((each) => each === verdict);
  const parsed = DEPLOYMENT_COMMANDS.vote.safeParse({ obligation_id: obligation, package_digest: digest, verdict, ...(reason === '' ? {} : { reason }) });
  if (!parsed.success) return deps.answer(giver.where, usageText('vote', 'The reason is too long: at most 4,000 characters.'));
  // a condition can't be typed in one line, and a verdict that needs a reason is asked for it
  const incomplete = verdict === 'approve_with_conditions' || (reason === '' && verdict !== 'approve');
  if (asked && incomplete) {
    await castOrAsk(deps, { trigger_id, about: null }, { value: { case: target.id, obligation, digest, ask: true }, target, verdict: asked }, giver);
    return;
  }
  const outcome = await give(deps, target, { name: 'vote', body: parsed.data }, giver);
  if (outcome?.ok) return deps.answer(giver.where, votedText({ lane, verdict, title, url: `${deps.url}${casePage(target.id)}`, digest, obligation }));
  if (outcome === null) return;
  if (asked && reason === '' && outcome.refusal.refused === 'invalid') {
    await castOrAsk(deps, { trigger_id, about: null }, { value: { case: target.id, obligation, digest, ask: true }, target, verdict: asked }, giver);
    return;
  }
  await tell(deps, outcome.refusal, giver, { target, command: { name: 'vote', body: parsed.data } });
}
