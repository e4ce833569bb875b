// The map on its canvas: loads the snapshot and the access over HTTP, takes deltas from the circuit, and shows the
// estate at every scale from one pixel a host to a host's ports.
import { Access } from './access.js';
import { clampScale, fitOf, inside, isFit, originOf, placeOf, placeText, showing, zoomedAt } from './camera.js';
import { columnsOf } from './columns.js';
import { hasClocks } from './detail.js';
import { Details } from './details.js';
import { endingWords, stillSaid } from './endings.js';
import { factsOf } from './facts.js';
import { Flight } from './flight.js';
import { Frames } from './frames.js';
import { Gestures } from './gestures.js';
import { Keyboard } from './keyboard.js';
import { layoutOf } from './layout.js';
import { Model } from './model.js';
import { readPalette } from './palette.js';
import { cornerOf } from './pick.js';
import { Pointing } from './pointing.js';
import { partsOf, relatedTo } from './selection.js';
import { decodeSnapshot } from './snapshot.js';
import { counted } from './text.js';

/** @import { Ending, Path } from './access.js' */
/** @import { Camera } from './camera.js' */
/** @import { Lens, View } from './lens.js' */
/** @import { Delta, Matches, ScanFront } from './model.js' */
/** @import { Key } from './selection.js' */

/** @typedef {{clientX: number, clientY: number}} Point */

/**
 * The page's own methods, over the circuit.
 * @typedef {object} Page
 * @property {(method: string, ...values: unknown[]) => Promise<unknown>} invokeMethodAsync
 */

/**
 * @typedef {object} Options
 * @property {string} url of the snapshot; names and access are behind `/cells` and `/paths` of it
 * @property {Lens} lens
 * @property {string | null} selected address whose host is marked
 * @property {string | null} [at] the place to show, as placeText wrote it
 * @property {string | null} [sel] what is selected, by the server's names
 */

/** A step of the buttons. */
const STEP = 1.6;

/** A host is shown at that scale when it is entered from farther out, then as a card. */
const NEAR = 36;
const CARD = 168;

/** What is seen is told to the page when it rests that long, in ms. */
const REST = 200;

/** While traffic is seen it moves a few times a second; clocks once. */
const BEAD_FRAME = 250;
const SECOND = 1000;

/** Traffic is read anew that often, in ms; more seldom where there is much. */
const TRAFFIC = 5000;
const MUCH_TRAFFIC = 20_000;
const MUCH = 200;

/** A window up to this wide is a phone's: the map takes a share of its height. */
const NARROW = 720;
const NARROW_SHARE = 0.56;

/** Everything is that much larger on a wall screen. */
const WALL = 1.3;

const HOUR = 3_600_000;

/** What is said of the keys when the map gets them. */
const KEYS =
  'Arrow keys walk, Enter goes in, Escape goes out, plus and minus zoom, 0 fits, ' +
  'P next person, D next enforcement point, 1 to 5 lens, T table.';

const still = matchMedia('(prefers-reduced-motion: reduce)');

/**
 * @param {HTMLElement} root
 * @param {Page} page
 * @param {Options} options
 */
export const create = (root, page, options) => new MapView(root, page, options);

export class MapView {
  model = new Model();
  access = new Access();
  layout = layoutOf([]);

  /** @type {View} */
  view = { lens: 'sensitivity', bit: 0, level: 1, extraHours: 0, key: '' };

  /** @type {Camera} */
  camera = { x: 0, y: 0, k: 1 };

  /**
   * All of it in view.
   * @type {Camera}
   */
  fitted = { x: 0, y: 0, k: 1 };

  width = 0;
  height = 0;
  ui = 1;
  columns = columnsOf(this.access, 0, 0);

  /**
   * What is selected, or what the keys are at.
   * @type {Key | null}
   */
  cursor = null;

  /**
   * What that has to do with.
   * @type {Set<Path> | null}
   */
  related = null;

  /** @type {ScanFront[]} */
  scans = [];

  /** @type {Matches | null} */
  matches = null;

  /** @type {Ending[]} */
  endings = [];

  #tag = '';
  #shape = -1;
  #lines = 0;
  #isDirty = false;
  #isBaseDirty = true;
  #moved = -Infinity;
  #told = '';
  #read = 0;
  #flight = new Flight();
  #stop = new AbortController();

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #resting;

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #ticking;

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #polling;

  /**
   * @param {HTMLElement} root
   * @param {Page} page
   * @param {Options} options
   */
  constructor(root, page, options) {
    this.root = root;
    this.page = page;
    this.url = options.url;
    this.wantedAt = options.at ?? null;
    this.cursor = options.selected ? `host:${options.selected}` : (options.sel ?? null);
    this.view.lens = options.lens;
    this.over = part(root, '[data-over]', HTMLCanvasElement);
    this.frames = new Frames(part(root, '[data-base]', HTMLCanvasElement), this.over, readPalette());
    const { signal } = this.#stop;
    this.details = new Details(`${options.url}/cells`, signal, () => this.changed());
    this.pointing = new Pointing(this, part(root, '[data-label]', HTMLElement));
    this.keyboard = new Keyboard(this, part(root, '[data-voice]', HTMLElement), signal);
    this.gestures = new Gestures(this, this.pointing, signal);
    root.addEventListener('click', e => this.#press(e), { signal });
    window.addEventListener('themechange', () => this.#recolour(), { signal });
    document.addEventListener('visibilitychange', () => this.#looked(), { signal });
    document.addEventListener('fullscreenchange', () => this.arrange(), { signal });
    this.watcher = new ResizeObserver(() => this.arrange());
    this.watcher.observe(root);
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
    this.#shape = -1;
    this.model.filter(this.matches);
    this.model.setScans(this.scans);
    this.#settle();
    this.#changeView();
    return this.facts();
  }

  /** Reads who has access; answers what the page shows around the map. */
  async loadPaths() {
    clearTimeout(this.#polling);
    const number = ++this.#read;
    const answer = await fetch(`${this.url}/paths`, { signal: this.#stop.signal, cache: 'no-store' }).catch(() => null);
    const paths = answer?.ok ? await answer.json().catch(() => null) : null;
    // NB. An older answer never covers a newer one.
    if (!paths || number !== this.#read) return this.facts();
    const ended = this.access.take(paths, this.model, Date.now());
    for (const ending of ended) this.#end(ending);
    this.#settle();
    this.changed();
    this.#poll();
    return this.facts();
  }

  /** Traffic is read anew from time to time, as long as some is measured and somebody looks. */
  #poll() {
    const measured = this.access.grants.some(({ rate }) => rate !== null);
    if (!measured || document.hidden) return;
    const due = this.access.grants.length > MUCH ? MUCH_TRAFFIC : TRAFFIC;
    this.#polling = setTimeout(() => this.loadPaths(), due);
  }

  facts() {
    return factsOf(this.model, this.access);
  }

  /**
   * Takes a delta; answers what the page shows around the map.
   * @param {Delta} delta
   */
  apply(delta) {
    this.model.apply(delta);
    this.#settle();
    this.changed();
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
    this.model.setScans(scans);
    this.#settle();
    this.changed();
  }

  /** @param {string | null} address */
  select(address) {
    if (address) this.moveCursor(`host:${address}`);
    else if (this.cursor?.startsWith('host:')) this.moveCursor(null);
  }

  /**
   * @param {number} factor
   */
  zoom(factor) {
    const { left, top } = this.columns;
    this.zoomAt({ x: (left + this.width) / 2, y: (top + this.height) / 2 }, factor);
  }

  fit() {
    this.#fly(this.fitted);
  }

  dispose() {
    this.#stop.abort();
    this.watcher.disconnect();
    clearTimeout(this.#resting);
    clearTimeout(this.#ticking);
    clearTimeout(this.#polling);
    this.frames.bitmaps.forget();
  }

  // --- what pointer and keys do -------------------------------------------------------------------

  get isStill() {
    return still.matches;
  }

  get origin() {
    return originOf(this.camera, this.#window);
  }

  /** What sentences are made of. */
  get around() {
    return { model: this.model, access: this.access, columns: this.columns, now: this.access.now(Date.now()) };
  }

  /**
   * Where an event happened on the canvas.
   * @param {Point} point
   * @returns {[x: number, y: number]}
   */
  at({ clientX, clientY }) {
    const { left, top } = this.over.getBoundingClientRect();
    return [(clientX - left) / this.ui, (clientY - top) / this.ui];
  }

  /**
   * Where a host is on the screen; null when the map does not know it.
   * @param {string} address
   */
  spotOf(address) {
    const at = this.model.find(address);
    const plot = at && this.layout.plots.find(({ network }) => network === at.network);
    if (!at || !plot) return null;
    const { left, top } = this.over.getBoundingClientRect();
    const { ox, oy } = this.origin;
    const corner = cornerOf(plot, at.i);
    const { k } = this.camera;
    return { x: left + (ox + (corner.x + 0.5) * k) * this.ui, y: top + (oy + (corner.y + 0.5) * k) * this.ui };
  }

  halt() {
    this.#flight.stop();
  }

  /**
   * @param {number} dx in pixels
   * @param {number} dy
   */
  pan(dx, dy) {
    const { x, y, k } = this.camera;
    this.#see({ x: x - dx / k, y: y - dy / k, k });
  }

  /**
   * @param {{x: number, y: number}} point stays where it is
   * @param {number} factor
   */
  zoomAt(point, factor) {
    const k = clampScale(this.camera.k * factor, this.fitted.k);
    this.#see(zoomedAt(this.camera, this.#window, point, k));
  }

  /**
   * Goes in: to a network, then to its host.
   * @param {Key} key
   */
  enter(key) {
    const [kind, id] = partsOf(key);
    const at = kind === 'host' ? this.model.find(id) : null;
    const network = at?.network ?? this.model.named(id);
    const plot = this.layout.plots.find(one => one.network === network);
    if (!plot) return;
    const whole = showing(plot, this.#window);
    if (!at) {
      this.#fly(whole);
      return;
    }
    const corner = cornerOf(plot, at.i);
    const near = Math.max(whole.k, NEAR);
    this.#fly({ x: corner.x + 0.5, y: corner.y + 0.5, k: this.camera.k < near * 0.9 ? near : CARD });
  }

  /**
   * Selects something, or nothing, and tells the page.
   * @param {Key | null} key
   */
  choose(key) {
    const before = this.cursor;
    this.moveCursor(key);
    if (key) this.keyboard.speak();
    const [kind, id] = partsOf(key ?? ':');
    if (kind === 'host') this.page.invokeMethodAsync('HostChosen', id);
    else if (before?.startsWith('host:')) this.page.invokeMethodAsync('Closed');
  }

  /**
   * @param {Key | null} key
   */
  moveCursor(key) {
    this.cursor = key;
    this.#relate();
    if (key) this.#reveal(key);
    this.wake();
    this.#rest();
  }

  /** The pointer is over something else now. */
  pointedAt() {
    this.#relate();
    this.wake();
  }

  /** @param {Lens} lens */
  wantLens(lens) {
    this.page.invokeMethodAsync('LensWanted', lens);
  }

  wantTable() {
    this.page.invokeMethodAsync('TableWanted');
  }

  /** The same numbers as are drawn, in one sentence. */
  summary() {
    const { networks, up, paths, red, waiting } = this.facts();
    const words = [counted(networks, 'network'), counted(up, 'host'), counted(paths, 'open path')];
    if (red) words.push(`${red} not proved shut`);
    if (waiting) words.push(`${waiting} waiting`);
    return `Network map: ${words.join(', ')}. ${KEYS}`;
  }

  // --- what is shown ------------------------------------------------------------------------------

  /** Lines are others when this is. */
  linesKey() {
    const { x, y, k } = this.camera;
    return `${x} ${y} ${k} ${this.#lines} ${this.view.lens} ${this.width} ${this.height}`;
  }

  /** Something about the estate looks different now. */
  changed() {
    this.#isBaseDirty = true;
    this.#lines++;
    this.wake();
  }

  get #window() {
    return { left: this.columns.left, top: this.columns.top, width: this.width, height: this.height };
  }

  /** @param {Ending} ending */
  #end(ending) {
    this.endings.push({ ...ending, at: performance.now() });
    this.keyboard.say(`${endingWords(ending)} at ${ending.point}`);
  }

  /** Networks, access and cells fit together again. */
  #settle() {
    this.access.settle(this.model);
    if (this.#shape !== this.model.shape) {
      this.#shape = this.model.shape;
      this.layout = layoutOf(this.model.networks);
    }
    this.arrange();
    this.#relate();
  }

  /** Cells may look different now. */
  #changeView() {
    const { view, model } = this;
    view.extraHours = model.asOf ? Math.max(0, Math.floor((Date.now() - model.asOf) / HOUR)) : 0;
    view.key = `${view.lens}${view.bit}${view.extraHours}${document.documentElement.dataset.theme}`;
    this.changed();
  }

  #recolour() {
    this.frames.recolour(readPalette());
    this.#changeView();
  }

  /** Fits the canvas to its room, and keeps what is seen. */
  arrange() {
    const narrow = innerWidth <= NARROW && !document.fullscreenElement;
    this.root.style.height = narrow ? `${Math.round(innerHeight * NARROW_SHARE)}px` : '';
    this.ui = document.fullscreenElement ? WALL : 1;
    const width = Math.round(this.root.clientWidth / this.ui);
    const height = Math.round(this.root.clientHeight / this.ui);
    if (!width || !height) return;
    const wasFit = !this.width || isFit(this.camera, this.fitted);
    const dpr = Math.min(2, devicePixelRatio || 1) * this.ui;
    if (width !== this.width || height !== this.height || dpr !== this.frames.below.dpr) {
      [this.width, this.height] = [width, height];
      this.frames.resize(width, height, dpr, this.ui);
    }
    this.columns = columnsOf(this.access, width, height);
    this.fitted = fitOf(this.layout, this.#window);
    if (wasFit) this.camera = this.fitted;
    else this.camera = { ...this.camera, k: clampScale(this.camera.k, this.fitted.k) };
    this.#goToWanted();
    this.changed();
  }

  /** The place of the page's address, as soon as its network is known. */
  #goToWanted() {
    if (!this.wantedAt || !this.model.networks.length) return;
    const wanted = placeOf(this.wantedAt, this.layout.plots);
    this.wantedAt = null;
    if (wanted) this.camera = { ...wanted, k: clampScale(wanted.k, this.fitted.k) };
  }

  #relate() {
    const pointed = this.pointing.key;
    const atLeft = pointed && /^(?:person|point|people):/.test(pointed) ? pointed : null;
    this.related = relatedTo(atLeft ?? this.cursor, this.access, this.columns);
    this.#lines++;
  }

  /** @param {Camera} camera */
  #see(camera) {
    this.camera = inside(camera, this.layout);
    this.#moved = performance.now();
    this.over.style.touchAction = isFit(this.camera, this.fitted) ? 'pan-y' : 'none';
    this.changed();
    this.#rest();
  }

  /** @param {Camera} camera */
  #fly(camera) {
    if (this.isStill) {
      this.#see(camera);
      return;
    }
    this.#flight.start(this.camera, camera, performance.now());
    this.wake();
  }

  /**
   * What is selected and not in view is brought in, at the same scale.
   * @param {Key} key
   */
  #reveal(key) {
    const [kind, id] = partsOf(key);
    const at = kind === 'host' ? this.model.find(id) : null;
    const network = at?.network ?? this.model.named(id);
    const plot = this.layout.plots.find(one => one.network === network);
    if (!plot) return;
    const corner = at ? cornerOf(plot, at.i) : { x: plot.x + plot.w / 2, y: plot.y + plot.h / 2 };
    const { ox, oy } = this.origin;
    const x = ox + (corner.x + 0.5) * this.camera.k;
    const y = oy + (corner.y + 0.5) * this.camera.k;
    const { left, top } = this.columns;
    if (x > left + 16 && x < this.width - 16 && y > top + 16 && y < this.height - 16) return;
    this.#fly({ x: corner.x + 0.5, y: corner.y + 0.5, k: this.camera.k });
  }

  /** Tells the page what is seen and selected, once it rests. */
  #rest() {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      const at = isFit(this.camera, this.fitted) ? '' : placeText(this.camera, this.layout.plots);
      const now = `${at}|${this.cursor ?? ''}`;
      if (now === this.#told) return;
      this.#told = now;
      keepInAddress({ at, sel: this.cursor ?? '' });
      this.page.invokeMethodAsync('Rested', at, this.cursor ?? '');
    }, REST);
  }

  /** @param {MouseEvent} e */
  #press(e) {
    const button = e.target instanceof Element ? e.target.closest('[data-zoom]') : null;
    if (!(button instanceof HTMLElement)) return;
    /** @type {Record<string, () => void>} */
    const acts = {
      in: () => this.zoom(STEP),
      out: () => this.zoom(1 / STEP),
      fit: () => this.fit(),
      full: () => this.#toggleFull(),
    };
    acts[button.dataset.zoom ?? '']?.();
  }

  #toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    // A browser that refuses leaves the page as it is.
    else this.root.requestFullscreen?.().catch(() => {});
  }

  /** Draws with the next frame. */
  wake() {
    if (this.#isDirty) return;
    this.#isDirty = true;
    requestAnimationFrame(time => {
      this.#isDirty = false;
      this.paint(time);
    });
  }

  /** @param {number} time */
  paint(time) {
    if (!this.width || this.#stop.signal.aborted) return;
    const flown = this.#flight.at(time);
    if (flown) this.#see(flown);
    const moving = time - this.#moved < 120;
    if (this.#isBaseDirty) {
      this.#isBaseDirty = false;
      this.frames.drawBase(this, moving);
    }
    this.endings = stillSaid(this.endings, time);
    this.frames.drawOver(this, time, this.endings);
    this.root.dataset.drawn = this.#drawn;
    if (this.frames.bitmaps.pending) this.changed();
    this.#tick();
  }

  /** The numbers of what is drawn, for those who wait for it. */
  get #drawn() {
    const { networks, hosts } = this.model;
    const paths = this.access.grants.length;
    const scale = Number(this.camera.k.toPrecision(4));
    return `hosts=${hosts} networks=${networks.length} paths=${paths} scale=${scale} lens=${this.view.lens}`;
  }

  /** What moves by itself is drawn anew when it is due, and never while nobody sees it. */
  #tick() {
    clearTimeout(this.#ticking);
    if (document.hidden) return;
    const lively = this.frames.paths.lively && !this.isStill;
    const due = lively || this.endings.length ? BEAD_FRAME : SECOND;
    if (!lively && !this.endings.length && !this.access.paths.length) return;
    this.#ticking = setTimeout(() => {
      if (this.access.age(Date.now())) this.#lines++;
      // Cards have clocks too.
      if (hasClocks(this.camera.k)) this.#isBaseDirty = true;
      this.wake();
    }, due);
  }

  /** The page is seen again, or not any more. */
  #looked() {
    if (!document.hidden && !this.access.unread) this.loadPaths();
    this.wake();
  }
}

/**
 * The page's address says what is seen, so that it can be kept and sent. NB. It is replaced: going back leaves the map.
 * @param {Record<string, string>} values an empty one is left out
 */
function keepInAddress(values) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  history.replaceState(history.state, '', url);
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
