// <jit-time>, <jit-countdown> and <jit-clock>: text that follows the clock without asking the server.
import { now } from './server-clock.js';
import { countdownWords, timeOfDay, timeWords } from './time-words.js';

/** A tick comes this long after the second has changed, in ms. */
const AFTER_THE_SECOND = 5;

/** @type {Set<Ticking>} */
const onPage = new Set();

/** An element that says something else as time goes on. */
class Ticking extends HTMLElement {
  connectedCallback() {
    onPage.add(this);
    this.tick();
  }

  disconnectedCallback() {
    onPage.delete(this);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.tick();
  }

  tick() {}

  /**
   * A moment in an attribute, in ms since 1970; NaN when there is none.
   * @param {string} attribute
   */
  moment(attribute) {
    return Date.parse(this.getAttribute(attribute) ?? '');
  }
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

class Time extends Ticking {
  static observedAttributes = ['at', 'look'];

  tick() {
    const at = this.moment('at');
    say(this, Number.isNaN(at) ? '' : timeWords(at, now(), this.getAttribute('look')));
  }
}

/**
 * Text until the deadline; the share of the time from `from` to `until` that is left goes into --share, for rings and
 * meters.
 */
class Countdown extends Ticking {
  static observedAttributes = ['until', 'from', 'over'];

  tick() {
    const until = this.moment('until');
    if (Number.isNaN(until)) {
      say(this, '');
      return;
    }
    const left = until - now();
    const over = left <= 0;
    say(this, (over && this.getAttribute('over')) || countdownWords(left));
    this.toggleAttribute('ended', over);
    this.#showShare(left, until - this.moment('from'));
  }

  /**
   * @param {number} left
   * @param {number} whole NaN when the start is not known
   */
  #showShare(left, whole) {
    const share = Number.isNaN(whole) ? 0 : Math.min(1, Math.max(0, left / whole));
    /** @type {HTMLElement} */
    const shown = this.closest('[data-share]') ?? this;
    shown.style.setProperty('--share', share.toFixed(4));
  }
}

/** The time of day, and the zone that all times of the page are in. */
class Clock extends Ticking {
  #time = document.createTextNode('');

  connectedCallback() {
    const zone = document.createElement('span');
    zone.className = 'faint';
    zone.textContent = Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.replaceChildren(this.#time, ' ', zone);
    super.connectedCallback();
  }

  tick() {
    const text = timeOfDay(new Date(now()));
    if (this.#time.data !== text) this.#time.data = text;
  }
}

customElements.define('jit-time', Time);
customElements.define('jit-countdown', Countdown);
customElements.define('jit-clock', Clock);

/** All elements change in the same moment, when the server's second does. */
function beat() {
  for (const element of onPage) element.tick();
  setTimeout(beat, 1000 - (now() % 1000) + AFTER_THE_SECOND);
}

beat();
