// The code of a set-up or invitation link stands behind the #: browsers never send that part. Move it into the form and out of the address bar.
const field = document.querySelector('[data-one-time-code]');
const code = decodeURIComponent(location.hash.slice(1));
if (field && code) {
  field.value = code;
  field.closest('label').hidden = true;
  history.replaceState(null, '', location.pathname);
}
