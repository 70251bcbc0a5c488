import { describe, expect, it } from '@jest/globals';
import type { DecisionRecord } from '../../../contracts/decision-record.ts';
import { decisionRecord } from '../../../domain/deployment-approval/record.ts';
import { certificate, certificatePage, PAGE } from '../../../render/certificate.ts';
import { Surroundings } from '../../support/surroundings.ts';
import { digest, World } from '../../support/world.ts';

const recordOf = (world: World) => decisionRecord(world.state, { ...world.facts, now: world.now });
const must = (world: World): DecisionRecord => {
  const found = recordOf(world);
  if (!found) throw new Error(`no decision: ${world.state.status}`);
  return found;
};
const page = (world: World) => certificate(must(world), (id) => id.toUpperCase());
const CONDITION = { type: 'before_deploy', title: 'Watch the drift', owner: 'bruno', criteria: 'a report' };

/** Approved with a condition, an abstention and a rejection that did not decide. */
function approved(): World {
  const world = new World('medium').reviewed({ title: 'New triage', rationale: 'Fewer errors', options: ['wait', 'buy'] });
  world.vote('tess', 'technical', 'abstain', { reason: 'new here' });
  world.vote('renate', 'risk', 'reject', { reason: 'too early' });
  world.vote('ruth', 'risk', 'approve_with_conditions', { conditions: [CONDITION], reason: 'if watched' });
  return world.approveAll();
}

describe('R-09 the decision record', () => {
  it('is there once something was decided', () => {
    const world = new World('medium');
    world.request();
    expect(recordOf(world)).toBeNull();
    world.check();
    expect(recordOf(world)).toBeNull();
    expect(must(world.approveAll()).decision.what).toBe('approved');
  });

  it('holds request, options, rationale, signatures, dissent, abstentions, conditions and evidence', () => {
    const world = approved();
    expect(must(world)).toMatchObject({
      case_id: world.state.id,
      title: 'New triage',
      rationale: 'Fewer errors',
      options: ['wait', 'buy'],
      requester: 'mira',
      decision: { what: 'conditionally_approved', at: '2026-03-02T09:00:00.000Z', valid_until: '2026-12-02T09:00:00.000Z', by: null },
      evidence: { revision: 1, package_digest: world.state.revisions[0]?.package_digest, components: { weights: digest('w1') }, documents: { model_card: digest('model_card') } },
      dissent: [{ person: 'renate', verdict: 'reject', reason: 'too early' }],
      abstentions: [{ person: 'tess', verdict: 'abstain' }],
      conditions: [{ title: 'Watch the drift', owner: 'bruno', lane: 'risk', state: 'open' }],
    });
    expect(must(world).lanes.map(({ lane, signatures }) => [lane, signatures.map((s) => s.person)])).toEqual([['technical', ['tess', 'theo']], ['risk', ['renate', 'ruth']], ['business', ['bela']]]);
  });

  it('counts only words that counted', () => {
    const world = approved();
    world.does('mira', 'revise', { version_id: 'ver_code', reason: 'a fix' });
    expect(recordOf(world)).toBeNull();
    world.check();
    world.approveAll();
    expect(must(world).dissent).toEqual([]);
  });

  it.each<[string, (world: World) => void, object]>([
    ['rejected', (world) => world.vote('lena', 'legal', 'reject', { reason: 'unlawful' }), { what: 'rejected', rule: 'veto', lane: 'legal', by: null }],
    ['withdrawn', (world) => world.does('dana', 'withdraw', { reason: 'not now' }), { what: 'withdrawn', by: 'dana', reason: 'not now' }],
    ['lapsed', (world) => world.runTo('2026-04-20T00:00:00.000Z'), { what: 'lapsed', by: null }],
  ])('says how a case ended that was %s', (_what, end, decision) => {
    const world = new World('high').reviewed();
    end(world);
    expect(must(world).decision).toMatchObject({ ...decision, valid_until: null });
  });

  it('says how an approval came to its end, and keeps the decision', () => {
    const world = approved();
    expect(must(world).ended).toBeNull();
    world.does('maya', 'revoke', { reason: 'Complaints' });
    expect(must(world)).toMatchObject({ decision: { what: 'conditionally_approved', reason: null }, ended: { what: 'revoked', person: 'maya', reason: 'Complaints' } });
    expect(page(world)).toContain('State now     revoked, revoked by MAYA 2026-03-02 09:00 UTC “Complaints”');
  });

  it('names what the approval stands on: accepted risks and waivers', () => {
    const world = approved();
    const around = new Surroundings(world);
    const added = around.system('rafael', 'add-risk', { title: 'Wrong for the elderly', owner: 'dana', residual: 'high', option: 'accept' }) as { result?: { risk_id?: string } };
    around.system('viktor', 'accept-risk', { risk_id: added.result?.risk_id, reason: 'few', until: '2026-05-01T00:00:00.000Z' });
    around.system('bela', 'raise-blocker', { kind: 'manual', extent: { scope: 'system', id: world.facts.system?.id }, title: 'Stop', reason: 'x' });
    const blocker_id = world.facts.blockers.find((b) => b.kind === 'manual')?.id;
    around.system('ines', 'waive-blocker', { blocker_id, reason: 'known', compensating_control: 'a person', until: '2026-03-20T09:00:00.000Z' });
    expect(must(world)).toMatchObject({ accepted_risks: [{ title: 'Wrong for the elderly', accepted_by: 'viktor', accepted_until: '2026-05-01T00:00:00.000Z' }], waived: [{ id: blocker_id, waived_by: 'ines' }] });
    expect(page(world)).toContain('Waived by INES until 2026-03-20 09:00 UTC: Stop');
  });
});

describe('§1 the decision certificate', () => {
  it('says on one page what was decided, by whom, why, and on what', () => {
    expect(page(approved())).toBe(`DECISION      dep_00000000000000000000000001
Request       New triage
System        Claims triage 1 → production (retrain)
Decided       Conditionally approved 2026-03-02 09:00 UTC, valid until 2026-12-02 09:00 UTC
State now     conditionally approved
Requested by  MIRA 2026-03-02 09:00 UTC; owner DANA
Tier          medium, score 9
Policy        ${approved().facts.policy.digest}
Package       ${approved().state.revisions[0]?.package_digest ?? ''} (revision 1)
Digests
  code          git:${'a'.repeat(40)}
  weights       ${digest('w1')}
Rationale
  Fewer errors
Options weighed
  wait
  buy
Signed
  Technical: TESS abstained 2026-03-02 09:00 UTC (mfa) “new here”
  Technical: THEO approved 2026-03-02 09:00 UTC (mfa) “sound”
  Risk: RENATE rejected 2026-03-02 09:00 UTC (mfa) “too early”
  Risk: RUTH approved with conditions 2026-03-02 09:00 UTC (mfa) “if watched”
  Business: BELA approved 2026-03-02 09:00 UTC (mfa) “sound”
Dissent
  risk: RENATE rejected 2026-03-02 09:00 UTC (mfa) “too early”
Abstained
  technical: TESS abstained 2026-03-02 09:00 UTC (mfa) “new here”
Conditions
  before deploy: Watch the drift (BRUNO, open)
`);
  });

  it('stays on its page whatever people typed, and says what it leaves out', () => {
    const record = must(approved());
    const [vote] = record.dissent;
    const [condition] = record.conditions;
    const [lane] = record.lanes;
    if (!vote || !condition || !lane) throw new Error('the record is too thin');
    const long = 'word\u001b[2J\nword '.repeat(400);
    const many = <T>(one: T): T[] => Array.from({ length: 40 }, () => one);
    const said = { ...vote, reason: long };
    const text = certificate(
      {
        ...record,
        title: long,
        rationale: long,
        options: many(long),
        fixes: 'inc_1',
        evidence: { ...record.evidence, components: Object.fromEntries(many(0).map((_, i) => [`part-${i}`, digest('x')])) },
        lanes: many({ ...lane, signatures: [said], overridden_until: '2026-05-01T00:00:00.000Z' }),
        dissent: many(said),
        abstentions: many(said),
        conditions: many({ ...condition, title: long }),
      },
      (id) => id,
    );
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(PAGE.lines);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(PAGE.width);
    expect(text).toContain('… and 27 more in the record');
    expect([...text].filter((c) => c < ' ' && c !== '\n')).toEqual([]);
  });

  it('for a browser shows the same lines, and nothing that somebody typed becomes markup', () => {
    const world = new World('medium').reviewed({ title: '<script>alert(1)</script>', rationale: '"&\'', options: ['</pre><img src=x>'] });
    world.vote('renate', 'risk', 'reject', { reason: '<b onclick="x">' });
    const record = must(world.approveAll());
    const html = certificatePage({ ...record, system_name: '<i>' }, (id) => `<u>${id}`);
    const shown = html.slice(html.indexOf('<pre>\n') + 6, html.indexOf('</pre>'));
    expect(shown.replaceAll(/&(lt|gt|quot|#39);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '').replaceAll('&amp;', '&')).toBe(certificate({ ...record, system_name: '<i>' }, (id) => `<u>${id}`));
    expect(html.match(/<[^>]*>/g)).toEqual(['<!doctype html>', '<html lang="en">', '<head>', ...Array<unknown>(3).fill(expect.stringMatching(/^<meta /)), '<title>', '</title>', '</head>', '<body>', '<main>', '<pre>', '</pre>', '</main>', '</body>', '</html>']);
  });
});
