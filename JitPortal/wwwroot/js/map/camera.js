// What part of the world is seen, at which scale, and the text that says so in the page's address.

/** @import { Layout, Plot } from './layout.js' */

/**
 * The middle of what is seen, in world units, and pixels a unit.
 * @typedef {object} Camera
 * @property {number} x
 * @property {number} y
 * @property {number} k
 */

/**
 * The part of the canvas that the world is seen in, in pixels.
 * @typedef {object} Window
 * @property {number} left
 * @property {number} top
 * @property {number} width to its right edge, from the canvas's left
 * @property {number} height
 */

/** The largest scale: cards with every port. */
export const LARGEST = 240;

/** Farther out than fit there is only air. */
const SMALLEST_OF_FIT = 0.7;

/** A single small network is not blown up beyond that at fit. */
const LARGEST_FIT = 64;

const MARGIN = 14;

/** Nearer to fit than this counts as fit. */
const FIT = 1.02;

/**
 * @param {Layout} layout
 * @param {Window} view
 * @returns {Camera}
 */
export function fitOf(layout, view) {
  const width = Math.max(40, view.width - view.left - 2 * MARGIN);
  const height = Math.max(40, view.height - view.top - 2 * MARGIN);
  const k = Math.min(width / Math.max(1, layout.w), height / Math.max(1, layout.h), LARGEST_FIT);
  return { x: layout.w / 2, y: layout.h / 2, k };
}

/**
 * @param {number} k
 * @param {number} fit
 */
export const clampScale = (k, fit) => Math.max(fit * SMALLEST_OF_FIT, Math.min(LARGEST, k));

/**
 * @param {Camera} camera
 * @param {Camera} fit
 */
export const isFit = (camera, fit) =>
  camera.k < fit.k * FIT &&
  camera.k > fit.k / FIT &&
  Math.abs(camera.x - fit.x) * fit.k < 4 &&
  Math.abs(camera.y - fit.y) * fit.k < 4;

/**
 * Where the world's origin is on the canvas.
 * @param {Camera} camera
 * @param {Window} view
 */
export const originOf = ({ x, y, k }, { left, top, width, height }) => ({
  ox: (left + width) / 2 - x * k,
  oy: (top + height) / 2 - y * k,
});

/**
 * The same with another scale; what is at a point of the canvas stays there.
 * @param {Camera} camera
 * @param {Window} view
 * @param {{x: number, y: number}} point
 * @param {number} k
 * @returns {Camera}
 */
export function zoomedAt(camera, view, point, k) {
  const { ox, oy } = originOf(camera, view);
  const x = (point.x - ox) / camera.k;
  const y = (point.y - oy) / camera.k;
  const share = 1 - camera.k / k;
  return { x: camera.x + (x - camera.x) * share, y: camera.y + (y - camera.y) * share, k };
}

/**
 * Never so far that nothing is seen any more.
 * @param {Camera} camera
 * @param {Layout} layout
 * @returns {Camera}
 */
export const inside = ({ x, y, k }, { w, h }) => ({
  x: Math.max(0, Math.min(w, x)),
  y: Math.max(0, Math.min(h, y)),
  k,
});

/**
 * The whole network in the middle.
 * @param {Plot} plot
 * @param {Window} view
 * @returns {Camera}
 */
export function showing({ x, y, w, h }, view) {
  const k = Math.min((view.width - view.left - 60) / w, (view.height - view.top - 110) / h, 120);
  return { x: x + w / 2, y: y + h / 2 - 24 / k, k: Math.max(1, k) };
}

/**
 * The place as text: network, cell in the middle, pixels a cell. It means the same in every window.
 * @param {Camera} camera
 * @param {Plot[]} plots
 */
export function placeText(camera, plots) {
  let best = null;
  let least = Infinity;
  for (const plot of plots) {
    const dx = Math.max(plot.x - camera.x, 0, camera.x - plot.x - plot.w);
    const dy = Math.max(plot.y - camera.y, 0, camera.y - plot.y - plot.h);
    if (dx + dy >= least) continue;
    least = dx + dy;
    best = plot;
  }
  if (!best) return '';
  const { network } = best;
  const column = Math.max(0, Math.min(network.columns - 1, Math.floor(camera.x - best.x)));
  const row = Math.max(0, Math.min(network.rows - 1, Math.floor(camera.y - best.y)));
  return `${network.id},${row * network.columns + column},${Number(camera.k.toPrecision(3))}`;
}

/**
 * The camera of such a text; null when it means nothing here.
 * @param {string} text
 * @param {Plot[]} plots
 * @returns {Camera | null}
 */
export function placeOf(text, plots) {
  const [id, cell, scale] = text.split(',');
  const plot = plots.find(({ network }) => network.id === id);
  const i = Number(cell);
  const k = Number(scale);
  if (!plot || !Number.isInteger(i) || i < 0 || !(k > 0)) return null;
  const { columns } = plot.network;
  return {
    x: plot.x + (i % columns) + 0.75,
    y: plot.y + Math.min(plot.network.rows, Math.floor(i / columns)) + 0.7,
    k: Math.min(k, LARGEST),
  };
}
