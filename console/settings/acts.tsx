import { SCOPES } from '../../contracts/scopes.ts';
import type { TokenCreate } from '../../contracts/token.ts';
import { createToken, revokeToken } from '../../store/tokens.ts';
import type { Act, Giving } from '../acts/act.ts';
import { instantIn, listIn, pick, plain } from '../acts/plain.ts';
import { move, page } from '../answers.ts';
import type { Visit } from '../visit.ts';

const HOME = '/settings';
const home = (): string => HOME;

/** The page that shows the secret, this once; a form sent twice made one token, and shows that its secret is gone. */
async function make({ deps }: Visit, { body, meta: { actor, ...how } }: Giving) {
  const made = await createToken(deps.store, actor, body as TokenCreate, how);
  if (made.outcome === 'refused') return made.refusal;
  const back = <p><a href={HOME}>Back to the settings</a></p>;
  if (made.outcome === 'repeated') return page('This token was made before', <><div class="notice warn" role="status"><p>The form was sent twice. It made the token <code>{made.id}</code>, and its secret was shown then; if it is lost, revoke it and make another.</p></div>{back}</>, { status: 409 });
  return page('The token is made', <>
    <div class="notice good" role="status"><p>Copy it now: it is <strong>shown this once</strong>, and never stored.</p><p><code class="whole">{made.token}</code></p></div>
    <p>It is <code>{made.info.id}</code>, for the machine {made.info.subject.id}, and may: {made.info.scopes.join(', ')}.</p>
    {back}
  </>);
}

async function end({ deps }: Visit, { id, meta: { actor, ...how } }: Giving) {
  return (await revokeToken(deps.store, actor, id, how)) ?? move(`${HOME}?done=revokeToken`);
}

/** Tokens for machines (design §7): made and ended by administrators. */
export const TOKEN_ACTS: readonly Act[] = [
  plain({
    operation: 'createToken',
    command: 'create-token',
    of: 'house',
    title: 'Make a token for a machine',
    button: 'Make the token',
    done: 'The token is made.',
    home,
    fields: [
      { name: 'machine', label: 'Machine', kind: 'line', required: true, hint: 'what the ledger calls it, e.g. ci-claims' },
      { name: 'scopes', label: 'What it may do', kind: 'several', required: true, options: SCOPES.map((value) => ({ value, label: value })) },
      { name: 'on_behalf_of', label: 'On behalf of', kind: 'person' },
      { name: 'any_person', label: 'Each request names the person on whose behalf it is made', kind: 'flag', options: [{ value: 'yes', label: '' }] },
      { name: 'expires_at', label: 'Ends at (UTC)', kind: 'instant', hint: 'empty: when it is revoked' },
    ],
    body: (typed) => ({ ...pick('machine', 'on_behalf_of')(typed), ...listIn(typed, 'scopes'), ...instantIn(typed, 'expires_at'), ...(typed['any_person'] === 'yes' ? { any_person: true } : {}) }),
    sample: () => ({ machine: 'machine', scopes: ['read'], any_person: false }),
    give: make,
  }),
  plain({ operation: 'revokeToken', command: 'revoke-token', of: 'token', title: 'Revoke the token', button: 'Revoke', tone: 'danger', done: 'The token is revoked.', home, fields: [], give: end }),
];
