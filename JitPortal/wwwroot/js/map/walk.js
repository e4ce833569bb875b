// Where the arrow keys lead: from host to host on the wall, from tile to tile in the overview.
import { ROW } from './wall-layout.js';

/** @import { Block } from './block.js' */
/** @import { Tile } from './overview-layout.js' */
/** @import { Spot } from './wall-layout.js' */

/**
 * One step to the right and down, each -1, 0 or 1.
 * @typedef {readonly [dx: number, dy: number]} Step
 */

/** @type {Readonly<Record<string, Step>>} */
export const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Cells that one press looks at before it gives up. */
const FARTHEST = 4096;

/**
 * The next known host in a direction; with none left in the block, in the block beside it. Null at the edge of the
 * wall; the cell itself when there is none near.
 * @param {Block[]} blocks
 * @param {number} columns
 * @param {Spot} from
 * @param {Step} step
 * @returns {Spot | null}
 */
export function nextHost(blocks, columns, from, [dx, dy]) {
  let { b } = from;
  let x = (from.i % ROW) + dx;
  let y = Math.floor(from.i / ROW) + dy;
  for (let tries = 0; tries < FARTHEST; tries++, x += dx, y += dy) {
    if (x < 0 || x >= ROW) {
      b += dx;
      x = dx > 0 ? 0 : ROW - 1;
    }
    if (y < 0 || y >= ROW) {
      b += dy * columns;
      y = dy > 0 ? 0 : ROW - 1;
    }
    if (b < 0 || b >= blocks.length) return null;
    const i = y * ROW + x;
    if (blocks[b].flags[i]) return { b, i };
  }
  return from;
}

/**
 * Where the walk begins: the first host of the first block that has any.
 * @param {Block[]} blocks
 * @returns {Spot}
 */
export function firstHost(blocks) {
  const at = blocks.findIndex(block => block.hosts > 0);
  const b = Math.max(0, at);
  return { b, i: blocks[b].first };
}

/**
 * The nearest tile in a direction; what lies straight ahead counts as nearer than what lies beside.
 * @param {Tile[]} tiles
 * @param {Tile} from
 * @param {Step} step
 * @returns {Tile | null}
 */
export function nextTile(tiles, from, [dx, dy]) {
  const start = middleOf(from);
  let best = null;
  let bestCost = Infinity;
  for (const tile of tiles) {
    const { x, y } = middleOf(tile);
    const along = (x - start.x) * dx + (y - start.y) * dy;
    if (along <= 1) continue;
    const across = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
    const cost = along + 2 * across;
    if (cost >= bestCost) continue;
    best = tile;
    bestCost = cost;
  }
  return best;
}

/** @param {Tile} tile */
const middleOf = ({ x, y, w, h }) => ({ x: x + w / 2, y: y + h / 2 });
