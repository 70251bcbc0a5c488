import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createSlackChat } from '../../../activities/chat/slack.ts';
import { sign } from '../../../api/simulator/dispatch.ts';
import { ANNA, BEN, button, startStage, text, type Stage } from './page-stage.ts';

let stage: Stage;
beforeEach(async () => void (stage = await startStage()));
afterEach(() => stage.stop());

describe('acting on the pages', () => {
  it('sends the signed request that Slack sends, and comes back to where one was', async () => {
    await stage.say('C0GATES', [{ type: 'actions', block_id: 'vote', elements: [button('approve', 'Approve')] }]);
    stage.react = async () => {
      await stage.api('chat.postEphemeral', { channel: 'C0GATES', user: ANNA, text: 'Thank you' });
      return '';
    };
    const after = await stage.visitor.press(await stage.visitor.open(`/people/${ANNA}/in/C0GATES`), 'Approve');
    expect(after).toMatchObject({ status: 200, path: `/people/${ANNA}/in/C0GATES`, words: expect.stringContaining('Thank you') });
    const { signature, timestamp, body } = stage.received[0]!;
    expect(signature).toBe(sign('s3cret', timestamp, body));
    expect(stage.payload(0)).toMatchObject({ type: 'block_actions', user: { id: ANNA }, channel: { id: 'C0GATES' }, actions: [{ action_id: 'approve', block_id: 'vote', value: 'v' }] });
  });

  it('clicks the look of the message that the page showed, though it was redrawn since', async () => {
    const { ref } = await createSlackChat({ token: 't', apiUrl: stage.slack.apiUrl() }).post(ANNA, { text: 'Sign', blocks: [{ type: 'actions', elements: [{ type: 'button', action_id: 'approve', text: { type: 'plain_text', text: 'Approve' } }] }] }, 'k');
    const page = await stage.desk(ANNA);
    const [channel, ts] = ref.split('/');
    await stage.api('chat.update', { channel, ts, text: 'Done', blocks: [] });
    stage.whisperBack('Too late');
    expect((await stage.visitor.press(page, 'Approve')).words).toContain('Too late');
  });

  it('chooses from an overflow menu, from a list, and a moment', async () => {
    const options = ['Not me', 'Delegate'].map((name, at) => ({ text: text(name), value: String(at) }));
    await stage.say(ANNA, [{ type: 'section', text: text('x'), accessory: { type: 'overflow', action_id: 'more', options } }, { type: 'actions', elements: [{ type: 'static_select', action_id: 'pick', options }] }, { type: 'actions', elements: [{ type: 'datetimepicker', action_id: 'at' }] }]);
    stage.whisperBack('ok');
    const after = await stage.visitor.press(await stage.desk(ANNA), 'Delegate');
    const choose = (action: string, chosen: string) => {
      const { action: to, fields } = after.forms.find((form) => form.fields.some(([name, value]) => name === 'action_id' && value === action))!;
      return stage.visitor.send(to, [...fields.filter(([name]) => name !== 'chosen'), ['chosen', chosen]]);
    };
    await choose('pick', '0');
    await choose('at', '2026-01-01T00:00');
    expect(stage.payload(0)['actions']).toMatchObject([{ action_id: 'more', selected_option: { value: '1' } }]);
    expect(stage.payload(1)['actions']).toMatchObject([{ action_id: 'pick', selected_option: { value: '0' } }]);
    expect(stage.payload(2)['actions']).toMatchObject([{ action_id: 'at', selected_date_time: 1_767_225_600 }]);
  });

  it('chooses a shortcut in the menu of a message, as Slack sends it', async () => {
    const { ts } = await stage.say(ANNA, [{ type: 'section', text: text('The alert was off') }], { text: 'The alert was off' });
    stage.whisperBack('ok');
    await stage.visitor.press(await stage.desk(ANNA), 'Raise nonconformity');
    expect(stage.payload(0)).toMatchObject({ type: 'message_action', callback_id: 'gatehouse:raise_nonconformity', user: { id: ANNA }, channel: { id: 'D0ANNA' }, message: { ts, text: 'The alert was off' } });
    expect(stage.payload(0)).toMatchObject({ trigger_id: expect.any(String), response_url: expect.stringMatching(/^http/), team: { domain: expect.any(String) } });
  });

  it('types the slash command, which names people as Slack does', async () => {
    stage.react = () => 'You owe nothing.';
    const page = await stage.desk(ANNA);
    const [form] = page.forms.filter(({ action }) => action.endsWith('/command'));
    const after = await stage.visitor.send(form!.action, [...form!.fields.filter(([name]) => name !== 'text'), ['text', ' delegate @ben @nobody a<b ']]);
    expect(after.words).toMatch(/Only visible to you\nYou owe nothing\./);
    expect(Object.fromEntries(new URLSearchParams(stage.received[0]!.body))).toMatchObject({ command: '/gatehouse', text: 'delegate <@U0BEN|ben> @nobody a&lt;b', user_id: ANNA, channel_id: 'D0ANNA' });
  });

  it('says so when Gatehouse does not answer', async () => {
    await stage.say(ANNA, [{ type: 'actions', elements: [button('approve', 'Approve')] }]);
    stage.slack.pointAt('http://127.0.0.1:9/');
    expect(await stage.visitor.press(await stage.desk(ANNA), 'Approve')).toMatchObject({ status: 502, words: expect.stringContaining('Gatehouse did not answer') });
  });

  it('tells the app when the Home tab is opened, shows what it published, and takes clicks in it', async () => {
    stage.react = async ({ body, type }) => {
      if (type === 'application/json') await stage.api('views.publish', { user_id: (JSON.parse(body) as { event: { user: string } }).event.user, view: { type: 'home', blocks: [{ type: 'actions', block_id: 'h', elements: [button('go', 'Go on')] }] } });
      else await stage.api('chat.postEphemeral', { channel: 'D0ANNA', user: ANNA, text: 'Gone on' });
      return '';
    };
    const page = await stage.visitor.open(`/people/${ANNA}/home`);
    expect(JSON.parse(stage.received[0]!.body)).toMatchObject({ type: 'event_callback', event: { type: 'app_home_opened', user: ANNA, tab: 'home', channel: 'D0ANNA' } });
    expect(stage.received[0]!.signature).toBe(sign('s3cret', stage.received[0]!.timestamp, stage.received[0]!.body));
    expect((await stage.visitor.press(page, 'Go on')).path).toBe(`/people/${ANNA}/home`);
    expect(stage.payload(1)).toMatchObject({ type: 'block_actions', container: { type: 'view' }, view: { type: 'home' }, actions: [{ action_id: 'go', block_id: 'h' }] });
  });
});

describe('a dialog on the pages', () => {
  const filled = { 'value:reason': ' two\nlines ', 'value:owner': BEN, 'value:when': 'later', 'value:flags': 'b', 'value:day': '2026-03-02' };

  it('is a form with labels, the rest out of reach, and is sent as Slack sends it', async () => {
    const page = await stage.withDialog();
    expect(page.html).toMatch(/<dialog open aria-labelledby="dialog-title">.*<div inert>/s);
    for (const [, id] of page.html.matchAll(/<label for="([^"]+)"/g)) expect(page.html).toContain(` id="${id!}"`);
    expect(page.html).toMatch(/<textarea[^>]* id="field-reason"[^>]* required[^>]* autofocus/);
    const after = await stage.visitor.press(page, 'Record', filled);
    expect(after.html).not.toContain('<dialog');
    expect(stage.payload(1)).toMatchObject({
      type: 'view_submission', user: { id: ANNA },
      view: { state: { values: {
        reason: { text: { value: ' two\nlines ' } }, owner: { text: { selected_user: BEN } }, when: { text: { selected_option: { value: 'later' } } },
        flags: { text: { selected_options: [{ value: 'b' }] } }, day: { text: { selected_date: '2026-03-02' } },
      } } },
    });
  });

  it('keeps what was entered when the app finds a fault, and shows it beside its field', async () => {
    const page = await stage.withDialog();
    stage.react = () => JSON.stringify({ response_action: 'errors', errors: { owner: `Not <${BEN}>` } });
    const again = await stage.visitor.press(page, 'Record', filled);
    expect(again.status).toBe(422);
    expect(again.html).toMatch(/<select id="field-owner"[^>]* aria-invalid="true" aria-describedby="field-owner-hint field-owner-error" autofocus>/);
    expect(again.html).toContain(`<p class="error" id="field-owner-error">Not &lt;${BEN}&gt;</p>`);
    const { fields } = again.forms.find(({ buttons }) => buttons.some(({ text: name }) => name === 'Record'))!;
    expect(Object.fromEntries(fields)).toMatchObject(filled);
    stage.react = () => '';
    expect((await stage.visitor.press(again, 'Record')).html).not.toContain('<dialog');
  });

  it('is not sent while a required field is empty; an unticked box stays unticked', async () => {
    const page = await stage.withDialog();
    const rest = page.forms[0]!.fields.filter(([name]) => !name.startsWith('value:'));
    const again = await stage.visitor.send(page.forms.find(({ action }) => action.endsWith('/submit'))!.action, [...rest, ['view_id', stage.slack.modals(ANNA)[0]!.id], ['value:reason', 'typed'], ['value:when', 'sooner']]);
    expect(again.status).toBe(422);
    expect(again.words).toMatch(/Who owes it\?[\s\S]*This must not be left empty\./);
    expect(again.words).toContain('there is no option "sooner"');
    expect(again.html).toContain('>\ntyped</textarea>');
    expect(again.html).not.toContain(' checked');
    expect(stage.received).toHaveLength(1);
  });

  it('keeps what was entered when Gatehouse does not answer', async () => {
    const page = await stage.withDialog();
    stage.slack.pointAt('http://127.0.0.1:9/');
    const again = await stage.visitor.press(page, 'Record', filled);
    expect(again.words).toContain('Gatehouse did not answer');
    expect(Object.fromEntries(again.forms.flatMap(({ fields }) => fields))).toMatchObject(filled);
  });

  it('closes without being sent', async () => {
    expect((await stage.visitor.press(await stage.withDialog(), 'Cancel')).html).not.toContain('<dialog');
    expect(stage.received).toHaveLength(1);
    expect(stage.slack.modals(ANNA)).toEqual([]);
  });

  it('that is closed already is not sent', async () => {
    const page = await stage.withDialog();
    await stage.slack.closeModal(ANNA, stage.slack.modals(ANNA)[0]!.id);
    expect(await stage.visitor.press(page, 'Record', filled)).toMatchObject({ status: 400, words: expect.stringContaining('this dialog is not open any more') });
  });
});

