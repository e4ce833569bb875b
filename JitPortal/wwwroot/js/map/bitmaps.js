// A picture of each network at a few sizes of cells, scaled down to the present one; made within a share of a frame.
import { bitmapFor } from './detail.js';
import { kindOf } from './lens.js';
import { drawShape } from './shapes.js';

/** @import { Kind, View } from './lens.js' */
/** @import { Network } from './network.js' */
/** @import { Palette, Token } from './palette.js' */

/** Pixels of all pictures that are kept. */
const MOST_PIXELS = 40_000_000;

/** Cells of that many pixels and fewer are plain squares. */
const PLAIN = 4;

const FADED = 0.25;

/** @type {Record<string, Token>} */
const COLOURS = {
  none: 'empty',
  l0: 'gone',
  l1: 's1',
  l2: 's2',
  l3: 's3',
  l4: 's4',
  has1: 's1',
  has2: 's2',
  has3: 's3',
  has4: 's4',
  dot: 'line-strong',
  gone: 'gone',
  hint: 'accent',
  new: 'accent',
  changed: 'warn',
  fresh: 'ok',
  stale: 'warn',
  old: 'bad',
  k1: 'k1',
  k2: 'k2',
  k3: 'k3',
  k4: 'k4',
  k5: 'k5',
  k6: 'k6',
};

/** Kinds that take less than their whole cell, so that the others stand out. */
const QUIET = new Set(['none', 'l0', 'dot', 'gone']);

/** @typedef {{key: string, image: OffscreenCanvas}} Made */

export class Bitmaps {
  /** @type {Map<string, Made>} */
  #made = new Map();

  #pixels = 0;

  /** Some are coarser than wished, because the frame had no time for them. */
  pending = false;

  /** @type {Map<string, number>} */
  #colours = new Map();

  /** @type {Map<string, OffscreenCanvas>} */
  #sprites = new Map();

  forget() {
    this.#made.clear();
    this.#colours.clear();
    this.#sprites.clear();
    this.#pixels = 0;
  }

  /**
   * @param {Network} network
   * @param {number} devicePixels a cell
   * @param {{view: View, palette: Palette, until: number}} look until: when the frame has no more time
   */
  of(network, devicePixels, { view, palette, until }) {
    let pixels = bitmapFor(devicePixels);
    const key = `${view.key} ${network.version}`;
    const known = this.#find(network, pixels, key);
    if (known) return known;
    if (performance.now() > until) {
      this.pending = true;
      const other = this.#any(network, key);
      if (other) return other;
      pixels = 2;
    }
    const name = `${network.id} ${pixels}`;
    const old = this.#made.get(name);
    if (old) this.#drop(name, old);
    const image = this.#draw(network, pixels, { view, palette });
    this.#made.set(name, { key, image });
    this.#pixels += image.width * image.height;
    this.#makeRoom();
    return image;
  }

  /**
   * @param {Network} network
   * @param {number} pixels
   * @param {string} key
   */
  #find(network, pixels, key) {
    const name = `${network.id} ${pixels}`;
    const known = this.#made.get(name);
    if (known?.key !== key) return null;
    this.#made.delete(name);
    this.#made.set(name, known);
    return known.image;
  }

  /**
   * @param {Network} network
   * @param {string} key
   */
  #any(network, key) {
    for (const pixels of [2, 4, 8, 16, 24]) {
      const known = this.#made.get(`${network.id} ${pixels}`);
      if (known?.key === key) return known.image;
    }
    return null;
  }

  #makeRoom() {
    for (const [name, made] of this.#made) {
      if (this.#pixels <= MOST_PIXELS || this.#made.size < 2) return;
      this.#drop(name, made);
    }
  }

  /**
   * @param {string} name
   * @param {Made} made
   */
  #drop(name, { image }) {
    this.#made.delete(name);
    this.#pixels -= image.width * image.height;
  }

  /**
   * @param {Network} network
   * @param {number} pixels a cell
   * @param {{view: View, palette: Palette}} look
   */
  #draw(network, pixels, look) {
    const image = new OffscreenCanvas(network.columns * pixels, network.rows * pixels);
    const g = image.getContext('2d');
    if (!g) return image;
    if (pixels <= PLAIN) this.#drawPlain(g, network, pixels, look);
    else this.#drawShapes(g, network, pixels, look);
    return image;
  }

  /**
   * @param {OffscreenCanvasRenderingContext2D} g
   * @param {Network} network
   * @param {number} pixels
   * @param {{view: View, palette: Palette}} look
   */
  #drawPlain(g, network, pixels, { view, palette }) {
    const width = network.columns * pixels;
    const data = g.createImageData(width, network.rows * pixels);
    const words = new Uint32Array(data.data.buffer);
    for (let i = 0; i < network.size; i++) {
      const kind = kindOf(network, i, view);
      if (kind === 'blank' || (kind === 'none' && pixels < PLAIN)) continue;
      let side = pixels > 2 ? pixels - 1 : pixels;
      if (QUIET.has(kind)) side = Math.max(1, pixels >> 1);
      const faded = network.match && !network.match[i] && kind !== 'none';
      const colour = this.#colour(palette[COLOURS[kind]], faded ? FADED : 1);
      const at = Math.floor(i / network.columns) * pixels * width + (i % network.columns) * pixels;
      for (let y = 0; y < side; y++) words.fill(colour, at + y * width, at + y * width + side);
    }
    g.putImageData(data, 0, 0);
  }

  /**
   * @param {OffscreenCanvasRenderingContext2D} g
   * @param {Network} network
   * @param {number} pixels
   * @param {{view: View, palette: Palette}} look
   */
  #drawShapes(g, network, pixels, { view, palette }) {
    const side = Math.round(pixels * 0.84);
    const inset = Math.floor((pixels - side) / 2);
    for (let i = 0; i < network.size; i++) {
      const kind = kindOf(network, i, view);
      g.globalAlpha = network.match && !network.match[i] && kind !== 'none' ? FADED : 1;
      const x = (i % network.columns) * pixels + inset;
      g.drawImage(this.#sprite(kind, side, palette), x, Math.floor(i / network.columns) * pixels + inset);
    }
  }

  /**
   * @param {Kind} kind
   * @param {number} side
   * @param {Palette} palette
   */
  #sprite(kind, side, palette) {
    const key = `${kind} ${side}`;
    let sprite = this.#sprites.get(key);
    if (sprite) return sprite;
    sprite = new OffscreenCanvas(side, side);
    const g = sprite.getContext('2d');
    if (g) drawShape(g, palette, kind, 0, 0, side);
    this.#sprites.set(key, sprite);
    return sprite;
  }

  /**
   * A colour as a word of image data.
   * @param {string} text
   * @param {number} alpha
   */
  #colour(text, alpha) {
    const key = `${text} ${alpha}`;
    let word = this.#colours.get(key);
    if (word !== undefined) return word;
    const g = new OffscreenCanvas(1, 1).getContext('2d');
    if (!g) return 0;
    g.fillStyle = text;
    g.fillRect(0, 0, 1, 1);
    const [red, green, blue] = g.getImageData(0, 0, 1, 1).data;
    word = ((Math.round(alpha * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
    this.#colours.set(key, word);
    return word;
  }
}
