import { describe, expect, it } from '@jest/globals';
import { OPERATION_IDS, type OperationId } from '../../../contracts/routes.ts';
import { SCOPES } from '../../../contracts/scopes.ts';
import { actionId, REASON_DIALOG, SLACK_ACTIONS, SLACK_MENU, SLACK_STEPS } from '../../../contracts/slack-actions.ts';
import { callRefused, PRIVILEGES } from '../../../domain/privileges.ts';
import { COMMAND_OPERATIONS, DIALOG_OPERATIONS, SHORTCUT_OPERATIONS, SLACK_OPERATIONS } from '../../../domain/slack-privileges.ts';
import * as forms from '../../../contracts/slack-forms.ts';
import { COMMAND_WORDS } from '../../../render/command-help.ts';
import { exampleDirectory } from '../../support/api.ts';

const NOW = '2026-03-02T09:00:00.000Z';
const directory = exampleDirectory();
const ROLES = [...new Set(directory.people.flatMap(({ roles }) => roles.map((held) => (typeof held === 'string' ? held : held.role))))].sort();
/** Somebody who holds this role and nothing else. */
const holding = (role: string | null) => ({ ...directory, people: [{ ...directory.people[0]!, id: 'only', roles: role === null ? [] : [role] }] });
const refused = (operation: OperationId, role: string | null): boolean => callRefused(operation, { kind: 'person', id: 'only' }, holding(role), NOW) !== null;

/** What is not for everybody who works here, and for whom it is. */
const FOR_ROLES: Partial<Record<OperationId, readonly string[]>> = { createToken: ['admin'], listTokens: ['admin'], revokeToken: ['admin'], reportBounce: ['admin'], retryTickets: ['admin'] };
/** What needs nobody to be signed in. */
const OPEN: readonly OperationId[] = ['getSignIn', 'getHealth', 'getReadiness', 'getMetrics', 'getOpenApi', 'getDocs', 'getKeys'];

describe('the privilege table', () => {
  it('is this, for every role and every operation', () => {
    const wrong = [null, ...ROLES].flatMap((role) => OPERATION_IDS.filter((id) => refused(id, role) !== (FOR_ROLES[id] !== undefined && !FOR_ROLES[id].includes(role ?? ''))).map((id) => `${String(role)} ${id}`));
    expect(ROLES.length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });

  it('lets nobody in who is not signed in, has left, or is unknown, but for what is open', () => {
    const gone = { ...holding('admin'), people: [{ ...holding('admin').people[0]!, left_on: '2026-03-02' }] };
    for (const id of OPERATION_IDS) {
      const open = OPEN.includes(id);
      expect([id, callRefused(id, { kind: 'nobody' }, directory, NOW) === null]).toEqual([id, open]);
      expect([id, callRefused(id, { kind: 'person', id: 'only' }, gone, NOW) === null]).toEqual([id, open]);
      expect([id, callRefused(id, { kind: 'person', id: 'stranger' }, directory, NOW) === null]).toEqual([id, open]);
    }
  });

  it('gives a machine what its scopes say and never a signature', () => {
    const everything = { kind: 'machine', id: 'ci', scopes: [...SCOPES] } as const;
    for (const id of ['castVote', 'acceptRisk', 'overrideVeto', 'waiveBlocker', 'activatePolicy'] as const) expect(callRefused(id, everything, directory, NOW)?.refused).toBe('machine_cannot_sign');
    for (const id of OPERATION_IDS) expect([id, callRefused(id, { kind: 'machine', id: 'ci', scopes: [] }, directory, NOW) === null]).toEqual([id, OPEN.includes(id)]);
  });

  it('refuses what has no row', () => {
    expect(callRefused('somethingNew' as OperationId, { kind: 'person', id: 'maya' }, directory, NOW)?.refused).toBe('not_permitted');
  });

  it('has a row for whatever can be clicked, typed and sent in Slack', () => {
    expect(Object.keys(SLACK_OPERATIONS).sort()).toEqual([...new Set([...SLACK_ACTIONS, ...SLACK_MENU])].sort());
    expect(Object.keys(COMMAND_OPERATIONS).sort()).toEqual(Object.keys(COMMAND_WORDS).sort());
    const dialogs = [...Object.entries({ ...forms, REASON_DIALOG }).flatMap(([name, id]) => (name.endsWith('_DIALOG') && typeof id === 'string' ? [id] : [])), ...SLACK_STEPS.map(actionId)].map((id) => id.replace('gatehouse:', ''));
    expect(Object.keys(DIALOG_OPERATIONS).sort()).toEqual(dialogs.sort());
    expect(Object.keys(SHORTCUT_OPERATIONS)).toEqual([forms.RAISE_SHORTCUT.replace('gatehouse:', '')]);
    for (const id of [...Object.values(SLACK_OPERATIONS), ...Object.values(SHORTCUT_OPERATIONS), ...Object.values(COMMAND_OPERATIONS), ...Object.values(DIALOG_OPERATIONS)]) expect(PRIVILEGES).toHaveProperty(id);
  });
});
