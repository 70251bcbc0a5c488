import { alikeTo } from '../../domain/nonconformity-closure/alike.ts';
import { policyInForce } from '../../store/house.ts';
import { candidatesLike } from '../../store/queries/nonconformities.ts';
import type { ApiDeps } from '../deps.ts';
import type { Asked, Reply } from '../http/route.ts';
import { refuse } from './give.ts';

const MOST = 20;
const listOf = (one: string | undefined): readonly string[] => (one === undefined ? [] : [one]);

/** What a nonconformity would be like if it were raised now, by the rules that raising it follows. */
export async function answerAlike({ query }: Asked<'listAlikeNonconformities'>, { store, house }: ApiDeps): Promise<Reply> {
  const { title, control, clause, system } = query;
  const rules = policyInForce(await house.get())?.nonconformities;
  if (rules === undefined) return refuse({ refused: 'unknown_policy', detail: 'the policy in force says nothing about nonconformities; add nonconformities.yaml' });
  const one = { title, controls: listOf(control), clauses: listOf(clause), systems: listOf(system), cause_class: null };
  const others = await candidatesLike(store, one, rules);
  const items = alikeTo(one, others, rules).slice(0, MOST).map((like) => {
    const fact = others.find(({ id }) => id === like.id);
    return { ...like, title: fact?.title ?? '', state: fact?.status ?? '', class: fact?.class ?? null };
  });
  return { json: { items } };
}
