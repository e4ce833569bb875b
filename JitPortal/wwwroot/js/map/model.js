// What is on the network, as the wall draws it: blocks of 256 cells in typed arrays, so that 65,536 hosts are a few array reads.
export const UP = 1, GONE = 2, NEW = 4, CHANGED = 8, GRANT = 16, CLOSING = 32, HINT = 64;
const MARKED = GRANT | CLOSING | HINT;
const MAPPED = 0xffffn << 32n; // ::ffff:a.b.c.d

const v6 = (high, low) => {
  const groups = [];
  for (const half of [high, low]) for (let i = 3n; i >= 0n; i--) groups.push(Number(half >> (16n * i) & 0xffffn));
  let at = -1, run = 1; // the longest run of zeros, at least two, becomes ::
  for (let i = 0; i < 8; i++) { let n = 0; while (i + n < 8 && groups[i + n] === 0) n++; if (n > run) { run = n; at = i; } }
  const hex = groups.map(g => g.toString(16));
  return at < 0 ? hex.join(':') : `${hex.slice(0, at).join(':')}::${hex.slice(at + run).join(':')}`;
};

const v6parse = text => {
  const [head, tail] = text.split('::'), left = head ? head.split(':') : [], right = tail ? tail.split(':') : [];
  const groups = tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill('0'), ...right];
  const number = groups.reduce((n, g) => n << 16n | BigInt(`0x${g}`), 0n);
  return [number >> 64n, number & 0xffffffffffffffffn];
};

class Block {
  s = new Uint8Array(256); f = new Uint8Array(256); c = new Uint16Array(256); n = new Uint16Array(256); h = new Uint16Array(256); w = new Uint8Array(256);
  match = null; version = 0; up = 0; counts = [0, 0, 0, 0, 0]; marks = []; scan = null;
  constructor(network, part) { this.network = network; this.part = part; }
  get name() { return this.network.name + (this.part ? ` (${this.part + 1})` : ''); }
  put(i, s, f, c, n, h, w) { this.s[i] = s; this.f[i] = f; this.c[i] = c; this.n[i] = n; this.h[i] = h; this.w[i] = w; }
  /** Sums for labels; call after changes. */
  settle() {
    this.version++; this.up = 0; this.counts.fill(0); this.marks.length = 0; this.hosts = 0;
    for (let i = 0; i < 256; i++) {
      const f = this.f[i]; if (!f) continue;
      if (f !== HINT) this.hosts++;
      if (f & UP) { this.up++; this.counts[this.s[i]]++; }
      if (f & MARKED) this.marks.push(i);
    }
  }
  /** Hosts of the block for which `test(i)` holds. */
  tally(test) { let n = 0; for (let i = 0; i < 256; i++) if (this.f[i] && test(i)) n++; return n; }
  worst() { for (let k = 4; k > 0; k--) if (this.counts[k]) return k; return 0; }
}

class Network {
  blocks = []; ids = []; index = new Map();
  constructor(high, low, family, prefix, name) {
    this.high = high; this.low = low; this.family = family;
    this.cidr = family === 4 ? `${this.dotted(0)}/${prefix}` : `${v6(high, 0n)}/${prefix}`;
    this.name = name || (family === 4 ? '' : 'IPv6');
  }
  dotted(i) { const n = Number(this.low & 0xffffffffn) + i; return `${n >>> 24}.${n >>> 16 & 255}.${n >>> 8 & 255}.${n & 255}`; }
  block(part) { while (this.blocks.length <= part) this.blocks.push(new Block(this, this.blocks.length)); return this.blocks[part]; }
  address(block, i) { return this.family === 4 ? this.dotted(i) : this.ids[block.part * 256 + i] === undefined ? '' : v6(this.high, this.ids[block.part * 256 + i]); }
  ordinal(low) {
    let at = this.index.get(low);
    if (at === undefined) { at = this.ids.length; this.ids.push(low); this.index.set(low, at); }
    return at;
  }
}

export class Model {
  networks = []; classes = []; asOf = 0; keys = new Map();

  get blocks() { return this.networks.flatMap(n => n.blocks); }
  get hosts() { return this.networks.reduce((n, w) => n + w.blocks.reduce((m, b) => m + b.hosts, 0), 0); }

  static decode(buffer) {
    const view = new DataView(buffer), text = new TextDecoder(), model = new Model();
    if (view.byteLength < 40 || text.decode(new Uint8Array(buffer, 0, 4)) !== 'JPM1') throw new Error('The map answer is not in a form this page knows; reload it.');
    const u16 = o => view.getUint16(o, true), u32 = o => view.getUint32(o, true);
    const nets = u32(8), hosts = u32(12), ids = u32(16), classes = view.getUint8(20), netSize = view.getUint8(6), hostSize = view.getUint8(7);
    const netAt = u16(4), hostAt = netAt + nets * netSize, idAt = hostAt + hosts * hostSize, classAt = idAt + ids * 8, textAt = classAt + classes * 8;
    const string = o => text.decode(new Uint8Array(buffer, textAt + o + 2, u16(textAt + o)));
    model.asOf = Number(view.getBigInt64(24, true));
    for (let i = 0; i < classes; i++) model.classes.push({ level: view.getUint8(classAt + i * 8), label: string(u32(classAt + i * 8 + 4)), bit: 1 << i });
    let id = 0;
    for (let i = 0; i < nets; i++) {
      const o = netAt + i * netSize;
      const network = model.add(view.getBigUint64(o), view.getBigUint64(o + 8), view.getUint8(o + 17), view.getUint8(o + 16), string(u32(o + 28)));
      const first = u32(o + 20), count = u32(o + 24);
      for (let k = 0; k < count; k++) {
        const at = hostAt + (first + k) * hostSize;
        const place = network.family === 4 ? u16(at) : network.ordinal(view.getBigUint64(idAt + id++ * 8, true));
        network.block(place >> 8).put(place & 255, view.getUint8(at + 2), view.getUint8(at + 3), u16(at + 4), u16(at + 6), u16(at + 8), view.getUint8(at + 10));
      }
      network.blocks.forEach(b => b.settle());
    }
    return model;
  }

  add(high, low, family, prefix, name) {
    const network = new Network(high, low, family, prefix, name);
    network.block(0).settle();
    this.keys.set(`${high}:${family === 4 ? low >> 8n : 0}`, network);
    const at = this.networks.findIndex(n => n.high > high || (n.high === high && n.low > low));
    this.networks.splice(at < 0 ? this.networks.length : at, 0, network);
    return network;
  }

  /** Where an address lies: {network, block, i}; with `make`, its network is added when it is new. */
  find(address, make) {
    const four = !address.includes(':');
    const [high, low] = four ? [0n, MAPPED | address.split('.').reduce((n, o) => n << 8n | BigInt(o), 0n)] : v6parse(address);
    let network = this.keys.get(`${high}:${four ? low >> 8n : 0}`);
    if (!network) {
      if (!make) return null;
      network = four ? this.add(0n, low & ~255n, 4, 24, '') : this.add(high, 0n, 6, 64, '');
    }
    if (!four && !make && !network.index.has(low)) return null;
    const place = four ? Number(low & 255n) : network.ordinal(low);
    return { network, block: network.block(place >> 8), i: place & 255 };
  }

  /** The most telling services can change while a scan runs: moves the hosts' bits to the new order. */
  reclass(classes) {
    const now = classes.map((c, k) => ({ level: c.sensitivity, label: c.label, bit: 1 << k }));
    if (now.length === this.classes.length && now.every((c, k) => c.label === this.classes[k].label)) { this.classes = now; return; }
    const moves = this.classes.map(old => [old.bit, now.find(c => c.label === old.label)?.bit ?? 0]);
    for (const block of this.blocks) { for (let i = 0; i < 256; i++) { const c = block.c[i]; if (!c) continue; let to = 0; for (const [from, bit] of moves) if (c & from) to |= bit; block.c[i] = to; } block.version++; }
    this.classes = now;
  }

  /** Takes a delta; answers whether the set of blocks grew (the layout must be made anew). */
  apply(delta) {
    const before = this.blocks.length, touched = new Set();
    if (delta.classes?.length) this.reclass(delta.classes);
    for (const host of delta.hosts ?? []) {
      const at = this.find(host.a, true);
      // A hint never covers what is known.
      if (host.f === HINT && at.block.f[at.i] & (UP | GONE)) continue;
      at.block.put(at.i, host.s, host.f, host.c, host.n, host.h, host.w);
      touched.add(at.block);
    }
    touched.forEach(b => b.settle());
    return this.blocks.length !== before;
  }

  /** Forgets hints that no scan stands behind any more. */
  clearHints() {
    for (const block of this.blocks) {
      if (!block.marks.some(i => block.f[i] === HINT)) continue;
      for (const i of block.marks) if (block.f[i] === HINT) block.f[i] = 0;
      block.settle();
    }
  }

  /** `matches`: {blocks: {"10.0.0": 32 bytes in base64, a bit for each address}, others: [address]}; null for no filter. */
  filter(matches) {
    for (const network of this.networks) for (const block of network.blocks) { block.match = matches ? new Uint8Array(256) : null; block.version++; }
    for (const [prefix, bits] of Object.entries(matches?.blocks ?? {})) {
      const at = this.find(`${prefix}.0`); if (!at) continue;
      const bytes = atob(bits);
      for (let i = 0; i < 256; i++) at.block.match[i] = bytes.charCodeAt(i >> 3) >> (i & 7) & 1;
    }
    for (const address of matches?.others ?? []) { const at = this.find(address); if (at) at.block.match[at.i] = 1; }
  }
}
