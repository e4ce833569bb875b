// The map on its canvas: loads the snapshot over HTTP, takes deltas from the circuit, and shows the wall or the
// overview.
import { factsOf } from './facts.js';
import { Gestures } from './gestures.js';
import { Keyboard } from './keyboard.js';
import { Model } from './model.js';
import { heightOf, tilesOf } from './overview-layout.js';
import { drawOverview } from './overview.js';
import { readPalette } from './palette.js';
import { Pointing } from './pointing.js';
import { decodeSnapshot } from './snapshot.js';
import { cornerOf, fitting, layout, pick, PITCHES, SCROLLING_PITCH } from './wall-layout.js';
import { Wall } from './wall.js';

/** @import { Block, ScanFront } from './block.js' */
/** @import { Lens, View } from './lens.js' */
/** @import { Delta, Matches } from './model.js' */
/** @import { Network } from './network.js' */
/** @import { Tile } from './overview-layout.js' */
/** @import { Spot } from './wall-layout.js' */

/** @typedef {'wall' | 'overview'} Level */

/** @typedef {{clientX: number, clientY: number}} Point */

/**
 * The page's own methods, over the circuit.
 * @typedef {object} Page
 * @property {(method: string, ...values: unknown[]) => Promise<unknown>} invokeMethodAsync
 */

/**
 * @typedef {object} Options
 * @property {string} url of the snapshot
 * @property {Lens} lens
 * @property {string | null} selected address whose host is marked
 */

/** A window up to this wide is a phone's: the map takes a share of its height and no more than it needs. */
const NARROW = 720;
const NARROW_SHARE = 0.6;

/** How often hints are drawn anew while they breathe, in ms. */
const BREATH_FRAME = 50;

const HOUR = 3_600_000;

const still = matchMedia('(prefers-reduced-motion: reduce)');

/**
 * @param {HTMLElement} root
 * @param {Page} page
 * @param {Options} options
 */
export const create = (root, page, options) => new MapView(root, page, options);

export class MapView {
  model = new Model();

  /** @type {View} */
  view = { lens: 'sensitivity', bit: 0, level: 1, extraHours: 0, key: '' };

  /**
   * What the person wants to see.
   * @type {Level | 'auto'}
   */
  level = 'auto';

  /**
   * What is shown.
   * @type {Level}
   */
  shown = 'wall';

  /** All blocks are seen at once. */
  fits = true;

  /** The person chose the pitch. */
  zoomed = false;

  pitch = SCROLLING_PITCH;
  width = 0;
  height = 0;
  dpr = 1;
  plan = layout(0, 0, SCROLLING_PITCH);

  /**
   * Those that the plan is for.
   * @type {Block[]}
   */
  blocks = [];

  /** @type {Tile[]} */
  tiles = [];

  /** @type {Spot | null} */
  selected = null;

  /** @type {ScanFront[]} */
  scans = [];

  /** @type {Matches | null} */
  matches = null;

  #tag = '';
  #told = '';
  #dirty = false;
  #stop = new AbortController();

  /**
   * @param {HTMLElement} root
   * @param {Page} page
   * @param {Options} options
   */
  constructor(root, page, options) {
    this.root = root;
    this.page = page;
    this.url = options.url;
    this.wanted = options.selected;
    this.view.lens = options.lens;
    this.scroll = part(root, '[data-scroll]', HTMLElement);
    this.canvas = part(root, 'canvas', HTMLCanvasElement);
    this.spacer = part(root, '[data-spacer]', HTMLElement);
    this.g = contextOf(this.canvas);
    this.wall = new Wall(this.g);
    this.palette = readPalette();
    const { signal } = this.#stop;
    this.pointing = new Pointing(this, part(root, '[data-label]', HTMLElement));
    this.keyboard = new Keyboard(this, part(root, '[data-voice]', HTMLElement), signal);
    this.gestures = new Gestures(this, this.pointing, signal);
    this.scroll.addEventListener('scroll', () => this.wake(), { signal, passive: true });
    window.addEventListener('themechange', () => this.#recolour(), { signal });
    this.watcher = new ResizeObserver(() => this.arrange());
    this.watcher.observe(root);
    this.watcher.observe(this.scroll);
  }

  // --- what the page calls ------------------------------------------------------------------------

  /** Reads the snapshot; answers what the page shows around the map, null while it cannot be read. */
  async load() {
    /** @type {Record<string, string>} */
    const headers = { Accept: 'application/octet-stream' };
    if (this.#tag) headers['If-None-Match'] = this.#tag;
    const answer = await fetch(this.url, { headers, signal: this.#stop.signal, cache: 'no-store' }).catch(() => null);
    if (answer?.status === 304) return this.facts();
    const picture = answer?.ok ? await answer.arrayBuffer().catch(() => null) : null;
    if (!answer || !picture) return null;
    this.model = decodeSnapshot(picture);
    this.#tag = answer.headers.get('ETag') ?? '';
    this.model.filter(this.matches);
    this.model.setScans(this.scans);
    this.#changeView();
    this.arrange();
    if (this.wanted) {
      this.select(this.wanted);
      this.wanted = null;
    }
    return this.facts();
  }

  facts() {
    return factsOf(this.model);
  }

  /**
   * Takes a delta; answers what the page shows around the map.
   * @param {Delta} delta
   */
  apply(delta) {
    if (this.model.apply(delta)) {
      this.model.setScans(this.scans);
      this.arrange();
    } else {
      this.wake();
    }
    return this.facts();
  }

  /**
   * @param {Lens} lens
   * @param {number} index of the service class that it looks for; -1 for none
   */
  setLens(lens, index) {
    const wanted = this.model.classes[index];
    this.view.lens = lens;
    this.view.bit = wanted?.bit ?? 0;
    this.view.level = wanted?.level ?? 1;
    this.#changeView();
  }

  /** @param {Level} level */
  setLevel(level) {
    this.level = level;
    this.zoomed = false;
    this.arrange();
  }

  /** @param {Matches | null} matches */
  setMatches(matches) {
    this.matches = matches;
    this.model.filter(matches);
    this.#changeView();
  }

  /**
   * Scans under way; none ends hints too.
   * @param {ScanFront[]} scans
   */
  setScan(scans) {
    this.scans = scans;
    if (!scans.length) this.model.clearHints();
    const before = this.model.networks.length;
    this.model.setScans(scans);
    if (this.model.networks.length !== before) this.arrange();
    else this.wake();
  }

  /** @param {string | null} address */
  select(address) {
    const at = address ? this.model.find(address) : null;
    this.selected = at && { b: this.blocks.indexOf(at.block), i: at.i };
    if (this.selected && this.shown === 'wall') this.reveal(this.selected.b);
    this.wake();
  }

  /**
   * Makes cells larger or smaller; what is under the point stays there.
   * @param {number} step
   * @param {Point} [point] the middle, when there is none
   */
  zoom(step, point) {
    if (this.shown !== 'wall') return;
    const [x, y] = point ? this.at(point) : [this.width / 2, this.height / 2];
    const held = pick(this.plan, this.blocks.length, x, y + this.scroll.scrollTop);
    const at = PITCHES.indexOf(this.pitch) + step;
    const next = PITCHES[Math.max(0, Math.min(PITCHES.length - 1, at))];
    if (next === this.pitch) return;
    this.level = 'wall';
    this.setPitch(next);
    if (held) this.scroll.scrollTop = cornerOf(this.plan, { b: held.b, i: Math.max(0, held.i) }).y - y;
    this.wake();
  }

  /** @param {number} pitch */
  setPitch(pitch) {
    this.pitch = pitch;
    this.zoomed = true;
    this.arrange();
  }

  dispose() {
    this.#stop.abort();
    this.watcher.disconnect();
    this.wall.forget();
  }

  // --- what is shown ------------------------------------------------------------------------------

  /** Cells may look different now. */
  #changeView() {
    const { view, model } = this;
    view.extraHours = model.asOf ? Math.max(0, Math.floor((Date.now() - model.asOf) / HOUR)) : 0;
    view.key = `${view.lens}${view.bit}${view.extraHours}${document.documentElement.dataset.theme}`;
    this.wake();
  }

  #recolour() {
    this.palette = readPalette();
    this.wall.forget();
    this.#changeView();
  }

  /** Chooses between wall and overview, lays it out and sizes the canvas. */
  arrange() {
    const narrow = innerWidth <= NARROW;
    const width = this.scroll.clientWidth;
    const room = narrow ? Math.round(innerHeight * NARROW_SHARE) : this.root.clientHeight;
    if (!width || !room) return;
    this.width = width;
    this.blocks = this.model.blocks;
    const fit = fitting(this.blocks.length, width, room);
    this.fits = fit > 0;
    this.shown = this.#levelNow();
    if (!this.zoomed) this.pitch = fit || SCROLLING_PITCH;
    this.plan = layout(this.blocks.length, width, this.pitch);
    if (this.shown === 'overview') this.tiles = tilesOf(this.model.networks, width, room);
    const wanted = this.shown === 'wall' ? Math.ceil(this.plan.height) : Math.max(heightOf(this.tiles), 1);
    this.#size(wanted, room, narrow);
    this.wake();
    this.#tell();
  }

  /** @returns {Level} */
  #levelNow() {
    if (this.level === 'auto') return this.fits ? 'wall' : 'overview';
    return this.fits ? 'wall' : this.level;
  }

  /**
   * The canvas is as high as the room; what is higher scrolls, and the spacer makes the scrollbar long enough.
   * @param {number} wanted
   * @param {number} room
   * @param {boolean} narrow
   */
  #size(wanted, room, narrow) {
    this.height = Math.min(wanted, room);
    this.root.style.height = narrow ? `${this.height}px` : '';
    this.scroll.style.height = `${this.height}px`;
    this.spacer.style.height = `${wanted - this.height}px`;
    this.dpr = devicePixelRatio || 1;
    this.canvas.width = this.width * this.dpr;
    this.canvas.height = this.height * this.dpr;
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
  }

  /** The page shows the switch between overview and wall only where there is a choice. */
  #tell() {
    const now = `${this.fits} ${this.shown}`;
    if (now === this.#told) return;
    this.#told = now;
    this.page.invokeMethodAsync('LevelChanged', this.fits, this.shown);
  }

  /** Draws with the next frame. */
  wake() {
    if (this.#dirty) return;
    this.#dirty = true;
    requestAnimationFrame(time => {
      this.#dirty = false;
      this.#paint(time);
    });
  }

  /** @param {number} time */
  #paint(time) {
    if (!this.width || this.#stop.signal.aborted) return;
    const { view, palette, dpr, width, height, blocks, pointing, keyboard } = this;
    const frame = { view, palette, dpr, width, height, top: this.scroll.scrollTop };
    if (this.shown === 'overview') {
      drawOverview(this.g, { ...frame, tiles: this.tiles, hover: pointing.tile, focus: keyboard.tile });
    } else {
      const { plan, selected } = this;
      this.wall.draw({ ...frame, blocks, plan, time, still: still.matches, hover: pointing.spot, selected });
      if (!still.matches && blocks.some(block => block.hints)) setTimeout(() => this.wake(), BREATH_FRAME);
    }
    this.root.dataset.drawn = `${this.shown} ${blocks.length}`;
  }

  // --- what pointer and keys do -------------------------------------------------------------------

  /**
   * Where an event happened on the canvas.
   * @param {Point} point
   * @returns {[x: number, y: number]}
   */
  at({ clientX, clientY }) {
    const { left, top } = this.canvas.getBoundingClientRect();
    return [clientX - left, clientY - top];
  }

  /**
   * Whether something is known of a cell.
   * @param {Spot} spot
   */
  hasHost({ b, i }) {
    return i >= 0 && Boolean(this.blocks[b]?.flags[i]);
  }

  /**
   * Marks a host and tells the page that it was chosen.
   * @param {Spot} spot
   */
  open(spot) {
    this.selected = spot;
    this.wake();
    const block = this.blocks[spot.b];
    const address = block.network.address(block, spot.i);
    if (address) this.page.invokeMethodAsync('HostChosen', address);
  }

  close() {
    this.page.invokeMethodAsync('Closed');
  }

  /**
   * From the overview into the wall, at one network.
   * @param {Network} network
   */
  enter(network) {
    this.level = 'wall';
    this.pointing.leave();
    this.zoomed = false;
    this.arrange();
    const [block] = network.blocks;
    const b = this.blocks.indexOf(block);
    this.selected = { b, i: block.first };
    this.reveal(b);
    this.keyboard.speak();
  }

  /**
   * Scrolls to a block that is not wholly seen.
   * @param {number} b
   */
  reveal(b) {
    const y = this.plan.y(b);
    const { scrollTop } = this.scroll;
    if (y < scrollTop || y + this.plan.step > scrollTop + this.height) this.scroll.scrollTop = y - 8;
    this.wake();
  }
}

/**
 * @template {Element} T
 * @param {HTMLElement} root
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
function part(root, selector, kind) {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`The map has no ${selector}.`);
  return found;
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  const g = canvas.getContext('2d');
  if (!g) throw new Error('The browser gave no canvas to draw on.');
  return g;
}
