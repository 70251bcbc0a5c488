import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startConsole, type TestConsole } from '../../support/console.ts';
import pg from 'pg';

let house: TestConsole;
let id: string;
const EVIL = '<script>alert(1)</script>';
beforeAll(async () => {
  house = await startConsole();
  id = await house.inReview({ tier: 'medium' }, { title: `Evil ${EVIL}`, rationale: `Because ${EVIL}` });
});
afterAll(() => house.stop());

const h1 = (html: string): string => /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? '';
const seqs = (html: string): number[] => [...html.matchAll(/<th scope="row">(\d+)<br/g)].map(([, seq]) => Number(seq));
const verify = async (chain: string) => {
  const browser = house.browser('theo');
  const page = await browser.get(chain === 'all' ? '/ledger' : `/ledger?stream=${chain}`);
  return browser.post(`/act/verifyLedger/${chain}`, page.form(`/act/verifyLedger/${chain}`));
};
const asOwner = async (work: (client: pg.Client) => Promise<unknown>): Promise<void> => {
  const client = new pg.Client(house.api.database.ownerUrl);
  await client.connect();
  await work(client).finally(() => client.end());
};

describe('the ledger page', () => {
  it('shows the newest rows first, in words and with their hashes, and escapes every text', async () => {
    const { status, html } = await house.browser('theo').get(`/ledger?stream=${id}`);
    const found = seqs(html);
    expect([status, h1(html), html.match(/<h1>/g)?.length]).toEqual([200, 'Ledger', 1]);
    expect(found.length).toBeGreaterThan(3);
    expect(found).toEqual([...found].sort((a, b) => b - a));
    expect(html).toContain('Mira Jansen asked for the deployment');
    expect(html).toMatch(/sha256:[0-9a-f]{64}/);
    expect(html).toContain('Because &lt;script>');
    expect(html).not.toContain('<script>alert');
  });

  it('is filtered by chain, kind, type and actor in the address', async () => {
    const browser = house.browser('theo');
    const submitted = (await browser.get('/ledger?type=deployment.submitted&actor=mira&kind=deployment')).html;
    expect(seqs(submitted)).toEqual([1]);
    expect(submitted).toMatch(/<option value="deployment.submitted" selected/);
    expect((await browser.get('/ledger?type=deployment.submitted&actor=theo')).html).toContain('No row is like this');
    expect((await browser.get('/ledger?kind=house')).html).not.toContain(`/cases/${id}`);
  });

  it('goes on page by page to the first row, each row once', async () => {
    for (let i = 0; i < 3; i += 1) await house.inReview();
    const browser = house.browser('theo');
    const found: string[] = [];
    let path: string | undefined = '/ledger';
    let pages = 0;
    while (path !== undefined) {
      const { html } = await browser.get(path);
      found.push(...[...html.matchAll(/<th scope="row">(\d+)<br\/>(.*?)<\/th>/g)].map(([whole]) => whole));
      path = /href="([^"]*)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
      pages += 1;
    }
    const csv = (await browser.get('/ledger?format=csv')).html.trim().split('\r\n');
    expect(pages).toBeGreaterThan(1);
    expect(new Set(found).size).toBe(found.length);
    expect(found).toHaveLength(csv.length - 1);
    expect(csv[0]).toBe('stream,seq,at,actor_kind,actor,type,what,prev_hash,hash');
  });

  it('is exported whole, one row a line', async () => {
    const { status, headers, html } = await house.browser('theo').get('/ledger/export');
    const rows = html.trim().split('\n').map((line) => JSON.parse(line) as { readonly stream: string });
    expect([status, headers.get('content-disposition')]).toEqual([200, 'attachment; filename="ledger.ndjson"']);
    expect(rows.some(({ stream }) => stream === id)).toBe(true);
    expect((await house.browser(null).get('/ledger/export')).status).toBe(303);
  });
});

describe('verifying', () => {
  it('finds nothing wrong with one chain and with all', async () => {
    const one = await verify(id);
    expect([one.status, h1(one.html)]).toEqual([200, 'What the verification found']);
    expect(one.html).toContain('in 1 chains were read');
    expect((await verify('all')).html).toContain('The whole ledger: every row is as it was written.');
  });

  it('needs the session’s token', async () => {
    const { csrf: _, ...fields } = (await house.browser('theo').get('/ledger')).form('/act/verifyLedger/all');
    expect((await house.browser('theo').post('/act/verifyLedger/all', fields)).status).toBe(403);
  });

  it('shows erased texts as erased, and the chain still verifies', async () => {
    await asOwner((client) => client.query('DELETE FROM texts WHERE stream = $1', [id]));
    expect((await house.browser('theo').get(`/ledger?stream=${id}`)).html).toMatch(/holds erased texts.*rationale&quot;: &quot;erased/s);
    expect((await verify(id)).html).toMatch(/every row is as it was written.*[1-9]\d* texts were erased/s);
  });

  it('names the row that was changed, in that chain only', async () => {
    await asOwner(async (client) => {
      await client.query('ALTER TABLE ledger DISABLE TRIGGER ALL');
      await client.query(`UPDATE ledger SET actor = '{"id":"theo","kind":"person"}' WHERE stream = $1 AND seq = 2`, [id]);
    });
    const found = await verify(id);
    expect(found.html).toContain(`The chain ${id}: row 2 of ${id} is wrong (edited).`);
    expect((await verify('house')).html).toContain('The chain house: every row is as it was written.');
    expect((await verify('all')).html).toContain('is wrong (edited)');
  });
});
