import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../config.ts';
import { roundUp } from '../../../console/pictures/charts.tsx';
import { clockIn, namesOf } from '../../../console/pictures/clock.ts';
import { beside, timeScale, widthOf } from '../../../console/pictures/scale.ts';
import { drawn, golden } from './golden.ts';
import { ladder, SCENES, signOff } from './scenes.tsx';

const UTC = clockIn('UTC');

describe('a picture', () => {
  it.each(Object.keys(SCENES))('looks as its golden file: %s', (name) => {
    const html = drawn(SCENES[name]!());
    expect(html).toBe(golden(name, html));
  });

  it.each(Object.keys(SCENES))('has a name, a description and a table, and nothing that the content security policy stops: %s', (name) => {
    const html = drawn(SCENES[name]!());
    expect(html).toMatch(/role="img" aria-label(ledby)?="[^"]+"/);
    for (const id of /aria-labelledby="([^"]+)"/.exec(html)?.[1]?.split(' ') ?? []) expect(html).toContain(`id="${id}"`);
    expect(html).toContain('<th scope="col">');
    expect(html).not.toMatch(/ style=|<style|<script| on[a-z]+=/);
  });

  it.each(Object.keys(SCENES))('draws nothing outside of its frame: %s', (name) => {
    const html = drawn(SCENES[name]!());
    const [, width = '0', height = '0'] = /viewBox="0 0 (\d+) (\d+)"/.exec(html) ?? [];
    const numbers = (attribute: string) => [...html.matchAll(new RegExp(` ${attribute}="(-?[\\d.]+)"`, 'g'))].map(([, value]) => Number(value));
    for (const x of ['x', 'x1', 'x2', 'cx'].flatMap(numbers)) expect(x >= 0 && x <= Number(width)).toBe(true);
    for (const y of ['y', 'y1', 'y2', 'cy'].flatMap(numbers)) expect(y >= 0 && y <= Number(height)).toBe(true);
  });

  it.each(Object.keys(SCENES))('has a rule for every class that it uses: %s', (name) => {
    const css = readFileSync(join(packageRoot(), 'console', 'assets', 'pictures.css'), 'utf8');
    const unstyled = new Set(['pic-row', 'pic-level-null', 'lane-waiting', 'pic-later']);
    const used = [...drawn(SCENES[name]!()).matchAll(/class="([^"]+)"/g)].flatMap(([, names = '']) => names.split(' '));
    for (const each of used.filter((one) => !unstyled.has(one) && !one.startsWith('pic-row-'))) expect(css).toMatch(new RegExp(`\\.${each}\\b`));
  });
});

describe('the ladder of an obligation', () => {
  const states = (drawing: ReturnType<typeof ladder>) => drawing.rungs.map(({ id, state }) => `${id} ${state}`);

  it('names the one rung that comes next, and whom it would reach', () => {
    const { rungs } = ladder(signOff(), '2026-11-23T10:00:00.000Z');
    expect(rungs.map(({ state }) => state)).toEqual(['next', 'later', 'later', 'later', 'later', 'later', 'later']);
    expect(rungs.find(({ id }) => id === 'board')?.who).toEqual(['Beatrix von Arnim', 'Olu Adeyemi'].map((name) => expect.stringContaining(name.split(' ')[0]!)));
  });

  it('shows a rung where it fired, late or not', () => {
    const fired = [{ id: 'reminder_50', level: 'L0', at: '2026-11-29T10:00:00.000Z', to: ['theo'] }];
    expect(ladder(signOff({ fired }), '2026-11-29T11:00:00.000Z').rungs.find(({ id }) => id === 'reminder_50')).toMatchObject({ state: 'done', at: '2026-11-29T10:00:00.000Z' });
  });

  it('expects nothing more of one that is met, and nothing at a fixed instant of one that is paused', () => {
    expect(new Set(states(ladder(signOff({ state: 'met', closed_at: NOON }), NOON)).map((each) => each.split(' ')[1]))).toEqual(new Set(['never']));
    expect(new Set(states(ladder(signOff({ state: 'paused', paused_at: NOON, pauses: [{ from: NOON, until: null }] }), NOON)).map((each) => each.split(' ')[1]))).toEqual(new Set(['waits']));
  });
});

const NOON = '2026-11-23T12:00:00.000Z';

describe('the scale', () => {
  const SPANS = [
    ['2026-11-23T09:00:00.000Z', '2026-11-23T09:00:04.000Z', 'seconds of a fast policy'],
    ['2026-11-23T09:00:00.000Z', '2026-11-23T17:00:00.000Z', 'a day at work'],
    ['2026-11-23T09:00:00.000Z', '2026-12-17T09:00:00.000Z', 'weeks'],
    ['2026-01-01T00:00:00.000Z', '2029-01-01T00:00:00.000Z', 'years'],
    ['2026-11-23T09:00:00.000Z', '2026-11-23T09:00:00.000Z', 'one instant alone'],
  ] as const;
  it.each(SPANS)('marks %s to %s at round times whose labels do not touch: %s', (from, to, _reason) => {
    const { ticks, x } = timeScale([from, to], 100, 700, UTC);
    expect(ticks.length).toBeLessThanOrEqual(7);
    expect(from === to || ticks.length >= 1).toBe(true);
    for (const [i, tick] of ticks.entries()) if (i > 0) expect(tick.x - ticks[i - 1]!.x).toBeGreaterThan(widthOf(tick.label));
    expect([x(from), x(to)]).toEqual(from === to ? [100, 100] : [100, 700]);
  });

  it('writes instants in UTC, with seconds where there are some', () => {
    expect([UTC.words('2026-11-05T09:00:00.000Z'), UTC.words('2026-11-05T09:00:07.500Z'), UTC.short('2026-11-05T09:00:07.500Z')]).toEqual(['5 Nov 2026 09:00 UTC', '5 Nov 2026 09:00:07 UTC', '5 Nov 09:00:07']);
  });

  it('writes them in the zone of the reader, as the page around it does, with the name that the zone has on that day', () => {
    const berlin = clockIn('Europe/Berlin');
    expect([berlin.words('2026-11-23T23:30:00.000Z'), berlin.words('2026-07-01T12:00:00.000Z'), berlin.short('2026-11-23T23:30:00.000Z')]).toEqual(['24 Nov 2026 00:30 CET', '1 Jul 2026 14:00 CEST', '24 Nov 00:30']);
    expect(namesOf(berlin, ['2026-03-28T12:00:00.000Z', '2026-03-28T13:00:00.000Z', '2026-03-30T12:00:00.000Z'])).toBe('CET/CEST');
  });

  it('marks days where they begin for the reader, also across a change of summer time', () => {
    const [from, to] = ['2026-03-27T12:00:00.000Z', '2026-03-31T12:00:00.000Z'];
    const { ticks, x } = timeScale([from, to], 100, 700, clockIn('Europe/Berlin'));
    const midnights = ['2026-03-27T23:00:00.000Z', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z', '2026-03-30T22:00:00.000Z'];
    expect(ticks).toEqual(midnights.map((at, i) => ({ x: x(at), label: `${28 + i} Mar` })));
  });

  it('puts a text where there is room, and cuts it only when there is none', () => {
    expect(beside('ten things', 100, 0, 700)).toEqual({ text: 'ten things', x: 110, anchor: 'start' });
    expect(beside('ten things', 680, 0, 700)).toEqual({ text: 'ten things', x: 670, anchor: 'end' });
    expect(beside('ten things', 50, 0, 100).text).toBe('ten…');
  });

  it.each([[0, 1], [7, 10], [120.25, 200], [51, 100], [10, 10]])('rounds %d up to %d', (value, rounded) => {
    expect(roundUp(value)).toBe(rounded);
  });
});
