// The code of a set-up or invitation link stands behind the #, which browsers never send: moves it into the form and
// out of the address bar.
const field = document.querySelector('[data-one-time-code]');
const code = decodeURIComponent(location.hash.slice(1));
if (field instanceof HTMLInputElement && code) {
  field.value = code;
  const label = field.closest('label');
  if (label) label.hidden = true;
  history.replaceState(null, '', location.pathname);
}
