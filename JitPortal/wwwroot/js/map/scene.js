// What one frame shows, as the painters need it.
import { INSET_X, INSET_Y } from './layout.js';

/** @import { Access, Path } from './access.js' */
/** @import { Bitmaps } from './bitmaps.js' */
/** @import { Columns } from './columns.js' */
/** @import { Details } from './details.js' */
/** @import { Layout, Plot } from './layout.js' */
/** @import { View } from './lens.js' */
/** @import { Network } from './network.js' */

/**
 * @typedef {object} Scene
 * @property {Layout} layout
 * @property {Columns} columns
 * @property {Access} access
 * @property {Details} details
 * @property {Bitmaps} bitmaps
 * @property {View} view
 * @property {boolean} counted so much access is there that numbers stand for it
 * @property {number} k pixels a cell
 * @property {number} ox where the world's origin is
 * @property {number} oy
 * @property {number} left edge of the estate
 * @property {number} top
 * @property {number} width of the canvas
 * @property {number} height
 * @property {number} dpr device pixels a pixel
 * @property {boolean} moving the view is on its way
 * @property {boolean} still nothing moves by itself
 * @property {number} now the server's time
 * @property {Plot[]} seen networks in view
 * @property {Set<Path> | null} related what is selected or pointed at has to do with; null = nothing is
 * @property {(network: Network, i: number, port: number) => Path | undefined} grantOn
 */

/**
 * @param {Scene} scene
 * @param {number} x in world units
 */
export const sx = ({ ox, k }, x) => ox + x * k;

/**
 * @param {Scene} scene
 * @param {number} y in world units
 */
export const sy = ({ oy, k }, y) => oy + y * k;

/**
 * The columns and rows of a network that are in view.
 * @param {Scene} scene
 * @param {Plot} plot
 */
export function cellsInView(scene, { x, y, network }) {
  const left = sx(scene, x + INSET_X);
  const top = sy(scene, y + INSET_Y);
  return {
    first: Math.max(0, Math.floor((scene.left - left) / scene.k)),
    last: Math.min(network.columns - 1, Math.floor((scene.width - left) / scene.k)),
    from: Math.max(0, Math.floor((scene.top - top) / scene.k)),
    to: Math.min(network.rows - 1, Math.floor((scene.height - top) / scene.k)),
  };
}
