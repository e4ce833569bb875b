// 256 hosts of a network in typed arrays, so that drawing 65,536 of them is a few array reads each.

// The bits of the server's MapFlags.
export const UP = 1;
export const GONE = 2;
export const NEW = 4;
export const CHANGED = 8;
export const GRANTED = 16;
export const CLOSING = 32;
export const HINT = 64;

/** Cells that something is drawn over. */
const MARKED = GRANTED | CLOSING | HINT;

export const CELLS = 256;

/** @import { Network } from './network.js' */

/**
 * One host as the map knows it.
 * @typedef {object} Cell
 * @property {number} sensitivity worst of its open services, 1 to 4; 0 when none is known
 * @property {number} flags
 * @property {number} classes bit i: it has an open service of class i
 * @property {number} openServices
 * @property {number} hours between last seen and the snapshot's time
 * @property {number} finding worst finding, 0 to 4
 */

/**
 * How far a running scan is in one block, as the server sends it.
 * @typedef {object} ScanFront
 * @property {string} first first address of the block
 * @property {'wait' | 'run' | 'done'} state
 * @property {number} at cells before the front
 * @property {number} done addresses dealt with
 * @property {number} total addresses in scope
 * @property {string} name what people call the network; empty when nobody named it
 */

export class Block {
  sensitivity = new Uint8Array(CELLS);
  flags = new Uint8Array(CELLS);
  classes = new Uint16Array(CELLS);
  openServices = new Uint16Array(CELLS);
  hours = new Uint16Array(CELLS);
  finding = new Uint8Array(CELLS);

  /**
   * 1 for each cell that fits the filter; null while there is no filter.
   * @type {Uint8Array | null}
   */
  match = null;

  /** Grows with each change, so that a bitmap of the block knows that it is old. */
  version = 0;

  /** Hosts known, without those that are only hinted at. */
  hosts = 0;

  /** Hosts that answered. */
  up = 0;

  /** Hosts that answered, by sensitivity. */
  counts = [0, 0, 0, 0, 0];

  /**
   * Cells that something is drawn over.
   * @type {number[]}
   */
  marks = [];

  /** @type {ScanFront | null} */
  scan = null;

  /**
   * @param {Network} network
   * @param {number} part which block of the network it is
   */
  constructor(network, part) {
    this.network = network;
    this.part = part;
  }

  get name() {
    return this.part ? `${this.network.name} (${this.part + 1})` : this.network.name;
  }

  /** @param {number} i */
  isHint(i) {
    return this.flags[i] === HINT;
  }

  /** Hosts that a running scan found and has not finished. */
  get hints() {
    return this.marks.filter(i => this.isHint(i)).length;
  }

  /**
   * @param {number} i
   * @param {Cell} cell
   */
  put(i, cell) {
    this.sensitivity[i] = cell.sensitivity;
    this.flags[i] = cell.flags;
    this.classes[i] = cell.classes;
    this.openServices[i] = cell.openServices;
    this.hours[i] = cell.hours;
    this.finding[i] = cell.finding;
  }

  /** Counts anew; to be called after changes. */
  settle() {
    this.version++;
    this.hosts = 0;
    this.up = 0;
    this.counts.fill(0);
    this.marks.length = 0;
    for (let i = 0; i < CELLS; i++) {
      const flags = this.flags[i];
      if (!flags) continue;
      if (flags !== HINT) this.hosts++;
      if (flags & UP) {
        this.up++;
        this.counts[this.sensitivity[i]]++;
      }
      if (flags & MARKED) this.marks.push(i);
    }
  }

  /**
   * Hosts of the block for which the test holds.
   * @param {(i: number) => unknown} test
   */
  tally(test) {
    let count = 0;
    for (let i = 0; i < CELLS; i++) {
      if (this.flags[i] && test(i)) count++;
    }
    return count;
  }

  /** Cell of the first host; 0 when there is none. */
  get first() {
    const at = this.flags.findIndex(flags => flags !== 0);
    return Math.max(0, at);
  }
}
