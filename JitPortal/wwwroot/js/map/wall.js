// Draws the wall: blocks with their heads, and above the cells what is marked there. Cells are sharp at each pitch;
// scrolling is the browser's own.
import { BlockBitmaps } from './block-bitmaps.js';
import { CLOSING, GRANTED } from './block.js';
import { headOf, kindOf } from './lens.js';
import { mono, sans } from './palette.js';
import { COMFORTABLE, cornerOf, ROW, seen } from './wall-layout.js';

/** @import { Look } from './block-bitmaps.js' */
/** @import { Block } from './block.js' */
/** @import { Spot } from './wall-layout.js' */

/**
 * @typedef {object} WallScene
 * @property {Block[]} blocks
 * @property {number} top how far the wall is scrolled
 * @property {number} width
 * @property {number} height of what is seen
 * @property {number} time of the frame, in ms
 * @property {boolean} still nothing may move
 * @property {Spot | null} hover
 * @property {Spot | null} selected
 */

/** @typedef {WallScene & Look} Scene */

/** The first line over a block, under the upper edge of its head; the second. */
const LINE1 = 12;
const LINE2 = 28;

/** Sides of the shapes beside a block's name. */
const GLYPH = 9;

/** A breath of a hint takes 2.6 s. */
const BREATH = 2600 / (2 * Math.PI);

export class Wall {
  #bitmaps = new BlockBitmaps();

  /** @param {CanvasRenderingContext2D} g */
  constructor(g) {
    this.g = g;
  }

  /** Colours have changed. */
  forget() {
    this.#bitmaps.forget();
  }

  /** @param {Scene} scene */
  draw(scene) {
    const { g } = this;
    const { blocks, plan, dpr, top, width, height, hover, selected } = scene;
    g.setTransform(dpr, 0, 0, dpr, 0, 0);
    g.clearRect(0, 0, width, height);
    g.textBaseline = 'alphabetic';
    const { first, end } = seen(plan, blocks.length, top, height);
    for (let b = first; b < end; b++) this.#drawBlock(scene, b);
    for (let b = first; b < end; b++) this.#drawMarks(scene, b);
    if (hover && hover.i >= 0) this.#drawFrame(scene, hover);
    if (selected) this.#drawBrackets(scene, selected);
  }

  /**
   * @param {Scene} scene
   * @param {number} b
   */
  #drawBlock(scene, b) {
    const { g } = this;
    const { blocks, plan, palette, top } = scene;
    const block = blocks[b];
    const x = plan.x(b);
    const y = plan.y(b) - top;
    if (plan.pitch >= COMFORTABLE) this.#drawTwoLines(scene, block, x, y);
    else if (plan.pitch >= 4) this.#drawOneLine(scene, block, x, y);
    const cells = y + plan.head;
    const pad = padOf(plan.pitch);
    const side = plan.side + 2 * pad - 2;
    g.fillStyle = palette.block;
    this.#box(x - pad, cells - pad, side, pad + 1);
    g.fill();
    g.strokeStyle = palette.line;
    g.lineWidth = 1;
    this.#box(x - pad - 0.5, cells - pad - 0.5, side + 1, pad + 1.5);
    g.stroke();
    g.drawImage(this.#bitmaps.block(block, scene), x, cells, plan.side, plan.side);
    const { scan } = block;
    if (scan?.state === 'run' && scan.at > 0 && scan.at < ROW * ROW) this.#drawFront(scene, scan.at, x, cells);
  }

  /**
   * The name alone, where there is room for no more.
   * @param {Scene} scene
   * @param {Block} block
   * @param {number} x
   * @param {number} y
   */
  #drawOneLine({ plan, palette }, block, x, y) {
    const { g } = this;
    const pad = padOf(plan.pitch);
    g.textAlign = 'left';
    g.fillStyle = palette.text;
    g.font = block.name ? sans(palette, 650, 11) : mono(palette, 650, 11);
    this.#fit(block.name || block.network.cidr.replace(/\.0\/24$/, ''), x - pad, y + LINE1, plan.side + pad);
  }

  /**
   * Name and hosts up; below them the network's address and what the lens or a scan says.
   * @param {Scene} scene
   * @param {Block} block
   * @param {number} x
   * @param {number} y
   */
  #drawTwoLines(scene, block, x, y) {
    const { g } = this;
    const { plan, palette } = scene;
    const pad = padOf(plan.pitch);
    const left = x - pad;
    const right = x + plan.side;
    const room = plan.side + pad;
    const up = `${block.up} up`;
    g.font = sans(palette, 400, 12);
    const taken = g.measureText(up).width + 8;
    g.textAlign = 'left';
    g.fillStyle = palette.text;
    g.font = sans(palette, 650, 13);
    this.#fit(block.name || block.network.cidr, left, y + LINE1, room - taken);
    g.textAlign = 'right';
    g.fillStyle = palette['text-2'];
    g.font = sans(palette, 400, 12);
    g.fillText(up, right, y + LINE1);
    const told = block.scan
      ? this.#drawProgress(scene, block.scan, right, y)
      : this.#drawCounts(scene, block, right, y);
    if (!block.name) return;
    g.textAlign = 'left';
    g.fillStyle = palette['text-2'];
    g.font = mono(palette, 400, 11.5);
    this.#fit(block.network.cidr, left, y + LINE2, room - told);
  }

  /**
   * How far a scan is; answers the width that it took.
   * @param {Scene} scene
   * @param {NonNullable<Block['scan']>} scan
   * @param {number} right
   * @param {number} y
   */
  #drawProgress({ palette }, scan, right, y) {
    const { g } = this;
    const words = scan.state === 'wait' ? 'queued' : `${scan.done} / ${scan.total}`;
    if (scan.state === 'run') {
      g.fillStyle = palette.accent;
      g.font = sans(palette, 650, 12);
    }
    g.fillText(words, right, y + LINE2);
    return g.measureText(words).width + 8;
  }

  /**
   * What the lens counts; answers the width that it took.
   * @param {Scene} scene
   * @param {Block} block
   * @param {number} right
   * @param {number} y
   */
  #drawCounts(scene, block, right, y) {
    const { g } = this;
    let at = right;
    for (const { kind, count } of headOf(block, scene.view).reverse()) {
      if (!count) continue;
      const text = String(count);
      g.fillText(text, at, y + LINE2);
      at -= g.measureText(text).width + 4 + GLYPH;
      g.drawImage(this.#bitmaps.cell(kind, GLYPH, scene), at, y + LINE2 - GLYPH, GLYPH, GLYPH);
      at -= GLYPH;
    }
    return right - at;
  }

  /**
   * A text, shortened to the room that it has.
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {number} room
   */
  #fit(text, x, y, room) {
    const { g } = this;
    if (g.measureText(text).width <= room) {
      g.fillText(text, x, y);
      return;
    }
    let length = text.length;
    while (length > 1 && g.measureText(`${text.slice(0, length)}…`).width > room) length--;
    if (length > 1) g.fillText(`${text.slice(0, length)}…`, x, y);
  }

  /**
   * The line up to which a scan has come.
   * @param {Scene} scene
   * @param {number} done cells before it
   * @param {number} x
   * @param {number} y
   */
  #drawFront({ plan, palette }, done, x, y) {
    const { g } = this;
    const line = y + Math.floor(done / ROW) * plan.pitch - 1;
    const edge = x + (done % ROW) * plan.pitch - 1;
    g.strokeStyle = palette.accent;
    g.lineWidth = 1.5;
    g.beginPath();
    if (done % ROW) {
      g.moveTo(x - 4, line + plan.pitch);
      g.lineTo(edge, line + plan.pitch);
      g.lineTo(edge, line);
    } else {
      g.moveTo(x - 4, line);
    }
    g.lineTo(x + plan.side + 2, line);
    g.stroke();
  }

  /**
   * @param {Scene} scene
   * @param {number} b
   */
  #drawMarks(scene, b) {
    const { blocks, plan, top } = scene;
    const block = blocks[b];
    for (const i of block.marks) {
      const corner = cornerOf(plan, { b, i });
      const y = corner.y - top;
      if (block.flags[i] & (GRANTED | CLOSING)) this.#drawRing(scene, block, i, corner.x, y);
      else if (block.isHint(i)) this.#drawHint(scene, corner.x, y);
    }
  }

  /**
   * Around a host with an open grant, or one that is not proved shut.
   * @param {Scene} scene
   * @param {Block} block
   * @param {number} i
   * @param {number} x
   * @param {number} y
   */
  #drawRing(scene, block, i, x, y) {
    const { g } = this;
    const { plan, view, palette } = scene;
    const { cell } = plan;
    const closing = block.flags[i] & CLOSING;
    const comfortable = plan.pitch >= COMFORTABLE;
    const out = comfortable ? 3 : 1.5;
    g.fillStyle = palette.block;
    this.#box(x - out - 1, y - out - 1, cell + 2 * out + 2, out * 2);
    g.fill();
    g.drawImage(this.#bitmaps.cell(kindOf(block, i, view), cell, scene), x, y, cell, cell);
    g.strokeStyle = closing ? palette.bad : palette.accent;
    g.lineWidth = comfortable ? 2 : 1.5;
    this.#box(x - out, y - out, cell + 2 * out, out + 2);
    g.stroke();
    if (!closing) return;
    const corner = x + cell + out;
    g.beginPath();
    g.moveTo(corner, y - out);
    g.lineTo(corner + 4, y - out - 4);
    g.stroke();
  }

  /**
   * A host that a running scan has just found.
   * @param {Scene} scene
   * @param {number} x
   * @param {number} y
   */
  #drawHint({ plan, palette, time, still }, x, y) {
    const { g } = this;
    const { cell } = plan;
    const pulse = still ? 1 : 0.55 + 0.45 * Math.sin(time / BREATH);
    g.strokeStyle = palette.accent;
    g.lineWidth = cell > 4 ? 1.5 : 1;
    this.#box(x + 0.75, y + 0.75, cell - 1.5, 2);
    g.globalAlpha = 0.16 * pulse;
    g.fillStyle = palette.accent;
    g.fill();
    g.globalAlpha = 0.45 + 0.55 * pulse;
    g.stroke();
    g.globalAlpha = 1;
  }

  /**
   * Around the cell under the pointer.
   * @param {Scene} scene
   * @param {Spot} spot
   */
  #drawFrame({ plan, palette, top }, spot) {
    const { g } = this;
    const { x, y } = cornerOf(plan, spot);
    g.strokeStyle = palette['text-3'];
    g.lineWidth = 1;
    g.strokeRect(x - 1.5, y - top - 1.5, plan.cell + 3, plan.cell + 3);
  }

  /**
   * At the four corners of the chosen cell.
   * @param {Scene} scene
   * @param {Spot} spot
   */
  #drawBrackets({ plan, palette, top }, spot) {
    const { g } = this;
    const { x, y } = cornerOf(plan, spot);
    const out = plan.pitch >= COMFORTABLE ? 7 : 4;
    const length = plan.pitch >= COMFORTABLE ? 5 : 3;
    const left = x - out;
    const right = x + plan.cell + out;
    const above = y - top - out;
    const below = y - top + plan.cell + out;
    g.strokeStyle = palette.text;
    g.lineWidth = 2;
    this.#drawBracket(left, above, length, length);
    this.#drawBracket(right, above, -length, length);
    this.#drawBracket(left, below, length, -length);
    this.#drawBracket(right, below, -length, -length);
  }

  /**
   * A corner at (x, y), whose arms are this long to the right and down.
   * @param {number} x
   * @param {number} y
   * @param {number} across
   * @param {number} down
   */
  #drawBracket(x, y, across, down) {
    const { g } = this;
    g.beginPath();
    g.moveTo(x + across, y);
    g.lineTo(x, y);
    g.lineTo(x, y + down);
    g.stroke();
  }

  /**
   * The path of a square with round corners.
   * @param {number} x
   * @param {number} y
   * @param {number} side
   * @param {number} radius
   */
  #box(x, y, side, radius) {
    this.g.beginPath();
    this.g.roundRect(x, y, side, side, radius);
  }
}

/**
 * What a block's ground stands out beyond its cells.
 * @param {number} pitch
 */
const padOf = pitch => (pitch >= COMFORTABLE ? 4 : 2);
