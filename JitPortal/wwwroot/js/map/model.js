// What is on the network, as the map draws it: networks in the order of their addresses, and what deltas, scans and
// filters do to them.
import { formatIpv4, formatIpv6, parseAddress, splitSite, withSite } from './addresses.js';
import { CLOSING, GONE, GRANTED, HINT, UP } from './flags.js';
import { Network } from './network.js';

/** @import { Address } from './addresses.js' */
/** @import { Range } from './network.js' */

/**
 * One of the services that the map tells apart.
 * @typedef {object} ServiceClass
 * @property {number} level sensitivity, 1 to 4
 * @property {string} label
 * @property {number} bit
 */

/**
 * A cell of a delta, as the server writes it (MapHost).
 * @typedef {object} ChangedHost
 * @property {string} a address
 * @property {number} s sensitivity
 * @property {number} f flags
 * @property {number} c classes
 * @property {number} n open services
 * @property {number} h hours
 * @property {number} w finding
 * @property {number} [k] kind
 */

/**
 * @typedef {object} Delta
 * @property {ChangedHost[]} [hosts]
 * @property {{label: string, sensitivity: number}[]} [classes] those of the whole map now
 * @property {number} [epoch] of the networks that the places count in
 * @property {number[]} [places] network and cell of each host, one pair after the other; -1 for one that has none
 */

/**
 * Which hosts fit a query (MatchMask).
 * @typedef {object} Matches
 * @property {Record<string, string>} blocks by the first three octets: 32 bytes in base64, a bit for each last octet
 * @property {string[]} others IPv6 addresses in full
 */

/**
 * How far a running scan is in one range, as the server sends it.
 * @typedef {object} ScanFront
 * @property {string} first first address of the network
 * @property {number} at cells before the front
 * @property {number} done addresses dealt with
 * @property {number} total addresses in scope
 * @property {number} size cells of the network
 * @property {string} network what the map calls it
 * @property {string} name what people call it; empty when nobody named it
 */

/**
 * Where an address lies.
 * @typedef {object} Place
 * @property {Network} network
 * @property {number} i
 */

const BLOCK = 256n;

/** Cells that a range may have to be drawn before anything is found in it. */
const LARGEST_BLANK = 65536;

export class Model {
  /** @type {Network[]} */
  networks = [];

  /** @type {ServiceClass[]} */
  classes = [];

  /** When the newest fact was seen, in ms since 1970; 0 for an empty inventory. */
  asOf = 0;

  /** Another one when the server's networks are others. */
  epoch = 0;

  /** Grows when there are more cells or networks, so that they must be laid out anew. */
  shape = 0;

  #filtered = false;

  get hosts() {
    return this.networks.reduce((sum, { hosts }) => sum + hosts, 0);
  }

  get hints() {
    return this.networks.reduce((sum, { hints }) => sum + hints, 0);
  }

  /** @param {Range} range */
  add(range) {
    const network = new Network(range);
    const at = this.networks.findIndex(({ first }) => isBehind(first, range.first));
    this.networks.splice(at < 0 ? this.networks.length : at, 0, network);
    if (this.#filtered) network.match = new Uint8Array(network.size);
    this.shape++;
    return network;
  }

  /**
   * The network that holds an address, whether or not it has a cell there.
   * @param {Address} address
   * @param {string} [site] empty for the main one
   */
  networkOf(address, site = '') {
    const holds = (/** @type {Network} */ network) => network.site === site && isIn(network, address);
    // A range of its own holds it, though the /24 around it has found hosts too.
    return (
      this.networks.find(network => !network.foundOnly && holds(network)) ??
      this.networks.find(network => network.foundOnly && holds(network))
    );
  }

  /**
   * Where an address lies; null when the map does not know it.
   * @param {string} text
   * @returns {Place | null}
   */
  find(text) {
    const { site, local } = splitSite(text);
    const address = parseAddress(local);
    const network = this.networkOf(address, site);
    const i = network ? network.indexOf(address) : -1;
    return network && i >= 0 ? { network, i } : null;
  }

  /** @param {string} id */
  named(id) {
    return this.networks.find(network => network.id === id) ?? null;
  }

  /**
   * Where an address lies; it gets a cell, and a network, when it has none.
   * @param {string} text
   * @returns {Place}
   */
  place(text) {
    const { site, local } = splitSite(text);
    const address = parseAddress(local);
    const network = this.networkOf(address, site) ?? this.add(blockOf(address, site));
    const before = network.size;
    const i = network.insert(address);
    if (network.size !== before) {
      this.shape++;
      if (network.match) network.match = new Uint8Array(network.size);
    }
    return { network, i };
  }

  /**
   * Takes a delta. Places count only among the networks that they were made for; else addresses do.
   * @param {Delta} delta
   */
  apply(delta) {
    if (delta.classes?.length) this.#reclass(delta.classes);
    const placed = delta.epoch === this.epoch ? delta.places : undefined;
    /** @type {Set<Network>} */
    const touched = new Set();
    for (const [at, host] of (delta.hosts ?? []).entries()) {
      const { network, i } = this.#placed(placed, at) ?? this.place(host.a);
      // A hint never covers what is known.
      if (host.f === HINT && network.flags[i] & (UP | GONE)) continue;
      network.put(i, {
        sensitivity: host.s,
        flags: host.f,
        classes: host.c,
        openServices: host.n,
        hours: host.h,
        finding: host.w,
        kind: host.k ?? 0,
      });
      touched.add(network);
    }
    for (const network of touched) network.settle();
  }

  /**
   * @param {number[] | undefined} places
   * @param {number} at
   * @returns {Place | null}
   */
  #placed(places, at) {
    const network = places && this.networks[places[2 * at]];
    const i = places ? places[2 * at + 1] : -1;
    return network && !network.foundOnly && i >= 0 && i < network.size ? { network, i } : null;
  }

  /**
   * The most telling services can change while a scan runs: moves the hosts' bits to the new order.
   * @param {{label: string, sensitivity: number}[]} classes
   */
  #reclass(classes) {
    const old = this.classes;
    this.classes = classes.map(({ label, sensitivity }, index) => ({ level: sensitivity, label, bit: 1 << index }));
    if (old.length === this.classes.length && old.every((c, index) => c.label === this.classes[index].label)) return;
    const moves = old.map(({ label, bit }) => ({ from: bit, to: this.classes.find(c => c.label === label)?.bit ?? 0 }));
    for (const network of this.networks) {
      for (let i = 0; i < network.size; i++) network.classes[i] = moved(network.classes[i], moves);
      network.version++;
    }
  }

  /**
   * Scans under way. A range that no network of the map lies in gets a blank one.
   * @param {ScanFront[]} fronts
   */
  setScans(fronts) {
    for (const network of this.networks) network.scan = null;
    for (const front of fronts) {
      const { size, network: id, name } = front;
      const first = parseAddress(front.first);
      const { site } = splitSite(id);
      const known = this.networks.filter(network => network.site === site && overlaps(network, first, size));
      if (!known.length && first.family === 4 && size <= LARGEST_BLANK) {
        known.push(this.add({ id, first, size, name, site }));
      }
      for (const network of known) this.#mark(network, first, front);
    }
  }

  /**
   * @param {Network} network
   * @param {Address} first
   * @param {ScanFront} scan
   */
  #mark(network, first, { at, done, total }) {
    if (network.foundOnly) return;
    const front = Number(first.low - network.first.low) + at;
    network.scan = {
      front: Math.max(0, Math.min(network.size, front)),
      done: Math.min(done, network.size),
      total: Math.min(total, network.size),
    };
    network.version++;
  }

  /**
   * Marks the hosts to which the reader of the map sees access.
   * @param {{place: Place | null, red: boolean}[]} targets
   */
  markAccess(targets) {
    /** @type {Map<Network, Map<number, number>>} */
    const wanted = new Map();
    for (const { place, red } of targets) {
      if (!place) continue;
      const cells = wanted.get(place.network) ?? new Map();
      cells.set(place.i, (cells.get(place.i) ?? 0) | (red ? CLOSING : GRANTED));
      wanted.set(place.network, cells);
    }
    for (const network of this.networks) network.markAccess(wanted.get(network));
  }

  /** Forgets hints that no scan stands behind any more. */
  clearHints() {
    for (const network of this.networks) {
      if (!network.hints) continue;
      for (let i = 0; i < network.size; i++) {
        if (network.flags[i] === HINT) network.flags[i] = 0;
      }
      network.settle();
    }
  }

  /**
   * Marks the hosts that fit a query; null ends the filter.
   * @param {Matches | null} matches
   */
  filter(matches) {
    this.#filtered = matches !== null;
    for (const network of this.networks) {
      network.match = matches && new Uint8Array(network.size);
      network.version++;
    }
    if (!matches) return;
    for (const [prefix, bits] of Object.entries(matches.blocks)) this.#spread(prefix, atob(bits));
    for (const address of matches.others) this.#match(address);
  }

  /**
   * @param {string} prefix
   * @param {string} bits one for each last octet, least significant first
   */
  #spread(prefix, bits) {
    for (let last = 0; last < 256; last++) {
      if ((bits.charCodeAt(last >> 3) >> (last & 7)) & 1) this.#match(`${prefix}.${last}`);
    }
  }

  /** @param {string} address */
  #match(address) {
    const at = this.find(address);
    if (at?.network.match) at.network.match[at.i] = 1;
  }
}

/**
 * @param {Address} a
 * @param {Address} b
 */
const isBehind = (a, b) => a.high > b.high || (a.high === b.high && a.low > b.low);

/**
 * @param {Network} network
 * @param {Address} address
 */
function isIn(network, { family, high, low }) {
  if (family !== network.family || high !== network.first.high) return false;
  if (family === 6) return true;
  const size = network.foundOnly ? BLOCK : BigInt(network.size);
  return low >= network.first.low && low < network.first.low + size;
}

/**
 * @param {Network} network
 * @param {Address} first
 * @param {number} total
 */
function overlaps(network, { family, low }, total) {
  if (network.family !== 4 || family !== 4) return false;
  const size = network.foundOnly ? BLOCK : BigInt(network.size);
  return low < network.first.low + size && network.first.low < low + BigInt(total);
}

/**
 * Where an address is drawn of which no range is known: with the others that were found in its /24, or in its /64.
 * @param {Address} address
 * @param {string} site
 * @returns {Range}
 */
function blockOf({ family, high, low }, site) {
  const first = { family, high, low: family === 4 ? low & ~(BLOCK - 1n) : 0n };
  const id = family === 4 ? `${formatIpv4(first.low)}/24` : `${formatIpv6(high, 0n)}/64`;
  return { id: withSite(site, id), first, size: 0, name: '', site };
}

/**
 * @param {number} bits
 * @param {{from: number, to: number}[]} moves
 */
const moved = (bits, moves) => moves.reduce((sum, { from, to }) => (bits & from ? sum | to : sum), 0);
