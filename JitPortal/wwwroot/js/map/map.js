// The map's hand on the canvas: loads the snapshot over HTTP, takes deltas from the circuit, answers pointer and keys.
import { Model, HINT } from './model.js';
import { palette, wordsOf } from './look.js';
import { Wall, PITCHES, fitting, layout, pick } from './wall.js';
import * as overview from './overview.js';

const still = matchMedia('(prefers-reduced-motion: reduce)');

class MapView {
  model = new Model(); wall = new Wall(); view = { lens: 'sensitivity', bit: 0, level: 1, extraHours: 0, key: '' };
  level = 'auto'; pitch = 0; plan = null; rects = []; blocks = []; hover = null; selected = null; focus = null; tag = ''; dirty = false; scans = []; matches = null; zoomed = false; fits = true; shown = 'wall'; told = ''; touches = new Map();

  constructor(root, page, options) {
    this.root = root; this.page = page; this.url = options.url; this.wanted = options.selected; this.view.lens = options.lens; this.level = options.level ?? 'auto';
    this.scroll = root.querySelector('[data-scroll]'); this.canvas = root.querySelector('canvas'); this.spacer = root.querySelector('[data-spacer]');
    this.label = root.querySelector('[data-label]'); this.voice = root.querySelector('[data-voice]');
    this.g = this.canvas.getContext('2d'); this.p = palette(); this.stop = new AbortController();
    const on = (target, type, run, more) => target.addEventListener(type, run, { signal: this.stop.signal, ...more });
    on(this.scroll, 'scroll', () => this.wake(), { passive: true });
    on(this.canvas, 'pointermove', e => this.move(e)); on(this.canvas, 'pointerdown', e => this.down(e)); on(this.canvas, 'pointerup', e => this.up(e));
    on(this.canvas, 'pointercancel', e => { this.release(e); this.drag = null; }); on(this.canvas, 'pointerleave', () => { this.hover = null; this.label.hidden = true; this.wake(); });
    on(this.scroll, 'wheel', e => { if (e.ctrlKey) { e.preventDefault(); this.zoom(e.deltaY < 0 ? 1 : -1, e); } }, { passive: false });
    on(this.canvas, 'keydown', e => this.key(e)); on(this.canvas, 'focus', () => this.speak());
    on(window, 'themechange', () => { this.p = palette(); this.wall.forget(); this.rekey(); });
    this.watcher = new ResizeObserver(() => this.arrange()); this.watcher.observe(root); this.watcher.observe(this.scroll);
    root.mapView = this;
  }

  /** GETs the snapshot; answers what the page shows around the wall. */
  async load() {
    const answer = await fetch(this.url, { headers: { Accept: 'application/octet-stream', ...(this.tag && { 'If-None-Match': this.tag }) }, signal: this.stop.signal, cache: 'no-store' });
    if (answer.status === 304) return this.facts();
    if (!answer.ok) throw new Error(`The map could not be read (${answer.status}).`);
    const model = Model.decode(await answer.arrayBuffer());
    this.tag = answer.headers.get('ETag') ?? ''; this.model = model;
    this.model.filter(this.matches); this.dress(); this.rekey(); this.arrange();
    if (this.wanted) { this.select(this.wanted); this.wanted = null; }
    return this.facts();
  }

  facts() {
    const up = this.blocks.reduce((n, b) => n + b.up, 0);
    return { networks: this.model.networks.length, addresses: this.model.networks.reduce((n, w) => n + (w.family === 4 ? 256 : w.ids.length), 0), hosts: this.model.hosts, up, hints: this.blocks.reduce((n, b) => n + b.marks.filter(i => b.f[i] === HINT).length, 0), counts: [0, 1, 2, 3, 4].map(k => this.blocks.reduce((n, b) => n + b.counts[k], 0)), matrix: this.matrix() };
  }

  /** Hosts with each service class, by network. */
  matrix() {
    const networks = this.model.networks.slice(0, 64);
    return { networks: networks.map(n => ({ cidr: n.cidr, name: n.name })), rows: this.model.classes.map((c, k) => ({ label: c.label, level: c.level, index: k, counts: networks.map(n => n.blocks.reduce((sum, b) => sum + b.tally(i => b.c[i] & c.bit && b.f[i] & 1), 0)) })) };
  }

  setLens(lens, index) { const c = this.model.classes[index]; Object.assign(this.view, { lens, bit: c?.bit ?? 0, level: c?.level ?? 1 }); this.rekey(); }
  setLevel(level) { this.level = level; this.zoomed = false; this.arrange(); }
  setMatches(matches) { this.matches = matches; this.model.filter(matches); this.rekey(); }

  apply(delta) {
    const grew = this.model.apply(delta);
    if (this.matches) for (const network of this.model.networks) for (const block of network.blocks) block.match ??= new Uint8Array(256);
    if (grew) { this.dress(); this.arrange(); } else this.wake();
    return this.facts();
  }

  /** Scans under way: [{first, state: run|wait|done, at, done, total}] per block; none clears hints too. */
  setScan(scans) {
    this.scans = scans; if (!scans.length) this.model.clearHints();
    const before = this.model.networks.length; this.dress();
    if (this.model.networks.length !== before) this.arrange(); else this.wake();
  }

  dress() { for (const block of this.model.blocks) block.scan = null; for (const scan of this.scans) { const at = this.model.find(scan.first, this.scans.length <= 64); if (at) { at.block.scan = scan; at.network.name ||= scan.name; } } }
  rekey() { this.view.extraHours = this.model.asOf ? Math.max(0, Math.floor((Date.now() - this.model.asOf) / 36e5)) : 0; this.view.key = `${this.view.lens}${this.view.bit}${this.view.extraHours}${document.documentElement.dataset.theme}`; this.wake(); }

  arrange() {
    const width = this.scroll.clientWidth, narrow = innerWidth <= 720, room = narrow ? Math.round(innerHeight * .6) : this.root.clientHeight; if (!width || !room) return;
    this.blocks = this.model.blocks; this.width = width;
    const fit = fitting(this.blocks, width, room);
    this.fits = fit > 0; this.shown = this.level === 'auto' ? (this.fits ? 'wall' : 'overview') : this.level === 'overview' && this.fits ? 'wall' : this.level;
    if (!this.zoomed) this.pitch = fit || 11;
    this.plan = layout(this.blocks, width, this.pitch);
    if (this.shown === 'overview') this.rects = overview.plan(this.model.networks, width, room);
    const want = this.shown === 'wall' ? Math.ceil(this.plan.height) : Math.max(overview.heightOf(this.rects), 1);
    this.height = Math.min(want, room);
    this.root.style.height = narrow ? `${this.height}px` : ''; this.scroll.style.height = `${this.height}px`; this.spacer.style.height = `${want - this.height}px`;
    this.dpr = devicePixelRatio || 1; this.canvas.width = width * this.dpr; this.canvas.height = this.height * this.dpr;
    this.canvas.style.width = `${width}px`; this.canvas.style.height = `${this.height}px`;
    this.wake(); this.tell();
  }

  /** The page shows the switch between overview and wall only where there is a choice. */
  tell() {
    const now = `${this.fits} ${this.shown}`; if (now === this.told) return;
    this.told = now; this.page.invokeMethodAsync('LevelChanged', this.fits, this.shown);
  }

  wake() { if (this.dirty) return; this.dirty = true; requestAnimationFrame(t => { this.dirty = false; this.paint(t); }); }

  paint(time) {
    if (!this.plan || this.stop.signal.aborted) return;
    const began = performance.now();
    if (this.shown === 'overview') overview.draw(this.g, { rects: this.rects, view: this.view, p: this.p, dpr: this.dpr, top: this.scroll.scrollTop, width: this.width, height: this.height, hover: this.hover, focus: this.focus });
    else this.wall.draw(this.g, { blocks: this.blocks, plan: this.plan, view: this.view, p: this.p, dpr: this.dpr, top: this.scroll.scrollTop, width: this.width, height: this.height, time, still: still.matches, hover: this.hover, selected: this.selected });
    this.cost = performance.now() - began;
    this.root.dataset.drawn = `${this.shown} ${this.blocks.length}`;
    if (this.shown === 'wall' && !still.matches && this.blocks.some(b => b.marks.some(i => b.f[i] === HINT))) setTimeout(() => this.wake(), 50);
  }

  at(e) { const r = this.canvas.getBoundingClientRect(); return [e.clientX - r.left, e.clientY - r.top]; }

  move(e) {
    if (e.pointerType === 'touch' && this.touches.has(e.pointerId) && this.pinch(e)) { if (this.drag) this.drag.moved = true; return; }
    if (this.drag) {
      const dy = e.clientY - this.drag.y; if (Math.abs(dy) > 4 && e.pointerType === 'mouse') { this.drag.moved = true; this.scroll.scrollTop = this.drag.top - dy; }
      if (this.drag.moved) return;
    }
    const [x, y] = this.at(e); let words = '';
    if (this.shown === 'overview') { this.hover = overview.pickNetwork(this.rects, x, y + this.scroll.scrollTop); words = this.hover ? overview.wordsOf(this.hover, this.view) : ''; }
    else { this.hover = pick(this.plan, this.blocks.length, x, y + this.scroll.scrollTop); if (this.hover && this.hover.i >= 0 && this.blocks[this.hover.b].f[this.hover.i]) words = wordsOf(this.blocks[this.hover.b], this.hover.i, this.model); else if (this.hover && this.pitch < 8) words = this.blocks[this.hover.b].network.cidr; }
    this.canvas.style.cursor = words ? 'pointer' : ''; this.label.hidden = !words || e.pointerType !== 'mouse'; this.label.textContent = words;
    if (words) { const wide = this.label.offsetWidth; this.label.style.transform = `translate(${Math.max(4, Math.min(x + 14, this.width - wide - 8))}px, ${y + 18 > this.height - 30 ? y - 34 : y + 18}px)`; }
    this.wake();
  }

  /** Two fingers: the pitch follows their distance in steps. */
  pinch(e) {
    this.touches.set(e.pointerId, e); if (this.touches.size !== 2) return false;
    const [a, b] = [...this.touches.values()], apart = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    this.apart ??= apart;
    const share = apart / this.apart;
    if (share > 1.2 || share < .83) { this.apart = apart; this.zoom(share > 1 ? 1 : -1, { clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 }); }
    return true;
  }
  release(e) { this.touches.delete(e.pointerId); if (this.touches.size < 2) this.apart = undefined; }

  down(e) { if (e.pointerType === 'touch') this.touches.set(e.pointerId, e); this.drag = { y: e.clientY, top: this.scroll.scrollTop, moved: false }; if (e.pointerType === 'mouse') this.canvas.setPointerCapture(e.pointerId); }

  up(e) {
    this.release(e);
    const moved = this.drag?.moved; this.drag = null; if (moved) return;
    const [x, y] = this.at(e);
    if (this.shown === 'overview') { const rect = overview.pickNetwork(this.rects, x, y + this.scroll.scrollTop); if (rect) this.enter(rect.network); return; }
    const hit = pick(this.plan, this.blocks.length, x, y + this.scroll.scrollTop); if (!hit) return;
    if (this.pitch < 8) { this.pitch = 11; this.zoomed = true; this.arrange(); this.show(hit.b); if (hit.i < 0) return; }
    if (hit.i >= 0 && this.blocks[hit.b].f[hit.i]) { this.selected = hit; this.open(); } else this.wake();
  }

  /** From the overview into the wall, at one network. */
  enter(network) { this.level = 'wall'; this.hover = null; this.label.hidden = true; this.zoomed = false; this.arrange(); const b = this.blocks.indexOf(network.blocks[0]); this.selected = { b, i: this.first(b) }; this.show(b); this.speak(); }
  first(b) { const i = this.blocks[b].f.findIndex(f => f); return Math.max(0, i); }
  show(b) { const y = this.plan.y(b); if (y < this.scroll.scrollTop || y + this.plan.step > this.scroll.scrollTop + this.height) this.scroll.scrollTop = y - 8; this.wake(); }
  open() { this.wake(); const { b, i } = this.selected, address = this.blocks[b].network.address(this.blocks[b], i); if (address) this.page.invokeMethodAsync('HostChosen', address); }

  select(address) {
    const at = address ? this.model.find(address) : null;
    this.selected = at ? { b: this.blocks.indexOf(at.block), i: at.i } : null;
    if (at && this.shown === 'wall') this.show(this.selected.b);
    this.wake();
  }

  zoom(step, e) {
    if (this.shown !== 'wall') return;
    const [x, y] = e ? this.at(e) : [this.width / 2, this.height / 2], hold = pick(this.plan, this.blocks.length, x, y + this.scroll.scrollTop);
    const at = PITCHES.indexOf(this.pitch), next = PITCHES[Math.max(0, Math.min(PITCHES.length - 1, at + step))];
    if (next === this.pitch) return;
    this.pitch = next; this.level = 'wall'; this.zoomed = true; this.arrange();
    if (hold) this.scroll.scrollTop = this.plan.y(hold.b) + this.plan.head + (hold.i < 0 ? 0 : (hold.i >> 4) * next) - y;
    this.wake();
  }

  key(e) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (e.key === '+' || e.key === '=') { this.zoom(1); e.preventDefault(); }
    else if (e.key === '-') { this.zoom(-1); e.preventDefault(); }
    else if (e.key === 'Escape') this.page.invokeMethodAsync('Closed');
    else if (this.shown === 'overview') this.keyOverview(e, step);
    else if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); if (this.selected && this.blocks[this.selected.b]?.f[this.selected.i]) this.open(); }
    else if (step && this.blocks.length) { e.preventDefault(); this.walk(step); }
  }

  keyOverview(e, step) {
    if (!this.rects.length) return;
    if (!this.focus || !this.rects.includes(this.focus)) { this.focus = this.rects[0]; if (step) { e.preventDefault(); this.speak(); this.wake(); return; } }
    if (e.key === 'Enter' || e.key === ' ') { e.preventDefault(); this.enter(this.focus.network); return; }
    if (!step) return;
    e.preventDefault();
    const mid = r => [r.x + r.w / 2, r.y + r.h / 2], [x, y] = mid(this.focus);
    const near = this.rects.filter(r => r !== this.focus).map(r => { const [a, b] = mid(r), along = (a - x) * step[0] + (b - y) * step[1], across = Math.abs((a - x) * step[1]) + Math.abs((b - y) * step[0]); return { r, along, cost: along + 2 * across }; }).filter(c => c.along > 1).sort((a, b) => a.cost - b.cost)[0];
    if (near) { this.focus = near.r; this.speak(); this.wake(); }
  }

  /** To the next known host in a direction; with none left in the block, into the block beside it. */
  walk([dx, dy]) {
    if (!this.selected || !this.blocks[this.selected.b]) { const b = Math.max(0, this.blocks.findIndex(k => k.hosts)); this.selected = { b, i: this.first(b) }; }
    else {
      let { b, i } = this.selected, x = (i & 15) + dx, y = (i >> 4) + dy;
      for (let n = 0; n < 4096; n++, x += dx, y += dy) {
        if (x < 0 || x > 15) { const next = b + dx; if (next < 0 || next >= this.blocks.length) return; b = next; x = dx > 0 ? 0 : 15; }
        if (y < 0 || y > 15) { const next = b + dy * this.plan.columns; if (next < 0 || next >= this.blocks.length) return; b = next; y = dy > 0 ? 0 : 15; }
        if (this.blocks[b].f[y * 16 + x]) { this.selected = { b, i: y * 16 + x }; break; }
      }
    }
    this.show(this.selected.b); this.speak(); this.wake();
  }

  speak() {
    if (this.shown === 'overview') this.voice.textContent = this.focus ? overview.wordsOf(this.focus, this.view) : 'Networks. Arrow keys move, Enter opens one.';
    else if (this.selected && this.blocks[this.selected.b]) this.voice.textContent = wordsOf(this.blocks[this.selected.b], this.selected.i, this.model);
  }

  dispose() { this.stop.abort(); this.watcher.disconnect(); this.wall.forget(); }
}

export const create = (root, page, options) => new MapView(root, page, options);
