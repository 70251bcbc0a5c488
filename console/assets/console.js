// What the pages gain with JavaScript; each works without. No inline handlers, no evaluation of text.
(() => {
  'use strict';
  document.documentElement.classList.add('js');

  // A form that somebody is filling in, or has the keyboard in, is never drawn over.
  document.addEventListener('input', (event) => event.target.closest?.('form')?.setAttribute('data-dirty', ''));
  const busy = (region) => region.querySelector('form[data-dirty]') !== null || document.activeElement?.closest?.('form, details.digest') && region.contains(document.activeElement);

  // Whoever has walked away is asked for nothing more, so that an idle session can end.
  const AWAY_MS = 10 * 60_000;
  let touched = performance.now();
  for (const kind of ['pointerdown', 'keydown', 'scroll', 'focus']) {
    window.addEventListener(kind, () => (touched = performance.now()), { capture: true, passive: true });
  }
  const away = () => document.hidden || performance.now() - touched > AWAY_MS;

  document.addEventListener('htmx:beforeRequest', (event) => {
    if (event.target.matches?.('.part') && (away() || busy(event.target))) event.preventDefault();
  });
  document.addEventListener('htmx:beforeSwap', (event) => {
    if (event.target.matches?.('.part') && busy(event.target)) event.detail.shouldSwap = false;
  });
  // What the reader opened stays open.
  if (window.Idiomorph) {
    window.Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, node) => !(name === 'open' && node.tagName === 'DETAILS');
  }

  // The as-of list as a slider.
  for (const slider of document.querySelectorAll('input[type=range][data-for]')) {
    const list = document.getElementById(slider.dataset.for);
    const words = () => {
      slider.setAttribute('aria-valuetext', list.options[Number(slider.value)]?.text ?? '');
    };
    slider.max = String(list.options.length - 1);
    slider.value = String(list.selectedIndex);
    slider.disabled = false;
    words();
    slider.addEventListener('input', () => {
      list.selectedIndex = Number(slider.value);
      words();
    });
    slider.addEventListener('change', () => list.form.requestSubmit());
    list.addEventListener('change', () => {
      slider.value = String(list.selectedIndex);
      words();
    });
  }

  // One effect for a double click; the server sees to it as well.
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (form.method !== 'post') return;
    if (form.hasAttribute('data-sent')) return event.preventDefault();
    form.setAttribute('data-sent', '');
  });
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) form.removeAttribute('data-sent');
  });
})();
