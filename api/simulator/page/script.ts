/** Looks for news every few seconds and swaps the messages in place. The page is whole without it; forms are left alone. */
export const SCRIPT = `'use strict';
const EVERY_MS = 4000;
const news = (text) => {
  const place = document.getElementById('news');
  if (place && place.textContent !== text) place.textContent = text;
};
const busy = (part) => part.contains(document.activeElement) || part.querySelector('details[open]') !== null;
const typing = () => document.activeElement instanceof HTMLInputElement && document.activeElement.value !== '';
async function look() {
  if (document.hidden || document.querySelector('dialog[open]')) return;
  const answer = await fetch(location.href, { headers: { Accept: 'text/html', 'X-Refresh': '1' } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const [shown, next] = [document.getElementById('messages'), fresh.getElementById('messages')];
  const dialog = fresh.querySelector('dialog[open]') !== null;
  if (!shown || !next || (!dialog && shown.innerHTML === next.innerHTML)) return;
  if (dialog && !typing()) location.reload();
  else if (dialog || busy(shown)) news('There is something new. Choose “Look for news” to see it.');
  else {
    shown.replaceWith(document.adoptNode(next));
    news('Updated just now.');
  }
}
setInterval(() => void look().catch(() => undefined), EVERY_MS);
`;
