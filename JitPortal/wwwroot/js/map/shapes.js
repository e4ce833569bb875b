// How a cell of each kind is drawn. Never by colour alone: size and form differ too.

/** @import { Kind } from './lens.js' */
/** @import { Palette } from './palette.js' */

/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Canvas */

/**
 * Draws into a square of side `s` whose upper left corner is (x, y).
 * @typedef {(g: Canvas, p: Palette, x: number, y: number, s: number) => void} Shape
 */

/** Sides up to this many pixels have no room for holes and dashes. */
const TINY = 5;

const RADIUS = 1.5;

/** Sides from which a letter can be read. */
const LETTER = 9;

/** @type {Record<string, Shape>} */
const SHAPES = {
  none: drawNothingKnown,
  gone: drawGone,
  l0: drawNoPort,
  l1: drawSquare('s1', 0.56, 1),
  l2: drawModerate,
  l3: drawFull('s3'),
  l4: drawCritical,
  dot: drawSquare('s1', 0.34, 1),
  new: drawNew,
  changed: drawChanged,
  hint: drawHint,
  blank: drawBlank,
  fresh: drawSquare('ok', 0.56, 1),
  stale: drawStale,
  old: drawOld,
  ...Object.fromEntries(['W', 'R', 'D', 'L', 'I', 'C'].map((letter, at) => [`k${at + 1}`, drawKind(letter, at + 1)])),
};

/**
 * Draws one host with its upper left corner at (x, y).
 * @param {Canvas} g
 * @param {Palette} p
 * @param {Kind} kind
 * @param {number} x
 * @param {number} y
 * @param {number} s side
 */
export function drawShape(g, p, kind, x, y, s) {
  // What has the wanted service looks as its sensitivity does.
  SHAPES[kind.replace(/^has/, 'l')]?.(g, p, x, y, s);
}

/**
 * @param {'s3'} colour
 * @returns {Shape}
 */
function drawFull(colour) {
  return (g, p, x, y, s) => {
    g.fillStyle = p[colour];
    box(g, x, y, s, RADIUS);
    g.fill();
  };
}

/**
 * A filled square, as large as a share of the cell.
 * @param {'s1' | 'ok'} colour
 * @param {number} share
 * @param {number} [radius]
 * @returns {Shape}
 */
function drawSquare(colour, share, radius = RADIUS) {
  return (g, p, x, y, s) => {
    g.fillStyle = p[colour];
    const inner = innerSquare(x, y, s, share);
    box(g, inner.x, inner.y, inner.s, inner.s < 4 ? 0 : radius);
    g.fill();
  };
}

/** @type {Shape} */
function drawNothingKnown(g, p, x, y, s) {
  g.fillStyle = p.empty;
  const middle = Math.floor(s / 2 - 1);
  g.fillRect(x + middle, y + middle, 2, 2);
}

/** @type {Shape} */
function drawGone(g, p, x, y, s) {
  g.strokeStyle = p.gone;
  g.lineWidth = 1;
  if (s > TINY) g.setLineDash([2, 1.6]);
  box(g, x + 0.5, y + 0.5, s - 1, RADIUS);
  g.stroke();
  g.setLineDash([]);
}

/** @type {Shape} */
function drawNoPort(g, p, x, y, s) {
  if (s <= TINY) {
    const inner = innerSquare(x, y, s, 0.5);
    g.fillStyle = p.empty;
    box(g, inner.x, inner.y, inner.s, 0);
    g.fill();
    return;
  }
  outline(g, p.s1, innerSquare(x, y, s, 0.56), 1);
}

/** @type {Shape} */
function drawModerate(g, p, x, y, s) {
  const inner = innerSquare(x, y, s, 0.78);
  g.fillStyle = p.s2;
  box(g, inner.x, inner.y, inner.s, inner.s < 4 ? 0 : RADIUS);
  g.fill();
  if (s > 4) outline(g, p['s2-edge'], inner, 1);
}

/** @type {Shape} */
function drawCritical(g, p, x, y, s) {
  g.fillStyle = p.s4;
  box(g, x, y, s, RADIUS);
  g.fill();
  if (s > TINY) cut(g, () => diamond(g, x + s / 2, y + s / 2, s * 0.27));
}

/** @type {Shape} */
function drawNew(g, p, x, y, s) {
  g.fillStyle = p.accent;
  box(g, x, y, s, RADIUS);
  g.fill();
  if (s <= TINY) return;
  const thick = Math.max(1, Math.round(s * 0.16));
  const start = s / 2 - thick / 2;
  cut(g, () => {
    g.rect(x + start, y + s * 0.2, thick, s * 0.6);
    g.rect(x + s * 0.2, y + start, s * 0.6, thick);
  });
}

/** @type {Shape} */
function drawChanged(g, p, x, y, s) {
  g.fillStyle = p.warn;
  g.beginPath();
  diamond(g, x + s / 2, y + s / 2, s / 2);
  g.fill();
}

/** Found up just now, and not finished. */
/** @type {Shape} */
function drawHint(g, p, x, y, s) {
  g.fillStyle = p['accent-soft'];
  box(g, x + 0.5, y + 0.5, s - 1, s * 0.22);
  g.fill();
  outline(g, p.accent, { x, y, s }, Math.min(4, s * 0.22));
}

/** Not asked yet: nothing is drawn. */
/** @type {Shape} */
function drawBlank() {}

/**
 * A kind of service, in its hue and with its letter.
 * @param {string} letter
 * @param {number} kind
 * @returns {Shape}
 */
function drawKind(letter, kind) {
  const token = /** @type {'k1' | 'k2' | 'k3' | 'k4' | 'k5' | 'k6'} */ (`k${kind}`);
  return (g, p, x, y, s) => {
    g.fillStyle = p[token];
    box(g, x, y, s, RADIUS);
    g.fill();
    if (s < LETTER) return;
    g.fillStyle = p.block;
    g.font = `700 ${Math.round(s * 0.66)}px ${p.sans}`;
    g.textAlign = 'center';
    g.textBaseline = 'middle';
    g.fillText(letter, x + s / 2, y + s / 2 + s * 0.05);
    g.textAlign = 'left';
    g.textBaseline = 'alphabetic';
  };
}

/** @type {Shape} */
function drawStale(g, p, x, y, s) {
  const inner = innerSquare(x, y, s, 0.78);
  g.fillStyle = p.warn;
  box(g, inner.x, inner.y, inner.s, inner.s < 4 ? 0 : RADIUS);
  g.fill();
  if (s > TINY) cut(g, () => g.rect(inner.x + Math.floor(inner.s / 2) - 0.5, inner.y + 1, 1.5, inner.s - 2));
}

/** @type {Shape} */
function drawOld(g, p, x, y, s) {
  g.strokeStyle = p.bad;
  g.lineWidth = s > TINY ? 1.6 : 1;
  box(g, x + 0.8, y + 0.8, s - 1.6, RADIUS);
  g.stroke();
  if (s <= TINY) return;
  g.beginPath();
  g.moveTo(x + 2, y + s - 2);
  g.lineTo(x + s - 2, y + 2);
  g.stroke();
}

/**
 * A square in the middle of a cell that takes a share of its side, in whole pixels.
 * @param {number} x
 * @param {number} y
 * @param {number} s
 * @param {number} share
 */
function innerSquare(x, y, s, share) {
  const side = Math.max(1, Math.round(s * share));
  const offset = Math.floor((s - side) / 2);
  return { x: x + offset, y: y + offset, s: side };
}

/**
 * The path of a square with round corners.
 * @param {Canvas} g
 * @param {number} x
 * @param {number} y
 * @param {number} s
 * @param {number} radius
 */
function box(g, x, y, s, radius) {
  g.beginPath();
  g.roundRect(x, y, s, s, radius);
}

/**
 * A line of one pixel inside the edge of a square.
 * @param {Canvas} g
 * @param {string} colour
 * @param {{x: number, y: number, s: number}} square
 * @param {number} radius
 */
function outline(g, colour, square, radius) {
  g.strokeStyle = colour;
  g.lineWidth = 1;
  box(g, square.x + 0.5, square.y + 0.5, square.s - 1, radius);
  g.stroke();
}

/**
 * Takes a path out of what was drawn.
 * @param {Canvas} g
 * @param {() => void} path
 */
function cut(g, path) {
  g.globalCompositeOperation = 'destination-out';
  g.beginPath();
  path();
  g.fill();
  g.globalCompositeOperation = 'source-over';
}

/**
 * @param {Canvas} g
 * @param {number} x its middle
 * @param {number} y
 * @param {number} r
 */
function diamond(g, x, y, r) {
  g.moveTo(x, y - r);
  g.lineTo(x + r, y);
  g.lineTo(x, y + r);
  g.lineTo(x - r, y);
  g.closePath();
}
