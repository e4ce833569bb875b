// <jit-moment value="2026-06-01T09:00:00Z">: a date and time field in the reader's own zone that speaks UTC to the server.
const two = n => String(n).padStart(2, '0');
const local = d => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}`;

class Moment extends HTMLElement {
  static observedAttributes = ['value'];
  #field;

  get value() {
    const at = this.#field?.value ? new Date(this.#field.value) : null;
    return at && !Number.isNaN(at.getTime()) ? at.toISOString() : '';
  }

  connectedCallback() {
    if (this.#field) return;
    this.#field = Object.assign(document.createElement('input'), { type: 'datetime-local' });
    this.#field.setAttribute('aria-label', this.getAttribute('label') ?? '');
    this.#field.addEventListener('change', e => { e.stopPropagation(); this.dispatchEvent(new Event('change', { bubbles: true })); });
    this.append(this.#field);
    this.#show();
  }

  attributeChangedCallback() { this.#show(); }

  #show() {
    const at = Date.parse(this.getAttribute('value') ?? '');
    if (this.#field && !Number.isNaN(at) && this.value !== new Date(at).toISOString()) this.#field.value = local(new Date(at));
  }
}

customElements.define('jit-moment', Moment);
