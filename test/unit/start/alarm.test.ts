import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { alarmOf } from '../../../api/start/jobs.ts';
import type { House } from '../../../store/house.ts';
import { exampleDirectory } from '../../support/api.ts';
import { type MailCatcher, startMailCatcher } from '../../support/smtp.ts';
import { World } from '../../support/world.ts';

const { policy } = new World('medium').facts;
const house = { get: async (): Promise<House> => ({ directory: exampleDirectory(), policies: [policy], active: policy.digest, state: {}, rev: 1, at: '2026-03-02T09:00:00.000Z' }) };
const log = pino({ level: 'silent' });

describe('an alarm of the watch', () => {
  let mail: MailCatcher;
  beforeEach(async () => void (mail = await startMailCatcher()));
  afterEach(() => mail.stop());

  const alarmed = async (alarmEmail: string | undefined): Promise<readonly string[]> => {
    await alarmOf({ house, log, config: { smtpUrl: mail.url, mailFrom: 'gatehouse@gatehouse.example', alarmEmail } })('Gatehouse: 1 late', 'See `gatehouse watch`.');
    return (await mail.awaitMail(({ parsed }) => parsed.subject === 'Gatehouse: 1 late')).to;
  };

  it('goes to the AI governance leads when nobody else is named', async () => {
    const leads = exampleDirectory().people.filter(({ roles }) => roles.some((role) => role === policy.ladders.levels.L3));
    expect(leads.length).toBeGreaterThan(0);
    expect([...(await alarmed(undefined))].sort()).toEqual(leads.map(({ email }) => email).sort());
  });

  it('goes where GATEHOUSE_ALARM_EMAIL says, and nowhere else', async () => {
    expect(await alarmed('oncall@x.example, Night shift <night@x.example>')).toEqual(['oncall@x.example', 'night@x.example']);
  });

  it('goes there also while nobody knows who the leads are', async () => {
    const away = { get: () => Promise.reject(new Error('the database is away')) };
    await alarmOf({ house: away, log, config: { smtpUrl: mail.url, mailFrom: 'gatehouse@gatehouse.example', alarmEmail: 'oncall@x.example' } })('Away', 'x');
    expect((await mail.awaitMail(({ parsed }) => parsed.subject === 'Away')).to).toEqual(['oncall@x.example']);
  });
});
