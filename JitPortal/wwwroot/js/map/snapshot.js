// Reads the map's snapshot. The form of its bytes stands in JitPortal/Inventory/Map/MapBinary.cs; a file that both
// sides' tests read (JitPortal.Tests/JavaScript/map.golden.json) holds them to it.
import { Model } from './model.js';

/** @import { Address } from './addresses.js' */
/** @import { Cell } from './block.js' */

const MAGIC = 'JPM1';
const HEADER = 40;
const ID = 8;
const CLASS = 8;

/**
 * @param {ArrayBuffer} buffer
 * @returns {Model}
 */
export function decodeSnapshot(buffer) {
  const reader = new Reader(buffer);
  const model = new Model();
  model.asOf = reader.asOf;
  model.classes = reader.classes();
  let id = 0;
  for (let n = 0; n < reader.networkCount; n++) {
    const { first, prefix, name, firstHost, hosts } = reader.network(n);
    const network = model.add(first, prefix, name);
    for (let host = firstHost; host < firstHost + hosts; host++) {
      const at = first.family === 4 ? reader.lastOctet(host) : network.ordinal({ ...first, low: reader.id(id++) });
      network.block(at >> 8).put(at & 255, reader.cell(host));
    }
    for (const block of network.blocks) block.settle();
  }
  return model;
}

/** Where things lie in the bytes. */
class Reader {
  #text = new TextDecoder();

  /** @param {ArrayBuffer} buffer */
  constructor(buffer) {
    this.buffer = buffer;
    this.view = new DataView(buffer);
    if (buffer.byteLength < HEADER || this.#text.decode(new Uint8Array(buffer, 0, 4)) !== MAGIC) {
      throw new Error('The map answer is not in a form this page knows; reload it.');
    }
    this.networkCount = this.#u32(8);
    this.classCount = this.view.getUint8(20);
    this.asOf = Number(this.view.getBigInt64(24, true));
    this.networkSize = this.view.getUint8(6);
    this.hostSize = this.view.getUint8(7);
    this.networksAt = this.#u16(4);
    this.hostsAt = this.networksAt + this.networkCount * this.networkSize;
    this.idsAt = this.hostsAt + this.#u32(12) * this.hostSize;
    this.classesAt = this.idsAt + this.#u32(16) * ID;
    this.stringsAt = this.classesAt + this.classCount * CLASS;
  }

  /** @param {number} index */
  network(index) {
    const at = this.networksAt + index * this.networkSize;
    /** @type {Address} */
    const first = {
      family: this.view.getUint8(at + 17) === 4 ? 4 : 6,
      high: this.view.getBigUint64(at),
      low: this.view.getBigUint64(at + 8),
    };
    return {
      first,
      prefix: this.view.getUint8(at + 16),
      firstHost: this.#u32(at + 20),
      hosts: this.#u32(at + 24),
      name: this.#string(this.#u32(at + 28)),
    };
  }

  /** @param {number} host */
  lastOctet(host) {
    return this.#u16(this.hostsAt + host * this.hostSize);
  }

  /**
   * Lower half of an IPv6 address.
   * @param {number} index
   */
  id(index) {
    return this.view.getBigUint64(this.idsAt + index * ID, true);
  }

  /**
   * @param {number} host
   * @returns {Cell}
   */
  cell(host) {
    const at = this.hostsAt + host * this.hostSize;
    return {
      sensitivity: this.view.getUint8(at + 2),
      flags: this.view.getUint8(at + 3),
      classes: this.#u16(at + 4),
      openServices: this.#u16(at + 6),
      hours: this.#u16(at + 8),
      finding: this.view.getUint8(at + 10),
    };
  }

  classes() {
    return Array.from({ length: this.classCount }, (_, index) => {
      const at = this.classesAt + index * CLASS;
      return { level: this.view.getUint8(at), label: this.#string(this.#u32(at + 4)), bit: 1 << index };
    });
  }

  /** @param {number} offset */
  #string(offset) {
    const at = this.stringsAt + offset;
    return this.#text.decode(new Uint8Array(this.buffer, at + 2, this.#u16(at)));
  }

  /** @param {number} at */
  #u16(at) {
    return this.view.getUint16(at, true);
  }

  /** @param {number} at */
  #u32(at) {
    return this.view.getUint32(at, true);
  }
}
