// A pen for the canvas: texts, round boxes and shapes in the colours of the theme. Names of hosts pass through
// here as text.
import { mono, sans } from './palette.js';
import { drawShape } from './shapes.js';
import { clipped } from './text.js';

/** @import { Kind } from './lens.js' */
/** @import { Palette, Token } from './palette.js' */

/** Widths that are remembered. */
const MOST_WIDTHS = 6000;

/**
 * How a text looks.
 * @typedef {object} Style
 * @property {number} [weight]
 * @property {number} [size]
 * @property {boolean} [fixed] in the type of addresses
 * @property {Token} [colour]
 * @property {'left' | 'right' | 'center'} [align]
 * @property {number} [room] the text is cut off beyond that
 */

export class Ink {
  /** Texts clear the ground around them, so that a line that crosses them leaves them to read. */
  halo = false;

  /** @type {Map<string, number>} */
  #widths = new Map();

  /** @type {Map<string, OffscreenCanvas>} */
  #sprites = new Map();

  /**
   * @param {CanvasRenderingContext2D} g
   * @param {Palette} palette
   * @param {number} dpr
   */
  constructor(g, palette, dpr) {
    this.g = g;
    this.p = palette;
    this.dpr = dpr;
  }

  /**
   * @param {string} text
   * @param {Style} style
   */
  width(text, style) {
    this.g.font = this.#font(style);
    return this.#measure(text);
  }

  /**
   * Draws a text; answers how wide it is.
   * @param {string} text
   * @param {number} x
   * @param {number} y its base line
   * @param {Style} style
   */
  text(text, x, y, style) {
    const { g } = this;
    g.font = this.#font(style);
    g.fillStyle = this.p[style.colour ?? 'text'];
    const words = style.room === undefined ? text : clipped(text, style.room, part => this.#measure(part));
    const width = this.#measure(words);
    let left = x;
    if (style.align === 'right') left -= width;
    if (style.align === 'center') left -= width / 2;
    if (this.halo) {
      g.strokeStyle = this.p.surface;
      g.lineWidth = 3.5;
      g.lineJoin = 'round';
      g.strokeText(words, left, y);
    }
    g.fillText(words, left, y);
    return width;
  }

  /** @param {Style} style */
  #font({ weight = 400, size = 11, fixed = false }) {
    return fixed ? mono(this.p, weight, size) : sans(this.p, weight, size);
  }

  /** @param {string} text */
  #measure(text) {
    const key = this.g.font + text;
    let width = this.#widths.get(key);
    if (width === undefined) {
      if (this.#widths.size > MOST_WIDTHS) this.#widths.clear();
      width = this.g.measureText(text).width;
      this.#widths.set(key, width);
    }
    return width;
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} w
   * @param {number} h
   * @param {number} radius
   */
  box(x, y, w, h, radius) {
    this.g.beginPath();
    this.g.roundRect(x, y, Math.max(0, w), Math.max(0, h), Math.max(0, Math.min(radius, w / 2, h / 2)));
  }

  /**
   * @param {Token} colour
   * @param {number} [alpha]
   */
  fill(colour, alpha = 1) {
    this.g.globalAlpha = alpha;
    this.g.fillStyle = this.p[colour];
    this.g.fill();
    this.g.globalAlpha = 1;
  }

  /**
   * @param {Token} colour
   * @param {number} [width]
   * @param {number[]} [dash]
   */
  stroke(colour, width = 1, dash = []) {
    const { g } = this;
    g.strokeStyle = this.p[colour];
    g.lineWidth = width;
    if (dash.length) g.setLineDash(dash);
    g.stroke();
    if (dash.length) g.setLineDash([]);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} radius
   */
  circle(x, y, radius) {
    this.g.beginPath();
    this.g.arc(x, y, radius, 0, Math.PI * 2);
  }

  /**
   * A host's shape from a picture that is kept; its corner is at whole pixels.
   * @param {Kind} kind
   * @param {number} x
   * @param {number} y
   * @param {number} s side
   */
  shape(kind, x, y, s) {
    const side = Math.max(1, Math.round(s * this.dpr));
    const key = `${kind} ${side}`;
    let sprite = this.#sprites.get(key);
    if (!sprite) {
      sprite = new OffscreenCanvas(side, side);
      const g = sprite.getContext('2d');
      if (g) drawShape(g, this.p, kind, 0, 0, side);
      this.#sprites.set(key, sprite);
    }
    const at = (/** @type {number} */ n) => Math.round(n * this.dpr) / this.dpr;
    this.g.drawImage(sprite, at(x), at(y), side / this.dpr, side / this.dpr);
  }
}
