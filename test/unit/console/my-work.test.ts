import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../../config.ts';
import { decidePage } from '../../../contracts/pages.ts';
import { CAST, ok, type Seeded, seedSystem } from '../../support/seed.ts';
import { startConsole, type TestConsole } from '../../support/console.ts';

let house: TestConsole;
let system: Seeded;
beforeAll(async () => {
  house = await startConsole();
  system = await seedSystem(house.api, { tier: 'medium' });
});
afterAll(() => house.stop());

const post = async (who: string, path: string, body: object) => ok(await house.api.as(who).post(path, body));
const view = async (id: string) => ok(await house.api.as('maya').get(`/v1/deployments/${id}`));
const owed = async (id: string, kind: string): Promise<string> => (await view(id))['obligations']!.find((each) => each['kind'] === kind && each['state'] === 'open')!['id']!;
const lane = async (id: string, name: string): Promise<string> => (await view(id))['lanes']!.find((each) => each['lane'] === name)!['obligation_id']!;
const vote = async (id: string, more: object) => post('theo', `/v1/obligations/${await lane(id, 'technical')}/votes`, { package_digest: (await view(id))['package_digest'], reason: 'Read it', ...more });
const CONDITION = { type: 'before_deploy', title: 'Watch it', owner: CAST.owner, criteria: 'A dashboard' };
const inReview = (): Promise<string> => house.inReview({}, {}, system);

/** Somebody owes something of this kind: who, and where the forms are that meet it. */
type Owing = () => Promise<{ readonly who: string; readonly forms: readonly string[] }>;

async function condition(): Promise<{ readonly id: string; readonly obligation: string }> {
  const id = await inReview();
  await vote(id, { verdict: 'approve_with_conditions', conditions: [CONDITION] });
  for (const { lane: name } of (await view(id))['lanes'] as unknown as { lane: string }[]) {
    if (name !== 'technical') await post(CAST.signers[name]![0]!, `/v1/obligations/${await lane(id, name)}/votes`, { verdict: 'approve', reason: 'Read it', package_digest: (await view(id))['package_digest'] });
  }
  return { id, obligation: await owed(id, 'condition') };
}

const files = () => Object.fromEntries(readdirSync(join(packageRoot(), 'policy')).filter((name) => name.endsWith('.yaml')).map((name) => [name, readFileSync(join(packageRoot(), 'policy', name), 'utf8')]));

const KINDS: readonly (readonly [kind: string, owing: Owing])[] = [
  ['a sign-off', async () => ({ who: 'theo', forms: [`/act/castVote/${await lane(await inReview(), 'technical')}`] })],
  [
    'an answer',
    async () => {
      const id = await inReview();
      await post('theo', `/v1/obligations/${await lane(id, 'technical')}/ask`, { question: 'Why now?' });
      return { who: CAST.requester, forms: [`/act/answerObligation/${await owed(id, 'answer')}`] };
    },
  ],
  [
    'a revision',
    async () => {
      const id = await inReview();
      await vote(id, { verdict: 'request_changes' });
      return { who: CAST.requester, forms: [`/act/reviseDeployment/${id}`] };
    },
  ],
  ['a condition', async () => ({ who: CAST.owner, forms: [`/act/completeObligation/${(await condition()).obligation}`] })],
  [
    'evidence to judge, which is accepted or returned',
    async () => {
      const { id, obligation } = await condition();
      const { sha256 } = ok(await house.api.as(CAST.owner).upload('/v1/evidence?name=done.md', 'It is watched'));
      await post(CAST.owner, `/v1/obligations/${obligation}/complete`, { comment: 'Done', evidence: [sha256] });
      const review = await owed(id, 'condition_review');
      return { who: 'theo', forms: [`/act/acceptObligation/${review}`, `/act/returnObligation/${review}`] };
    },
  ],
  [
    'a risk to treat',
    async () => {
      const { risk_id } = await post(CAST.owner, `/v1/systems/${system.id}/risks`, { title: 'It drifts', owner: 'bruno', residual: 'low', option: 'mitigate' });
      return { who: 'bruno', forms: [`/act/treatRisk/${String(risk_id)}`] };
    },
  ],
  [
    'a policy to activate',
    async () => {
      const changed = { ...files(), 'tiers.yaml': files()['tiers.yaml']!.replaceAll('sla: { business_days: 2 }', 'sla: { business_days: 4 }') };
      const digest = String((await post('maya', '/v1/policies', { files: changed }))['digest']);
      const { items } = ok(await house.api.as('maya').get('/v1/obligations?kind=ratify_policy&state=open')) as unknown as { items: { to: string[] }[] };
      return { who: items[0]!.to.find((person) => person !== 'maya')!, forms: [`/act/activatePolicy/${encodeURIComponent(digest)}`] };
    },
  ],
];

describe('My work', () => {
  it.each(KINDS)('leads with one click from %s to each form that meets it, where its form is', async (_kind, owing) => {
    const { who, forms } = await owing();
    const browser = house.browser(who, { strong: true });
    const { html } = await browser.get('/work?sort=newest');
    for (const form of forms) {
      expect(html).toContain(`href="${form}"`);
      expect((await browser.get(form)).html).toContain(`<form method="post" action="${form}"`);
    }
  });
});

describe('a link to decide', () => {
  const summaries = (html: string): readonly string[] => [...html.slice(html.indexOf('id="do"')).matchAll(/<details class="box"( open)?><summary>([^<]*)/g)].map(([, open = '', title = '']) => `${title}${open}`);

  it('opens the form of what it names, before every other', async () => {
    const { id, obligation } = await condition();
    const browser = house.browser(CAST.owner);
    const [first, ...others] = summaries((await browser.get(decidePage(id, obligation))).html);
    expect(first).toMatch(/^Hand in: .* open$/);
    expect(others.filter((each) => each.endsWith(' open'))).toEqual([]);
  });

  it('opens the form of the whole case where that meets it', async () => {
    const id = await inReview();
    await vote(id, { verdict: 'request_changes' });
    const browser = house.browser(CAST.requester);
    expect(summaries((await browser.get(`/cases/${id}`)).html)[0]).not.toBe('Send a new revision open');
    expect(summaries((await browser.get(decidePage(id, await owed(id, 'revision')))).html)[0]).toBe('Send a new revision open');
  });

  it('stays so while the page keeps itself fresh', async () => {
    const id = await inReview();
    const link = decidePage(id, await lane(id, 'technical'));
    const { html } = await house.browser('theo').get(link);
    expect(html).toContain(`hx-get="${link}&amp;part=acts`);
  });

  it('says why to whoever may not, and that it is over where it is', async () => {
    const id = await inReview();
    const obligation = await lane(id, 'technical');
    expect((await house.browser(CAST.requester).get(decidePage(id, obligation))).html).toMatch(/<p class="notice warn"><strong>Decide: [^<]*<\/strong>: /);
    await vote(id, { verdict: 'approve' });
    for (const gone of [obligation, 'obl_nothing']) expect((await house.browser('theo').get(decidePage(id, gone))).html).toContain('What you came for is not owed here any more.');
  });
});
