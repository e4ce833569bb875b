// Where the tiles of the overview stand, one for each network in the order of the addresses.

/** @import { Network } from './network.js' */

/** Smaller tiles scroll instead. */
const LEAST = { w: 46, h: 34 };

const MOST = { w: 220, h: 112 };

/** The pleasing share of width to height. */
const SHAPE = 1.5;

const MARGIN = 12;

/** Between two tiles; each tile's box has it on its right and below. */
export const GAP = 4;

/**
 * @typedef {object} Tile
 * @property {Network} network
 * @property {number} most hosts up in the network that has most
 * @property {number} x
 * @property {number} y
 * @property {number} w
 * @property {number} h
 */

/**
 * Tiles as large as the box allows.
 * @param {Network[]} networks
 * @param {number} width
 * @param {number} height
 * @returns {Tile[]}
 */
export function tilesOf(networks, width, height) {
  const { columns, w, h } = grid(networks.length || 1, width - 2 * MARGIN + GAP, height - 2 * MARGIN + GAP);
  const most = Math.max(1, ...networks.map(network => network.up));
  return networks.map((network, k) => ({
    network,
    most,
    x: MARGIN + (k % columns) * w,
    y: MARGIN + Math.floor(k / columns) * h,
    w,
    h,
  }));
}

/**
 * The number of columns that gives the largest tiles of a pleasing shape.
 * @param {number} count
 * @param {number} width
 * @param {number} height
 */
function grid(count, width, height) {
  const mostColumns = Math.max(1, Math.floor(width / LEAST.w));
  let best = { columns: mostColumns, w: Math.floor(width / mostColumns), h: LEAST.h };
  let bestScore = 0;
  for (let columns = 1; columns <= mostColumns; columns++) {
    const w = Math.min(MOST.w, Math.floor(width / columns));
    const h = Math.min(MOST.h, Math.floor(height / Math.ceil(count / columns)));
    if (w < LEAST.w || h < LEAST.h) continue;
    const oddness = Math.max(1, Math.abs(Math.log(w / h / SHAPE)) * 2);
    const score = (w * h) / oddness;
    if (score <= bestScore) continue;
    best = { columns, w, h };
    bestScore = score;
  }
  return best;
}

/** @param {Tile[]} tiles */
export function heightOf(tiles) {
  const last = tiles.at(-1);
  return last ? last.y + last.h + MARGIN : 0;
}

/**
 * @param {Tile[]} tiles
 * @param {number} x
 * @param {number} y
 * @returns {Tile | null}
 */
export function pickTile(tiles, x, y) {
  const hit = tiles.find(tile => x >= tile.x && x < tile.x + tile.w && y >= tile.y && y < tile.y + tile.h);
  return hit ?? null;
}
