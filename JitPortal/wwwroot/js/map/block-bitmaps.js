// Each block is drawn once into a bitmap of its own and then copied, until it changes; each kind of cell likewise.
import { CELLS } from './block.js';
import { kindOf } from './lens.js';
import { drawShape } from './shapes.js';
import { ROW } from './wall-layout.js';

/** @import { Block } from './block.js' */
/** @import { Kind, View } from './lens.js' */
/** @import { Palette } from './palette.js' */
/** @import { WallPlan } from './wall-layout.js' */

/** Pixels of blocks that are kept. */
const MOST_PIXELS = 24e6;

/** How strong what does not fit the filter is drawn. */
const FADED = 0.16;

/** Pitches below this have no room for cells of which nothing is known. */
const LEAST_FOR_NOTHING = 6;

/**
 * What a bitmap depends on besides its block.
 * @typedef {object} Look
 * @property {WallPlan} plan
 * @property {View} view
 * @property {Palette} palette
 * @property {number} dpr device pixels of a CSS pixel
 */

export class BlockBitmaps {
  /**
   * Those used last stand last.
   * @type {Map<Block, {key: string, image: OffscreenCanvas}>}
   */
  #blocks = new Map();

  #pixels = 0;

  /** @type {Map<string, OffscreenCanvas>} */
  #cells = new Map();

  forget() {
    this.#blocks.clear();
    this.#cells.clear();
    this.#pixels = 0;
  }

  /**
   * @param {Kind} kind
   * @param {number} size
   * @param {Look} look
   */
  cell(kind, size, { palette, dpr }) {
    const key = `${kind} ${size} ${dpr}`;
    let image = this.#cells.get(key);
    if (!image) {
      const side = Math.ceil(size * dpr);
      image = new OffscreenCanvas(side, side);
      const g = contextOf(image);
      g.scale(dpr, dpr);
      drawShape(g, palette, kind, 0, 0, size);
      this.#cells.set(key, image);
    }
    return image;
  }

  /**
   * @param {Block} block
   * @param {Look} look
   */
  block(block, look) {
    const { plan, view, dpr } = look;
    const key = `${view.key}|${plan.pitch}|${dpr}|${block.version}`;
    const known = this.#blocks.get(block);
    this.#blocks.delete(block);
    if (known?.key === key) {
      this.#blocks.set(block, known);
      return known.image;
    }
    const side = Math.ceil(plan.side * dpr);
    const image = known?.image.width === side ? known.image : new OffscreenCanvas(side, side);
    this.#draw(block, image, look);
    this.#pixels += pixelsOf(image) - (known ? pixelsOf(known.image) : 0);
    this.#blocks.set(block, { key, image });
    this.#makeRoom(block);
    return image;
  }

  /**
   * @param {Block} block
   * @param {OffscreenCanvas} image
   * @param {Look} look
   */
  #draw(block, image, look) {
    const { plan, view, dpr } = look;
    const g = contextOf(image);
    g.clearRect(0, 0, image.width, image.height);
    for (let i = 0; i < CELLS; i++) {
      const kind = kindOf(block, i, view);
      if (kind === 'none' && plan.pitch < LEAST_FOR_NOTHING) continue;
      g.globalAlpha = block.match && kind !== 'none' && !block.match[i] ? FADED : 1;
      const x = Math.round((i % ROW) * plan.pitch * dpr);
      const y = Math.round(Math.floor(i / ROW) * plan.pitch * dpr);
      g.drawImage(this.cell(kind, plan.cell, look), x, y);
    }
  }

  /** @param {Block} newest */
  #makeRoom(newest) {
    for (const [block, { image }] of this.#blocks) {
      if (this.#pixels <= MOST_PIXELS || block === newest) return;
      this.#blocks.delete(block);
      this.#pixels -= pixelsOf(image);
    }
  }
}

/** @param {OffscreenCanvas} image */
const pixelsOf = image => image.width * image.height;

/** @param {OffscreenCanvas} image */
function contextOf(image) {
  const g = image.getContext('2d');
  if (!g) throw new Error('The browser gave no canvas to draw on.');
  return g;
}
