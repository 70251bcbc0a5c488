import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Played } from '../support/scenario/run.ts';
import { endScenarios, runScenario } from '../support/scenario/run.ts';

/** The types of the rows of the nonconformity's own ledger, in their order. */
const typesOf = ({ ledger }: Played): string[] => ledger.filter((line) => line.startsWith('nc_')).map((line) => line.split(' ')[1] ?? '');
const among = (types: readonly string[], wanted: readonly string[]): string[] => types.filter((type) => wanted.includes(type));
/** Levels of the rungs that fired above one kind of obligation, each once. */
const levelsOf = ({ ledger }: Played): string[] => [...new Set(ledger.flatMap((line) => (line.includes(' rung.fired ') ? [/"level":"(L\d)"/.exec(line)?.[1] ?? ''] : [])))];

const bodyOf = (line: string): { readonly kind?: string } => JSON.parse(line.slice(line.indexOf(': {') + 2)) as { kind?: string };

const PROCEDURE = [
  'nonconformity.raised', 'nonconformity.classified', 'correction.recorded', 'root_cause.recorded', 'plan.submitted', 'plan.approved', 'action.opened', 'action.completed',
  'action.verified', 'evidence.verified', 'effectiveness.waiting', 'effectiveness.opened', 'effectiveness.checked', 'nonconformity.reopened', 'nonconformity.closed',
];

afterAll(endScenarios);

describe('§3.S closed: a major nonconformity driven by its workflow', () => {
  let whole: Played;
  beforeAll(async () => {
    whole = await runScenario('nc-major-closed');
  });

  it('§3.S effectiveness_wait §3.S effectiveness_check goes through every state, and the check opens by itself after 90 days', () => {
    expect(among(typesOf(whole), PROCEDURE)).toEqual(PROCEDURE.filter((type) => type !== 'nonconformity.reopened'));
    expect(whole.ledger.find((line) => line.includes(' effectiveness.opened '))).toContain('"kind":"workflow"');
  });

  it('tells whoever owes a step, and all concerned once it is closed', () => {
    expect(whole.told).toEqual(expect.arrayContaining(['noor chat task', 'mira chat task', 'dana chat task', 'bela chat task', 'rohan chat task', 'devon chat decision', 'mira chat decision']));
  });

  it('ends its workflow with the record', () => {
    const attributes = whole.history.events?.map((event) => Object.keys(event).find((key) => key.endsWith('EventAttributes')));
    expect(attributes?.at(-1)).toBe('workflowExecutionCompletedEventAttributes');
  });
});

describe('§3.06 an effectiveness check that fails after 90 days', () => {
  it('§3.S reopened opens it again with a new cycle, proposes nothing above major, and owes a new analysis', async () => {
    const played = await runScenario('nc-ineffective-and-reopened');
    expect(among(typesOf(played), PROCEDURE).slice(-3)).toEqual(['effectiveness.opened', 'effectiveness.checked', 'nonconformity.reopened']);
    const reopened = played.ledger.findIndex((line) => line.includes(' nonconformity.reopened '));
    expect(played.ledger[reopened]).toContain('"cycle":2');
    const owed = played.ledger.slice(reopened).filter((line) => line.includes(' obligation.opened ')).map((line) => bodyOf(line).kind);
    expect(owed).toEqual(expect.arrayContaining(['root_cause', 'action_plan', 'risk_reassessment']));
    expect(owed).not.toContain('correction');
  });
});

describe('§0.02 §3.03 silence on a nonconformity climbs to the board', () => {
  it.each([
    ['major', 'nc-silent-major-to-the-board'],
    ['minor', 'nc-silent-minor-to-the-board'],
  ])('of a %s one, level by level, and it stays open', async (_class, scenario) => {
    const played = await runScenario(scenario);
    expect(levelsOf(played)).toEqual(['L0', 'L1', 'L2', 'L3', 'L4', 'L5']);
    expect(played.told).toEqual(expect.arrayContaining(['mira chat reminder', 'beatrix chat board']));
    expect(typesOf(played)).not.toContain('nonconformity.closed');
  });
});

describe('§3.07 a year of one nonconformity', () => {
  it('has two granted extensions and a third refused, in one history', async () => {
    const played = await runScenario('nc-a-year-with-two-extensions');
    expect(among(typesOf(played), ['extension.requested', 'extension.decided', 'command.refused', 'nonconformity.closed'])).toEqual([
      'extension.requested', 'extension.decided', 'extension.requested', 'extension.decided', 'command.refused', 'nonconformity.closed',
    ]);
    expect(played.ledger.filter((line) => line.includes(' extension.decided ')).every((line) => line.includes('"granted":true'))).toBe(true);
    expect(played.ledger.find((line) => line.includes(' command.refused '))).toContain('"code":"limit_reached"');
    expect(played.history.events?.filter((event) => event.workflowExecutionStartedEventAttributes != null)).toHaveLength(1);
  });
});
