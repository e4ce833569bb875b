// What is on the network, as the map draws it: networks in the order of their addresses, and what deltas, scans and
// filters do to them.
import { networkKey, networkOf, parseAddress } from './addresses.js';
import { CELLS, GONE, HINT, UP } from './block.js';
import { Network } from './network.js';

/** @import { Address } from './addresses.js' */
/** @import { Block, ScanFront } from './block.js' */

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
 */

/**
 * @typedef {object} Delta
 * @property {ChangedHost[]} [hosts]
 * @property {{label: string, sensitivity: number}[]} [classes] those of the whole map now
 */

/**
 * Which hosts fit a query (MatchMask).
 * @typedef {object} Matches
 * @property {Record<string, string>} blocks by the first three octets: 32 bytes in base64, a bit for each last octet
 * @property {string[]} others IPv6 addresses in full
 */

/**
 * Where an address lies.
 * @typedef {object} Place
 * @property {Network} network
 * @property {Block} block
 * @property {number} i
 */

/** Scans of more blocks show their progress only in networks that are known already. */
const MOST_NEW_BLOCKS = 64;

export class Model {
  /** @type {Network[]} */
  networks = [];

  /** @type {ServiceClass[]} */
  classes = [];

  /** When the newest fact was seen, in ms since 1970; 0 for an empty inventory. */
  asOf = 0;

  /** @type {Map<string, Network>} */
  #byKey = new Map();

  #filtered = false;

  get blocks() {
    return this.networks.flatMap(network => network.blocks);
  }

  /**
   * @param {Address} first its first address
   * @param {number} prefix
   * @param {string} name
   */
  add(first, prefix, name) {
    const network = new Network(first, prefix, name);
    network.block(0).settle();
    this.#byKey.set(networkKey(first), network);
    const at = this.networks.findIndex(
      ({ first: other }) => other.high > first.high || (other.high === first.high && other.low > first.low),
    );
    this.networks.splice(at < 0 ? this.networks.length : at, 0, network);
    return network;
  }

  /**
   * Where an address lies; null when the map does not know it.
   * @param {string} text
   * @returns {Place | null}
   */
  find(text) {
    const address = parseAddress(text);
    const network = this.#byKey.get(networkKey(address));
    return network?.has(address) ? placeIn(network, address) : null;
  }

  /**
   * Where an address lies; its network is added when it is new.
   * @param {string} text
   * @returns {Place}
   */
  place(text) {
    const address = parseAddress(text);
    const network =
      this.#byKey.get(networkKey(address)) ?? this.add(networkOf(address), address.family === 4 ? 24 : 64, '');
    return placeIn(network, address);
  }

  /**
   * Takes a delta; answers whether there are more blocks now, so that they must be laid out anew.
   * @param {Delta} delta
   */
  apply(delta) {
    const before = this.blocks.length;
    if (delta.classes?.length) this.#reclass(delta.classes);
    /** @type {Set<Block>} */
    const touched = new Set();
    for (const host of delta.hosts ?? []) {
      const { block, i } = this.place(host.a);
      // A hint never covers what is known.
      if (host.f === HINT && block.flags[i] & (UP | GONE)) continue;
      block.put(i, {
        sensitivity: host.s,
        flags: host.f,
        classes: host.c,
        openServices: host.n,
        hours: host.h,
        finding: host.w,
      });
      touched.add(block);
    }
    for (const block of touched) block.settle();
    if (this.#filtered) {
      for (const block of this.blocks) block.match ??= new Uint8Array(CELLS);
    }
    return this.blocks.length !== before;
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
    for (const block of this.blocks) {
      for (let i = 0; i < CELLS; i++) block.classes[i] = moved(block.classes[i], moves);
      block.version++;
    }
  }

  /**
   * Scans under way, by block.
   * @param {ScanFront[]} scans
   */
  setScans(scans) {
    for (const block of this.blocks) block.scan = null;
    for (const scan of scans) {
      const at = scans.length <= MOST_NEW_BLOCKS ? this.place(scan.first) : this.find(scan.first);
      if (!at) continue;
      at.block.scan = scan;
      at.network.name ||= scan.name;
    }
  }

  /** Forgets hints that no scan stands behind any more. */
  clearHints() {
    for (const block of this.blocks) {
      if (!block.hints) continue;
      for (const i of block.marks) {
        if (block.isHint(i)) block.flags[i] = 0;
      }
      block.settle();
    }
  }

  /**
   * Marks the hosts that fit a query; null ends the filter.
   * @param {Matches | null} matches
   */
  filter(matches) {
    this.#filtered = matches !== null;
    for (const block of this.blocks) {
      block.match = matches && new Uint8Array(CELLS);
      block.version++;
    }
    if (!matches) return;
    for (const [prefix, bits] of Object.entries(matches.blocks)) {
      const match = this.find(`${prefix}.0`)?.block.match;
      if (match) spread(atob(bits), match);
    }
    for (const address of matches.others) {
      const at = this.find(address);
      if (at?.block.match) at.block.match[at.i] = 1;
    }
  }
}

/**
 * A bit for each cell, least significant first, as a byte for each.
 * @param {string} bits
 * @param {Uint8Array} match
 */
function spread(bits, match) {
  for (let i = 0; i < CELLS; i++) match[i] = (bits.charCodeAt(i >> 3) >> (i & 7)) & 1;
}

/**
 * @param {Network} network
 * @param {Address} address
 * @returns {Place}
 */
function placeIn(network, address) {
  const at = network.ordinal(address);
  return { network, block: network.block(at >> 8), i: at & 255 };
}

/**
 * @param {number} bits
 * @param {{from: number, to: number}[]} moves
 */
const moved = (bits, moves) => moves.reduce((sum, { from, to }) => (bits & from ? sum | to : sum), 0);
