// <jit-moment value="2026-06-01T09:00:00Z">: a date and time field in the reader's own zone that speaks UTC to the
// server.
import { twoDigits } from './time-words.js';

class Moment extends HTMLElement {
  static observedAttributes = ['value'];

  /** @type {HTMLInputElement | undefined} */
  #field;

  get value() {
    const at = this.#field?.value ? new Date(this.#field.value) : null;
    return at && !Number.isNaN(at.getTime()) ? at.toISOString() : '';
  }

  connectedCallback() {
    if (this.#field) return;
    const field = document.createElement('input');
    field.type = 'datetime-local';
    field.setAttribute('aria-label', this.getAttribute('label') ?? '');
    field.addEventListener('change', e => {
      e.stopPropagation();
      this.dispatchEvent(new Event('change', { bubbles: true }));
    });
    this.#field = field;
    this.append(field);
    this.#show();
  }

  attributeChangedCallback() {
    this.#show();
  }

  #show() {
    const at = Date.parse(this.getAttribute('value') ?? '');
    if (!this.#field || Number.isNaN(at)) return;
    const date = new Date(at);
    if (this.value !== date.toISOString()) this.#field.value = localText(date);
  }
}

/**
 * As the field wants it: 2026-06-01T09:00, in the reader's own zone.
 * @param {Date} date
 */
function localText(date) {
  const day = `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
  return `${day}T${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

customElements.define('jit-moment', Moment);
