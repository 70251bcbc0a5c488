import { describe, expect, it } from '@jest/globals';
import { FakeChat } from '../../../activities/chat/fake.ts';

const message = (text: string) => ({ text, blocks: [] });

describe('the chat in memory', () => {
  it('keeps posts in order, redraws them in place and finds them by key and thread', async () => {
    const chat = new FakeChat();
    const first = await chat.post('U0ANNA', message('one'), 'k1');
    const reply = await chat.post('U0ANNA', message('two'), 'k2', first.ref);
    await chat.update(first.ref, message('done'));
    expect(chat.posts.map((post) => [post.ref, post.message.text, post.edits])).toEqual([['D0ANNA/1.000001', 'done', 1], ['D0ANNA/1.000002', 'two', 0]]);
    expect(await chat.find('U0ANNA', 'k1')).toEqual(first);
    expect(await chat.find('U0ANNA', 'k2')).toBeNull();
    expect(await chat.find('U0ANNA', 'k2', first.ref)).toEqual(reply);
  });

  it('fails once as told, and keeps the post when only the answer is lost', async () => {
    const chat = new FakeChat();
    chat.failNext('post', { kind: 'retryable', code: 'down' });
    chat.failNext('post', { kind: 'unclear', code: 'timeout' }, { arrives: true });
    await expect(chat.post('C1', message('a'), 'k')).rejects.toMatchObject({ failure: { kind: 'retryable', code: 'down' } });
    expect(chat.posts).toHaveLength(0);
    await expect(chat.post('C1', message('a'), 'k')).rejects.toMatchObject({ failure: { kind: 'unclear' } });
    expect(await chat.find('C1', 'k')).toEqual({ ref: 'C1/1.000001' });
    await expect(chat.update('C1/9.000009', message('x'))).rejects.toMatchObject({ failure: { kind: 'permanent', code: 'message_not_found' } });
  });
});
