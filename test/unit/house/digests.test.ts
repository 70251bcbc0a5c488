import { describe, expect, it } from '@jest/globals';
import type { Context, DigestGrounds } from '../../../domain/aggregate.ts';
import { house } from '../../../domain/house/index.ts';
import { House } from './ledger.ts';
import { workflow } from '../obligations/world.ts';

/** `mira` and `dana` of Berlin owe; their manager is `bruno`, of Berlin too. `ines` is in New York. */
const MIRA = { person: 'mira', accountable: null };
const DANA_FOR_INES = { person: 'dana', accountable: 'ines' };
// Tuesday 3 March 2026; Berlin opens at 08:00 UTC, New York at 14:00 UTC
const [TUESDAY, WEDNESDAY] = ['2026-03-03T08:00:00.000Z', '2026-03-04T08:00:00.000Z'];

class Rounds extends House {
  grounds: DigestGrounds = { open: true, owing: [MIRA] };

  /** A house that looks since Monday evening. */
  static awake(): Rounds {
    const it = new Rounds();
    const ready = House.ready();
    it.state = ready.state;
    it.events.push(...ready.events);
    it.look('2026-03-02T20:00:00.000Z');
    return it;
  }

  override context(by: Parameters<House['context']>[0], now: string, change: Partial<Context>): Context {
    return super.context(by, now, { digests: this.grounds, ...change });
  }

  look(now: string): string[] {
    return this.does('escalate', { woke_for: now }, workflow, now);
  }

  wakeAt(now: string): string | null {
    return house.agenda(this.state, this.context(workflow, now, {}), now).wake_at;
  }

  /** Who gets a digest, and about whose lines. */
  digests(): string[] {
    return this.messages.map(({ key, about }) => `${key}: ${about['managers']}`);
  }

  away(person: string, deputy: string | null): this {
    const absence = { person, starts_at: '2026-03-01T00:00:00.000Z', until: '2026-03-20T00:00:00.000Z', ...(deputy === null ? {} : { deputy }) };
    this.does('add-absence', absence, person, '2026-03-02T20:00:00.000Z');
    return this;
  }
}

describe('the managers’ digest (R-45)', () => {
  it('begins to look with the first nonconformity, and sends nothing before the next opening hour', () => {
    const it = Rounds.awake();
    expect(it.events.at(-1)?.type).toBe('digests.begun');
    expect(it.digests()).toEqual([]);
    // Singapore opens first
    expect(it.wakeAt('2026-03-02T20:00:00.000Z')).toBe('2026-03-03T01:00:00.000Z');
  });

  it('does not look while there is no nonconformity', () => {
    const it = new Rounds();
    it.state = House.ready().state;
    it.grounds = { open: false, owing: [] };
    expect(it.look(TUESDAY)).toEqual([]);
    expect(it.wakeAt(TUESDAY)).toBeNull();
  });

  it('tells the line manager of who owes and who answers, each at their own opening hour and with one message', () => {
    const it = Rounds.awake();
    it.grounds = { open: true, owing: [MIRA, { person: 'dana', accountable: 'bruno' }, DANA_FOR_INES] };
    it.look(TUESDAY);
    expect(it.digests()).toEqual(['house/digest/bruno/2026-03-03: bruno']);
    it.look('2026-03-03T14:00:00.000Z');
    expect(it.digests()).toEqual(['house/digest/ines/2026-03-03: ines']);
  });

  it('sends none a second time on the same day', () => {
    const it = Rounds.awake();
    it.look(TUESDAY);
    expect(it.look('2026-03-03T11:00:00.000Z')).toEqual([]);
    it.look('2026-03-03T14:00:00.000Z');
    expect(it.digests()).toEqual([]);
  });

  it('tells a manager with nothing overdue or due soon nothing, and goes on looking', () => {
    const it = Rounds.awake();
    it.grounds = { open: true, owing: [] };
    expect(it.look(TUESDAY)).toEqual(['digests.due']);
    expect(it.digests()).toEqual([]);
    // New York the same day
    expect(it.wakeAt(TUESDAY)).toBe('2026-03-03T14:00:00.000Z');
  });

  it('keeps its word on days off: neither at the weekend nor on a holiday of the manager’s calendar', () => {
    const it = Rounds.awake();
    it.look('2026-04-02T07:00:00.000Z');
    expect(it.digests()).toHaveLength(1);
    // Good Friday to Easter Monday 2026; summer time since 29 March
    for (const off of ['2026-04-03T07:00:00.000Z', '2026-04-04T07:00:00.000Z', '2026-04-05T07:00:00.000Z', '2026-04-06T07:00:00.000Z']) {
      it.look(off);
      expect(it.digests()).toEqual([]);
    }
    it.look('2026-04-07T07:00:00.000Z');
    expect(it.digests()).toEqual(['house/digest/bruno/2026-04-07: bruno']);
  });

  it.each([
    ['over the hour', '2026-03-03T12:00:00.000Z', 'house/digest/bruno/2026-03-03: bruno', 'the working day is not over, so it comes late and is still one'],
    ['for two days', '2026-03-05T10:00:00.000Z', 'house/digest/bruno/2026-03-05: bruno', 'what was missed is folded into this one'],
  ])('sends one after the house was down %s', (_how, back, expected) => {
    const it = Rounds.awake();
    it.look(back);
    expect(it.digests()).toEqual([expected]);
    expect(it.look(back)).toEqual([]);
  });

  it('folds a round that was missed until closing time into that of the next working day', () => {
    const it = Rounds.awake();
    it.look('2026-03-03T16:00:00.000Z');
    expect(it.digests()).toEqual([]);
    it.look(WEDNESDAY);
    expect(it.digests()).toEqual(['house/digest/bruno/2026-03-04: bruno']);
  });

  it('is not lost when something else is recorded between the hour and its timer', () => {
    const it = Rounds.awake();
    const late = '2026-03-03T08:00:02.000Z';
    it.look('2026-03-03T01:00:00.000Z');
    expect(it.wakeAt(late)).toBe(TUESDAY);
  });

  it('goes to the deputy of an absent manager, at the deputy’s hour and together with the deputy’s own', () => {
    const it = Rounds.awake().away('bruno', 'ines');
    it.grounds = { open: true, owing: [MIRA, DANA_FOR_INES] };
    it.look(TUESDAY);
    expect(it.digests()).toEqual([]);
    it.look('2026-03-03T14:00:00.000Z');
    expect(it.digests()).toEqual(['house/digest/ines/2026-03-03: bruno,ines']);
  });

  it('waits for an absent manager without a deputy, since nobody else would read it', () => {
    const it = Rounds.awake().away('bruno', null);
    it.look(TUESDAY);
    expect(it.digests()).toEqual(['house/digest/bruno/2026-03-03: bruno']);
  });

  it.each([
    [{ person: null, accountable: null }, 'a role that nobody holds owes it and nobody answers for it'],
    [{ person: 'nobody-known', accountable: null }, 'who owes it is not in the directory'],
  ])('goes to those who watch over all where %j: %s', (owing, _why) => {
    const it = Rounds.awake();
    it.grounds = { open: true, owing: [owing] };
    it.look(TUESDAY);
    expect(it.digests()).toEqual(['house/digest/maya/2026-03-03: maya']);
  });

  it('goes to who owes it where nobody is above', () => {
    const it = Rounds.awake();
    const top = it.state.file!.people.find(({ manager }) => manager === undefined)!;
    it.grounds = { open: true, owing: [{ person: top.id, accountable: null }] };
    it.look(TUESDAY);
    it.look('2026-03-03T14:00:00.000Z');
    expect(JSON.stringify(it.events.filter(({ type }) => type === 'digests.due').map(({ body }) => body))).toContain(`"reader":"${top.id}"`);
  });

  it('goes to the manager above where who answers for it has left', () => {
    const it = Rounds.awake();
    it.grounds = { open: true, owing: [{ person: 'helena', accountable: 'bruno' }] };
    const { file } = it.state;
    if (!file) throw new Error('no directory');
    it.does('load-directory', { directory: { ...file, people: file.people.map((p) => (p.id === 'bruno' ? { ...p, left_on: '2026-03-01' } : p)) } }, workflow, '2026-03-02T21:00:00.000Z');
    it.look('2026-03-03T01:00:00.000Z');
    expect(it.digests()).toEqual(['house/digest/yuki/2026-03-03: yuki']);
  });

  it('sleeps after two rounds in a row with nothing open, and wakes when one is raised', () => {
    const it = Rounds.awake();
    it.grounds = { open: false, owing: [] };
    it.look('2026-03-03T01:00:00.000Z');
    expect(it.wakeAt('2026-03-03T01:00:00.000Z')).toBe(TUESDAY);
    it.look(TUESDAY);
    expect(it.wakeAt(TUESDAY)).toBeNull();
    it.grounds = { open: true, owing: [MIRA] };
    expect(it.look('2026-03-03T12:00:00.000Z')).toEqual(['digests.begun']);
    expect(it.wakeAt('2026-03-03T12:00:00.000Z')).toBe('2026-03-03T14:00:00.000Z');
  });

  it('remembers one instant for each calendar, however many managers were told', () => {
    const it = Rounds.awake();
    for (let day = 3; day < 28; day += 1) it.look(`2026-03-${String(day).padStart(2, '0')}T08:00:00.000Z`);
    expect(Object.keys(it.state.digests?.last ?? {}).sort()).toEqual(['berlin', 'singapore']);
  });
});
