// What a click does without the server: copying, closing a menu, skipping to the content. And the key of the search
// field.

/** How long a copied text is said to be copied, in ms. */
const SAID = 2000;

document.addEventListener('click', e => {
  if (!(e.target instanceof Element)) return;
  const copied = e.target.closest('[data-copy]');
  if (copied instanceof HTMLElement) copy(copied);
  // Pages change without a reload, so a menu that was followed does not go away by itself.
  const menu = e.target.closest('[popover] a')?.closest('[popover]');
  if (menu instanceof HTMLElement) menu.hidePopover();
  if (e.target.closest('[data-skip]')) document.getElementById('main')?.focus();
});

document.addEventListener('keydown', e => {
  const control = (e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey;
  if (!control || e.key.toLowerCase() !== 'k') return;
  const search = document.getElementById('search');
  if (!(search instanceof HTMLInputElement)) return;
  e.preventDefault();
  search.focus();
  search.select();
});

// A double click on a button is one click: the second would only meet what the first did, or do it twice.
window.addEventListener(
  'click',
  e => {
    if (e.detail < 2 || !(e.target instanceof Element)) return;
    if (!e.target.closest('button.btn, button[type=submit]')) return;
    e.preventDefault();
    e.stopImmediatePropagation();
  },
  { capture: true },
);

/** @param {HTMLElement} button */
async function copy(button) {
  const text = button.dataset.copy ?? '';
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyWithoutClipboard(text);
    button.focus();
  }
  button.dataset.copied = '';
  setTimeout(() => delete button.dataset.copied, SAID);
}

/**
 * Without TLS there is no clipboard API outside localhost.
 * @param {string} text
 */
function copyWithoutClipboard(text) {
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
