// Packs boxes into shelves in their order: left to right, then the next shelf; a small box stands under its
// neighbour where the shelf has room. Above each shelf, and left of each column of it, a strip stays free for
// lines.

/**
 * @typedef {object} Box
 * @property {number} w
 * @property {number} h
 */

/**
 * @typedef {object} Spot
 * @property {number} x
 * @property {number} y
 * @property {number} w of its box
 * @property {number} street middle of the free strip above its shelf
 * @property {number} lane middle of the free strip left of its column
 */

/**
 * @typedef {object} Gaps
 * @property {number} x between columns
 * @property {number} y between shelves
 * @property {number} stack between boxes of one column
 */

/**
 * @param {Box[]} boxes
 * @param {number} width
 * @param {Gaps} gaps
 * @returns {{w: number, h: number, spots: Spot[]}}
 */
export function pack(boxes, width, gaps) {
  /** @type {Spot[]} */
  const spots = [];
  const shelf = { x: 0, y: 0, h: 0 };
  /** @type {{x: number, w: number, bottom: number} | null} */
  let column = null;
  let widest = 0;
  for (const box of boxes) {
    const below = column ? column.bottom + gaps.stack : 0;
    if (column && box.w <= column.w && below + box.h <= shelf.y + shelf.h) {
      spots.push({ ...spotIn(shelf.y, column.x, below, gaps), w: box.w });
      column.bottom = below + box.h;
      continue;
    }
    if (column && shelf.x + box.w > width) {
      shelf.x = 0;
      shelf.y += shelf.h + gaps.y;
      shelf.h = 0;
    }
    spots.push({ ...spotIn(shelf.y, shelf.x, shelf.y, gaps), w: box.w });
    column = { x: shelf.x, w: box.w, bottom: shelf.y + box.h };
    shelf.h = Math.max(shelf.h, box.h);
    shelf.x += box.w + gaps.x;
    widest = Math.max(widest, shelf.x - gaps.x);
  }
  return { w: widest, h: shelf.y + shelf.h, spots };
}

/**
 * @param {number} shelfY
 * @param {number} x
 * @param {number} y
 * @param {Gaps} gaps
 * @returns {Omit<Spot, 'w'>}
 */
const spotIn = (shelfY, x, y, gaps) => ({ x, y, street: shelfY - gaps.y / 2, lane: x - gaps.x / 2 });
