// One network of the map: a /24 with a cell for each address, or a /64 with a cell for each host that was seen there.
import { formatIpv4, formatIpv6 } from './addresses.js';
import { Block, CELLS } from './block.js';

/** @import { Address } from './addresses.js' */

export class Network {
  /** @type {Block[]} */
  blocks = [];

  /**
   * Lower halves of the IPv6 addresses, in the order of their cells.
   * @type {bigint[]}
   */
  ids = [];

  /**
   * Where each of them stands.
   * @type {Map<bigint, number>}
   */
  #ordinals = new Map();

  /**
   * @param {Address} first its first address
   * @param {number} prefix
   * @param {string} name empty when it has none
   */
  constructor(first, prefix, name) {
    this.first = first;
    this.family = first.family;
    this.cidr = `${this.family === 4 ? formatIpv4(first.low) : formatIpv6(first.high, 0n)}/${prefix}`;
    this.name = name || (this.family === 4 ? '' : 'IPv6');
  }

  /** @param {number} part */
  block(part) {
    while (this.blocks.length <= part) this.blocks.push(new Block(this, this.blocks.length));
    return this.blocks[part];
  }

  /**
   * The address of a cell; empty for a cell that stands for none.
   * @param {Block} block
   * @param {number} i
   */
  address(block, i) {
    if (this.family === 4) return formatIpv4(this.first.low, i);
    const id = this.ids[block.part * CELLS + i];
    return id === undefined ? '' : formatIpv6(this.first.high, id);
  }

  /**
   * Whether the address has a cell already.
   * @param {Address} address
   */
  has(address) {
    return this.family === 4 || this.#ordinals.has(address.low);
  }

  /**
   * The cell's number among all cells of the network. An IPv6 address that has none gets the next one.
   * @param {Address} address
   */
  ordinal({ low }) {
    if (this.family === 4) return Number(low & 255n);
    let at = this.#ordinals.get(low);
    if (at === undefined) {
      at = this.ids.length;
      this.ids.push(low);
      this.#ordinals.set(low, at);
    }
    return at;
  }

  /**
   * @param {(block: Block) => number} of
   */
  sum(of) {
    return this.blocks.reduce((total, block) => total + of(block), 0);
  }

  get up() {
    return this.sum(block => block.up);
  }

  get hosts() {
    return this.sum(block => block.hosts);
  }
}
