import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Directory } from '../../../contracts/directory.ts';
import { LEVELS } from '../../../contracts/primitives.ts';
import type { Level } from '../../../contracts/primitives.ts';
import { recipientsFor } from '../../../domain/ladder/recipients.ts';
import type { Matter } from '../../../domain/ladder/recipients.ts';
import { exampleDirectory, NOW, shippedPolicy } from '../policy/sample.ts';

const policy = shippedPolicy();
const example = exampleDirectory();
const span = { starts_at: '2026-11-01T00:00:00.000Z', until: '2026-12-01T00:00:00.000Z' };
const bare: Directory = { ...example, absences: [], delegations: [] };
const away = (...absences: { person: string; deputy?: string }[]): Directory => ({ ...bare, absences: absences.map((absence) => ({ ...absence, ...span })) });
const without = (directory: Directory, role: string): Directory => ({ ...directory, people: directory.people.map((p) => ({ ...p, roles: p.roles.filter((held) => held !== role) })) });

const legal: Matter = { owed_by: { role: 'legal_member', lane: 'legal' }, unit: 'claims', at: NOW };
const person = (id: string): Matter => ({ owed_by: { person: id }, unit: 'claims', at: NOW });
const told = (level: Level, matter: Matter, directory = bare) => recipientsFor(level, matter, policy, directory);

describe('who hears of what a lane owes', () => {
  it('climbs from the members over backup, head, governance lead and the executive of the topic to the board', () => {
    expect(LEVELS.map((level) => told(level, legal))).toEqual([['lena', 'leon', 'priya'], ['paula'], ['rosa'], ['maya'], ['gregor'], ['beatrix', 'olu']]);
  });

  it('leaves absent members out without asking their deputies, who are no members', () => {
    expect(told('L0', legal, away({ person: 'leon', deputy: 'rosa' }))).toEqual(['lena', 'priya']);
  });

  it('asks the deputy of an absent head', () => {
    expect(told('L2', legal, away({ person: 'rosa', deputy: 'paula' }))).toEqual(['paula']);
  });

  it('reaches the delegate of a member for the tier and never beyond it', () => {
    const risk: Matter = { owed_by: { role: 'risk_member', lane: 'risk' }, unit: 'claims', at: NOW, tier: 'medium' };
    const directory = { ...example, absences: [] };
    expect(told('L0', risk, directory)).toEqual(['ruth', 'rohan', 'renate', 'noor']);
    expect(told('L0', { ...risk, tier: 'high' }, directory)).toEqual(['ruth', 'rohan', 'renate']);
    expect(told('L0', { ...risk, tier: undefined }, directory)).toEqual(['ruth', 'rohan', 'renate']);
  });

  it('takes the executive of the policy when there is no lane', () => {
    expect(told('L4', { owed_by: { role: 'nc_coordinator' }, unit: undefined, at: NOW })).toEqual(['viktor']);
  });

  it('leaves the requester out as member and backup, but not higher up', () => {
    expect(told('L0', { ...legal, except: ['lena'] })).toEqual(['leon', 'priya']);
    expect(told('L1', { ...legal, except: ['paula'] })).toEqual([]);
    expect(told('L2', { ...legal, except: ['rosa'] })).toEqual(['rosa']);
  });

  it('is nobody when the role is empty, so that the caller goes on at once', () => {
    expect(told('L0', legal, without(bare, 'legal_member'))).toEqual([]);
    expect(told('L5', legal, without(bare, 'board_risk_committee'))).toEqual([]);
  });
});

describe('who hears of what a person owes', () => {
  it('climbs from the person over the line manager to governance, executive and board', () => {
    expect(LEVELS.map((level) => told(level, person('mira')))).toEqual([['mira'], [], ['bruno'], ['maya'], ['viktor'], ['beatrix', 'olu']]);
  });

  it('is the deputy while the person is away, and nobody without one', () => {
    expect(told('L0', person('mira'), away({ person: 'mira', deputy: 'bela' }))).toEqual(['bela']);
    expect(told('L1', person('mira'), away({ person: 'mira', deputy: 'bela' }))).toEqual(['bela']);
    expect(told('L0', person('mira'), away({ person: 'mira' }))).toEqual([]);
  });

  it('is nobody for one who left, whose manager still hears', () => {
    expect([told('L0', person('walt')), told('L2', person('walt'))]).toEqual([[], ['viktor']]);
  });

  it('asks the manager of each holder for a role without a lane', () => {
    expect(told('L2', { owed_by: { role: 'privacy_member' }, unit: 'claims', at: NOW })).toEqual(['rosa']);
  });

  it('names nobody twice', () => {
    expect(told('L5', person('mira'), away({ person: 'olu', deputy: 'beatrix' }))).toEqual(['beatrix']);
  });
});

describe('people without an address', () => {
  it('do not count, and one address is enough', () => {
    const mute = (id: string, part: 'both' | 'chat'): Directory => ({
      ...bare,
      people: bare.people.map((p) => {
        if (p.id !== id) return p;
        const { email, slack_user_id: _chat, ...rest } = p;
        return part === 'both' || email === undefined ? rest : { ...rest, email };
      }),
    });
    expect(told('L3', legal, mute('maya', 'both'))).toEqual([]);
    expect(told('L3', legal, mute('maya', 'chat'))).toEqual(['maya']);
  });
});

describe('recipients of any level', () => {
  const people = bare.people.map(({ id }) => id);
  const chaos = fc.record({
    left: fc.subarray(people),
    mute: fc.subarray(people),
    absences: fc.array(fc.record({ person: fc.constantFrom(...people), deputy: fc.option(fc.constantFrom(...people), { nil: undefined }) }), { maxLength: 8 }),
  });
  const build = ({ left, mute, absences }: typeof chaos extends fc.Arbitrary<infer T> ? T : never): Directory => ({
    ...bare,
    people: bare.people.map(({ email, slack_user_id, ...p }) => ({ ...p, ...(mute.includes(p.id) ? {} : { email, slack_user_id }), ...(left.includes(p.id) ? { left_on: '2026-01-01' } : {}) })),
    absences: absences.map(({ person: who, deputy }) => ({ person: who, ...(deputy === undefined ? {} : { deputy }), ...span })),
  });

  it('are always here, present, reachable and named once, whatever happens to the house', () => {
    fc.assert(
      fc.property(chaos, fc.constantFrom(...LEVELS), fc.constantFrom(legal, person('mira'), person('helena')), (turmoil, level, matter) => {
        const directory = build(turmoil);
        const found = told(level, matter, directory);
        expect(new Set(found).size).toBe(found.length);
        for (const id of found) {
          expect([id, turmoil.left.includes(id) || id === 'walt', turmoil.mute.includes(id), turmoil.absences.some((each) => each.person === id)]).toEqual([id, false, false, false]);
        }
      }),
    );
  });

  it('are the present holders and the deputies of absent ones, as if one walked through the whole house', () => {
    const roleAt = { L3: 'ai_governance_lead', L4: 'general_counsel', L5: 'board_risk_committee' } as const;
    fc.assert(
      fc.property(chaos, fc.constantFrom('L3', 'L4', 'L5'), (turmoil, level) => {
        const here = (id: string) => !turmoil.left.includes(id) && id !== 'walt';
        const absencesOf = (id: string) => turmoil.absences.filter((each) => each.person === id);
        const standIn = (id: string, seen: string[]): string | undefined => {
          if (absencesOf(id).length === 0) return id;
          const deputy = absencesOf(id).find((each) => each.deputy !== undefined)?.deputy;
          return deputy === undefined || seen.includes(deputy) || !here(deputy) ? undefined : standIn(deputy, [...seen, deputy]);
        };
        const expected = new Set(
          people
            .filter((id) => bare.people.some((p) => p.id === id && p.roles.includes(roleAt[level])) && here(id))
            .flatMap((id) => standIn(id, [id]) ?? [])
            .filter((id) => !turmoil.mute.includes(id)),
        );
        expect(new Set(told(level, legal, build(turmoil)))).toEqual(expected);
      }),
    );
  });
});
