// What is at a point of the canvas: arithmetic on the layout, nothing is kept for it.
import { INSET_X, INSET_Y } from './layout.js';

/** @import { Layout, Plot } from './layout.js' */

/** Pixels a cell below which a point means the network. */
const CELLS_FROM = 4;

/**
 * @typedef {object} Picked
 * @property {Plot} plot
 * @property {number} i cell; -1 for the network itself
 */

/**
 * @param {Layout} layout
 * @param {number} x in world units
 * @param {number} y
 * @param {number} k pixels a cell
 * @returns {Picked | null}
 */
export function pickAt({ plots }, x, y, k) {
  const plot = plots.find(p => x >= p.x && x <= p.x + p.w && y >= p.y - p.head && y <= p.y + p.h);
  if (!plot) return null;
  const i = k >= CELLS_FROM ? cellAt(plot, x, y) : -1;
  return { plot, i: i >= 0 && plot.network.flags[i] ? i : -1 };
}

/**
 * @param {Plot} plot
 * @param {number} x
 * @param {number} y
 */
function cellAt({ x: left, y: top, network }, x, y) {
  const column = Math.floor(x - left - INSET_X);
  const row = Math.floor(y - top - INSET_Y);
  if (column < 0 || column >= network.columns || row < 0) return -1;
  const i = row * network.columns + column;
  return i < network.size ? i : -1;
}

/**
 * Corner of a cell, in world units.
 * @param {Plot} plot
 * @param {number} i
 */
export const cornerOf = ({ x, y, network: { columns } }, i) => ({
  x: x + INSET_X + (i % columns),
  y: y + INSET_Y + Math.floor(i / columns),
});
