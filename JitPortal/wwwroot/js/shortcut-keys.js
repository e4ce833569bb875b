// Keys of a page, declared where they act: a press of "a" clicks the element with data-key="a" (never while a person
// types into a field); "ctrl+enter" works in fields too. With data-keyfocus it is focused as well. An open dialog takes
// all keys.
const FIELDS = 'input, textarea, select, [contenteditable=true]';

document.addEventListener('keydown', e => {
  // A held key must not decide twice.
  if (e.defaultPrevented || e.repeat || e.altKey || e.shiftKey || e.isComposing) return;
  const key = nameOf(e);
  if (key.length === 1 && e.target instanceof Element && e.target.closest(FIELDS)) return;
  const wanted = findKey(key);
  if (!wanted) return;
  e.preventDefault();
  if ('keyfocus' in wanted.dataset) wanted.focus();
  wanted.click();
});

// Arrows walk through the list below a search field, not through its text.
document.addEventListener('keydown', e => {
  if (e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return;
  if (e.target instanceof Element && e.target.matches('[role=combobox][aria-expanded=true]')) e.preventDefault();
});

/** @param {KeyboardEvent} e */
const nameOf = e => (e.ctrlKey || e.metaKey ? 'ctrl+' : '') + e.key.toLowerCase();

/**
 * The first element that wants the key and can be used.
 * @param {string} key
 */
function findKey(key) {
  const place = [...document.querySelectorAll('.mud-dialog')].at(-1) ?? document;
  /** @type {NodeListOf<HTMLElement>} */
  const wanting = place.querySelectorAll(`[data-key="${CSS.escape(key)}"]`);
  return [...wanting].find(element => !('disabled' in element && element.disabled));
}
