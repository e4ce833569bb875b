// Where the blocks of the wall stand: 16 x 16 cells each, in rows. Zooming changes the pitch of a cell.

/** Pixels from one cell to the next, of which one is chosen. */
export const PITCHES = [2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 22];

/** The smallest pitch whose cells a pointer can tell apart; blocks have both lines of their heads. */
export const COMFORTABLE = 8;

/** The pitch of a wall that scrolls. */
export const SCROLLING_PITCH = 11;

/** Cells in a row of a block. */
export const ROW = 16;

const MARGIN = 20;
const NARROW_MARGIN = 12;
const NARROW = 480;
const TOP = 8;

/**
 * @typedef {object} WallPlan
 * @property {number} pitch pixels from one cell to the next
 * @property {number} cell side of a cell
 * @property {number} side of a block
 * @property {number} head height of what stands over a block
 * @property {number} columns blocks in a row
 * @property {number} gap between two of them
 * @property {number} step from one row to the next
 * @property {number} margin left and right
 * @property {number} height of all
 * @property {(b: number) => number} x left edge of a block
 * @property {(b: number) => number} y upper edge of its head
 */

/**
 * A cell of the wall.
 * @typedef {object} Spot
 * @property {number} b which block
 * @property {number} i which cell of it; -1 beside the cells
 */

/** @param {number} pitch */
function headOf(pitch) {
  if (pitch >= COMFORTABLE) return 40;
  return pitch >= 4 ? 18 : 4;
}

/**
 * @param {number} count of blocks
 * @param {number} width
 * @param {number} pitch
 * @returns {WallPlan}
 */
export function layout(count, width, pitch) {
  const comfortable = pitch >= COMFORTABLE;
  const side = ROW * pitch;
  const head = headOf(pitch);
  const margin = width < NARROW ? NARROW_MARGIN : MARGIN;
  const inside = width - 2 * margin;
  const leastGap = comfortable ? 10 : 6;
  const mostGap = comfortable ? 48 : 16;
  const columns = Math.max(1, Math.min(count || 1, Math.floor((inside + leastGap) / (side + leastGap))));
  const gap = columns > 1 ? Math.min((inside - columns * side + 2) / (columns - 1), mostGap) : 0;
  const rows = Math.ceil(count / columns);
  const step = head + side + (comfortable ? 14 : 8);
  return {
    pitch,
    cell: pitch > 4 ? pitch - 2 : Math.max(1, pitch - 1),
    side,
    head,
    columns,
    gap,
    step,
    margin,
    height: TOP + rows * step + 2,
    x: b => Math.round(margin + (b % columns) * (side + gap)),
    y: b => TOP + Math.floor(b / columns) * step,
  };
}

/**
 * The largest comfortable pitch at which all blocks are seen at once; 0 when there is none.
 * @param {number} count of blocks
 * @param {number} width
 * @param {number} height
 */
export function fitting(count, width, height) {
  const pitches = PITCHES.filter(pitch => pitch >= COMFORTABLE).reverse();
  const fits = pitches.find(pitch => {
    const plan = layout(count, width, pitch);
    return plan.height <= height && plan.columns * plan.side + 2 * plan.margin <= width + 2;
  });
  return fits ?? 0;
}

/**
 * What is under a point of the wall; null beside the blocks.
 * @param {WallPlan} plan
 * @param {number} count of blocks
 * @param {number} x
 * @param {number} y
 * @returns {Spot | null}
 */
export function pick(plan, count, x, y) {
  const column = Math.floor((x - plan.margin + plan.gap / 2) / (plan.side + plan.gap));
  const row = Math.floor((y - TOP) / plan.step);
  const b = row * plan.columns + column;
  if (column < 0 || column >= plan.columns || row < 0 || b >= count) return null;
  const across = Math.floor((x - plan.x(b)) / plan.pitch);
  const down = Math.floor((y - plan.y(b) - plan.head) / plan.pitch);
  const inside = across >= 0 && across < ROW && down >= 0 && down < ROW;
  return { b, i: inside ? down * ROW + across : -1 };
}

/**
 * Blocks of which something is seen, from the first to before the last.
 * @param {WallPlan} plan
 * @param {number} count of blocks
 * @param {number} top how far the wall is scrolled
 * @param {number} height of what is seen
 */
export function seen(plan, count, top, height) {
  const first = Math.max(0, Math.floor((top - TOP) / plan.step)) * plan.columns;
  const end = Math.min(count, (Math.floor((top + height) / plan.step) + 1) * plan.columns);
  return { first, end };
}

/**
 * Upper left corner of a cell.
 * @param {WallPlan} plan
 * @param {Spot} spot
 */
export function cornerOf(plan, { b, i }) {
  return {
    x: plan.x(b) + (i % ROW) * plan.pitch,
    y: plan.y(b) + plan.head + Math.floor(i / ROW) * plan.pitch,
  };
}
