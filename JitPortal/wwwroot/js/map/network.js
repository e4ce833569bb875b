// One network of the map in typed arrays: a cell for each address of the range that was scanned, or for each host
// that was found where no range is known (IPv6, files that do not say what they asked).
import { formatIpv4, formatIpv6, withSite } from './addresses.js';
import { CLOSING, GRANTED, HINT, UP } from './flags.js';
import { gridOf } from './grid.js';

/** @import { Address } from './addresses.js' */

/**
 * One host as the map knows it.
 * @typedef {object} Cell
 * @property {number} sensitivity worst of its open services, 1 to 4; 0 when none is known
 * @property {number} flags
 * @property {number} classes bit i: it has an open service of class i
 * @property {number} openServices
 * @property {number} hours between last seen and the snapshot's time
 * @property {number} finding worst finding, 0 to 4
 * @property {number} kind of its most sensitive open service, 1 to 6; 0 when none is known
 */

/**
 * What the server says of a network.
 * @typedef {object} Range
 * @property {string} id the server's name for it: its CIDR, with its site before it where that is not the main one
 * @property {Address} first
 * @property {number} size addresses; 0 where only found hosts are drawn
 * @property {string} name empty when it has none
 * @property {string} [site] empty for the main one
 */

const FIELDS = /** @type {const} */ (['sensitivity', 'flags', 'classes', 'openServices', 'hours', 'finding', 'kind']);

/** What the reader of the map sees of access to a host. */
const ACCESS = GRANTED | CLOSING;

export class Network {
  sensitivity = new Uint8Array(0);
  flags = new Uint8Array(0);
  classes = new Uint16Array(0);
  openServices = new Uint16Array(0);
  hours = new Uint16Array(0);
  finding = new Uint8Array(0);
  kind = new Uint8Array(0);
  columns = 1;
  rows = 1;

  /**
   * Lower halves of the addresses of found hosts, in order; unused where every address has a cell.
   * @type {bigint[]}
   */
  ids = [];

  /**
   * 1 for each cell that fits the filter; null while there is no filter.
   * @type {Uint8Array | null}
   */
  match = null;

  /** Grows with each change, so that what was made of the network knows that it is old. */
  version = 0;

  /** Grows when facts about hosts changed. */
  revision = 0;

  /** Hosts known, without those that are only hinted at. */
  hosts = 0;

  /** Hosts that answered. */
  up = 0;

  /** Hosts that a running scan found and has not finished. */
  hints = 0;

  /** Hosts with an open port. */
  serving = 0;

  /** Hosts that answered, by sensitivity. */
  counts = [0, 0, 0, 0, 0];

  /**
   * How far a running scan is: cells before its front.
   * @type {{front: number, done: number, total: number} | null}
   */
  scan = null;

  /**
   * Cells with access.
   * @type {number[]}
   */
  #accessed = [];

  /** @param {Range} range */
  constructor({ id, first, size, name, site }) {
    this.id = id;
    this.first = first;
    this.family = first.family;
    this.foundOnly = size === 0;
    this.name = name;
    this.site = site ?? '';
    this.#resize(size);
  }

  get size() {
    return this.flags.length;
  }

  /** @param {number} size */
  #resize(size) {
    for (const field of FIELDS) {
      const grown = new /** @type {any} */ (this[field].constructor)(size);
      grown.set(this[field].subarray(0, size));
      this[field] = grown;
    }
    const { columns, rows } = gridOf(size, this.foundOnly);
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * The address of a cell, with its site before it where that is not the main one.
   * Empty for a cell that stands for none.
   * @param {number} i
   */
  address(i) {
    const address = this.#local(i);
    return address && withSite(this.site, address);
  }

  /** @param {number} i */
  #local(i) {
    if (!this.foundOnly) return i < this.size ? formatIpv4(this.first.low, i) : '';
    const low = this.ids[i];
    if (low === undefined) return '';
    return this.family === 4 ? formatIpv4(low) : formatIpv6(this.first.high, low);
  }

  /**
   * The cell of an address; -1 when it has none.
   * @param {Address} address
   */
  indexOf({ family, high, low }) {
    if (family !== this.family || high !== this.first.high) return -1;
    if (this.foundOnly) {
      const at = lowerBound(this.ids, low);
      return this.ids[at] === low ? at : -1;
    }
    const offset = low - this.first.low;
    return offset >= 0n && offset < BigInt(this.size) ? Number(offset) : -1;
  }

  /**
   * The cell of a found host, which gets one where it has none. Those behind it move up.
   * @param {Address} address
   */
  insert(address) {
    const known = this.indexOf(address);
    if (known >= 0 || !this.foundOnly) return known;
    const at = lowerBound(this.ids, address.low);
    this.ids.splice(at, 0, address.low);
    this.#resize(this.ids.length);
    for (const field of FIELDS) {
      this[field].copyWithin(at + 1, at);
      this[field][at] = 0;
    }
    return at;
  }

  /**
   * Room for that many found hosts, in one step.
   * @param {bigint[]} ids in order
   */
  hold(ids) {
    this.ids = ids;
    this.#resize(ids.length);
  }

  /**
   * @param {number} i
   * @param {Cell} cell
   */
  put(i, cell) {
    for (const field of FIELDS) this[field][i] = cell[field];
  }

  /**
   * @param {Map<number, number> | undefined} cells flags of access, by cell
   */
  markAccess(cells) {
    let changed = false;
    for (const i of this.#accessed) {
      if (cells?.has(i)) continue;
      this.flags[i] &= ~ACCESS;
      changed = true;
    }
    for (const [i, flags] of cells ?? []) {
      const now = (this.flags[i] & ~ACCESS) | flags;
      changed ||= now !== this.flags[i];
      this.flags[i] = now;
    }
    this.#accessed = [...(cells?.keys() ?? [])];
    if (changed) this.version++;
  }

  /** Counts anew; to be called after changes. */
  settle() {
    this.version++;
    this.revision++;
    this.hosts = 0;
    this.up = 0;
    this.hints = 0;
    this.serving = 0;
    this.counts.fill(0);
    for (let i = 0; i < this.size; i++) {
      const flags = this.flags[i];
      if (!flags) continue;
      if (flags === HINT) this.hints++;
      else this.hosts++;
      if (!(flags & UP)) continue;
      this.up++;
      if (this.openServices[i]) this.serving++;
      this.counts[this.sensitivity[i]]++;
    }
  }

  /**
   * Hosts for which the test holds.
   * @param {(i: number) => unknown} test
   */
  tally(test) {
    let count = 0;
    for (let i = 0; i < this.size; i++) {
      if (this.flags[i] && test(i)) count++;
    }
    return count;
  }

  /** The worst sensitivity of a host that answered; 0 for none. */
  get worst() {
    return [4, 3, 2, 1].find(level => this.counts[level]) ?? 0;
  }
}

/**
 * @param {bigint[]} sorted
 * @param {bigint} value
 */
function lowerBound(sorted, value) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
