// Reads the map's snapshot. The form of its bytes stands in JitPortal/Inventory/Map/MapBinary.cs; a file that both
// sides' tests read (JitPortal.Tests/JavaScript/map.golden.json) holds them to it.
import { formatIpv4, formatIpv6, withSite } from './addresses.js';
import { Model } from './model.js';

/** @import { Address } from './addresses.js' */
/** @import { Cell } from './network.js' */

const MAGIC = 'JPM1';
const HEADER = 40;
const ID = 8;
const CLASS = 8;

/** Bits of a network. */
const FOUND_ONLY = 1;
const HAS_SITE = 2;

/**
 * @param {ArrayBuffer} buffer
 * @returns {Model}
 */
export function decodeSnapshot(buffer) {
  const reader = new Reader(buffer);
  const model = new Model();
  model.asOf = reader.asOf;
  model.epoch = reader.epoch;
  model.classes = reader.classes();
  let id = 0;
  for (let n = 0; n < reader.networkCount; n++) {
    const { firstHost, hosts, ...range } = reader.network(n);
    const network = model.add(range);
    if (network.foundOnly) network.hold(reader.found(range.first, firstHost, hosts, id));
    for (let host = firstHost; host < firstHost + hosts; host++) {
      network.put(network.foundOnly ? host - firstHost : reader.offset(host), reader.cell(host));
    }
    if (range.first.family === 6) id += hosts;
    network.settle();
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
    this.epoch = this.#u32(36);
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
    const prefix = this.view.getUint8(at + 16);
    const bits = this.view.getUint8(at + 18);
    const name = this.#u32(at + 28);
    const site = bits & HAS_SITE ? this.#string(this.#behind(name)) : '';
    const start = first.family === 4 ? formatIpv4(first.low) : formatIpv6(first.high, first.low);
    return {
      id: withSite(site, `${start}/${prefix}`),
      first,
      size: first.family === 6 || bits & FOUND_ONLY ? 0 : 2 ** (32 - prefix),
      firstHost: this.#u32(at + 20),
      hosts: this.#u32(at + 24),
      name: this.#string(name),
      site,
    };
  }

  /**
   * Lower halves of the addresses of a network of which only found hosts are drawn.
   * @param {Address} first
   * @param {number} host its first host
   * @param {number} count
   * @param {number} id number of its first IPv6 address
   */
  found(first, host, count, id) {
    return Array.from({ length: count }, (_, at) =>
      first.family === 6 ? this.id(id + at) : first.low + BigInt(this.offset(host + at)),
    );
  }

  /**
   * Of an IPv4 host from its network's first address.
   * @param {number} host
   */
  offset(host) {
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
      kind: this.view.getUint8(at + 11),
    };
  }

  classes() {
    return Array.from({ length: this.classCount }, (_, index) => {
      const at = this.classesAt + index * CLASS;
      return { level: this.view.getUint8(at), label: this.#string(this.#u32(at + 4)), bit: 1 << index };
    });
  }

  /**
   * The string after another one.
   * @param {number} offset
   */
  #behind(offset) {
    return offset + 2 + this.#u16(this.stringsAt + offset);
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
