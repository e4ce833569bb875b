// Names and ports of the hosts in view, read by the page of cells when there is room to draw them; never all of them.

/** @import { Network } from './network.js' */

/**
 * An open service, as a card shows it.
 * @typedef {object} Port
 * @property {number} id the server's
 * @property {number} port
 * @property {string} protocol
 * @property {string} name of the service; empty when it is not known
 * @property {string} product
 * @property {number} level sensitivity
 */

/**
 * What is known of a host besides its colour.
 * @typedef {object} HostDetail
 * @property {number} i cell
 * @property {string} name empty when it has none
 * @property {string} os
 * @property {Port[]} ports the most sensitive first
 * @property {number} more ports that are not listed
 */

/** Cells that are asked for at once. */
const PAGE = 1024;

/** Pages that are kept. */
const MOST_PAGES = 96;

/** Questions on the way at one time. */
const MOST_ASKED = 3;

/** An answer that did not come is asked for again after so long, in ms. */
const AGAIN = 4000;

/**
 * @typedef {object} PageOf
 * @property {Map<number, HostDetail>} hosts
 * @property {number} revision of the network that it was read for; -1 while it was never read
 * @property {number} asked when, in ms
 */

export class Details {
  /** @type {Map<string, PageOf>} */
  #pages = new Map();

  #asked = 0;

  /**
   * @param {string} url
   * @param {AbortSignal} signal
   * @param {() => void} onRead something new can be drawn
   */
  constructor(url, signal, onRead) {
    this.url = url;
    this.signal = signal;
    this.onRead = onRead;
  }

  /**
   * What is known of a host now; what is not known yet comes later.
   * @param {Network} network
   * @param {number} i
   * @returns {HostDetail | undefined}
   */
  of(network, i) {
    const from = i - (i % PAGE);
    const key = `${network.id} ${from}`;
    let page = this.#pages.get(key);
    if (page) {
      this.#pages.delete(key);
    } else {
      page = { hosts: new Map(), revision: -1, asked: -AGAIN };
    }
    this.#pages.set(key, page);
    // A blank range has no words, and the server need not know it yet.
    if (network.hosts && page.revision !== network.revision) this.#ask(network, from, page);
    return page.hosts.get(i);
  }

  forget() {
    for (const page of this.#pages.values()) page.revision = -1;
  }

  /**
   * @param {Network} network
   * @param {number} from
   * @param {PageOf} page
   */
  async #ask(network, from, page) {
    const now = performance.now();
    if (this.#asked >= MOST_ASKED || now - page.asked < AGAIN) return;
    page.asked = now;
    const { revision } = network;
    this.#asked++;
    const to = Math.min(network.size, from + PAGE);
    const query = `net=${encodeURIComponent(network.id)}&from=${from}&to=${to}`;
    const answer = await fetch(`${this.url}?${query}`, { signal: this.signal }).catch(() => null);
    const read = answer?.ok ? await answer.json().catch(() => null) : null;
    this.#asked--;
    if (!read) return;
    page.hosts = new Map(read.hosts.map((/** @type {HostDetail} */ host) => [host.i, host]));
    page.revision = revision;
    page.asked = -AGAIN;
    this.#makeRoom();
    this.onRead();
  }

  #makeRoom() {
    for (const key of this.#pages.keys()) {
      if (this.#pages.size <= MOST_PAGES) return;
      this.#pages.delete(key);
    }
  }
}
