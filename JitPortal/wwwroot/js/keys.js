// Keys of a page, declared where they act: a press of "a" clicks the element with data-key="a" (never while a person types into a
// field); "ctrl+enter" works in fields too. With data-keyfocus it is focused as well. An open dialog takes all keys.
const field = 'input, textarea, select, [contenteditable=true]';

const nameOf = e => (e.ctrlKey || e.metaKey ? 'ctrl+' : '') + e.key.toLowerCase();

document.addEventListener('keydown', e => {
  // A held key must not decide twice.
  if (e.defaultPrevented || e.repeat || e.altKey || e.shiftKey || e.isComposing) return;
  const key = nameOf(e);
  if (key.length === 1 && e.target.closest?.(field)) return;
  const dialogs = document.querySelectorAll('.mud-dialog');
  const place = dialogs[dialogs.length - 1] ?? document;
  const wanted = [...place.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(b => !b.disabled);
  if (!wanted) return;
  e.preventDefault();
  if ('keyfocus' in wanted.dataset) wanted.focus();
  wanted.click();
});

// Arrows walk through the list below a search field, not through its text.
document.addEventListener('keydown', e => {
  if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && e.target.matches?.('[role=combobox][aria-expanded=true]')) e.preventDefault();
});

// A double click on a button is one click: the second would only meet what the first did, or do it twice.
window.addEventListener('click', e => {
  if (e.detail < 2 || !e.target.closest?.('button.btn, button[type=submit]')) return;
  e.preventDefault();
  e.stopImmediatePropagation();
}, { capture: true });
