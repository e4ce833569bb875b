// The way of a line from an enforcement point to a cell: through the strips that are kept free between groups and
// shelves, then down into its cell, never across a network that is not its own, nor along a row of other hosts.
import { INSET_X } from './layout.js';
import { cornerOf } from './pick.js';

/** @import { Plot } from './layout.js' */

/**
 * Where the world is on the canvas.
 * @typedef {object} Projection
 * @property {number} ox
 * @property {number} oy
 * @property {number} k
 * @property {number} left
 * @property {number} top
 * @property {number} width
 * @property {number} height
 */

/** @typedef {[x: number, y: number]} XY */

/**
 * @typedef {object} Route
 * @property {XY[]} points the first two are joined by a curve, the others by straight lines
 * @property {boolean} stub what it leads to is not in view
 */

/**
 * The post, and how far the line stands beside the middle of each strip.
 * @typedef {object} Start
 * @property {number} x
 * @property {number} y
 * @property {number} lane -1 to 1
 * @property {boolean} framed networks stand in groups
 * @property {{x: number, y: number, aisle: number}} gaps widths of the free strips, in world units
 */

/** A line that leads out of the view ends so far from its post. */
const STUB = 34;

/** ... and beside the middle of a strip at most that far. */
const MOST_BESIDE = 9;

/** Lines leave the view no farther than this. */
const BEYOND = 80;

/**
 * @param {Plot} plot
 * @param {number} i cell; -1 for the network itself
 * @param {Projection} p
 * @param {Start} from
 * @returns {Route}
 */
export function routeOf(plot, i, p, from) {
  const sx = (/** @type {number} */ x) => p.ox + x * p.k;
  const sy = (/** @type {number} */ y) => Math.max(p.top - BEYOND, Math.min(p.height + BEYOND, p.oy + y * p.k));
  const out = outside(boxOf(plot, i), p);
  if (out) {
    return {
      stub: true,
      points: [
        [from.x, from.y],
        [from.x + STUB, from.y + out.dy * 18],
      ],
    };
  }
  const gutter = Math.max(from.x + 14, Math.min(p.left - 4, sx(plot.frame.lane)));
  const lane = (/** @type {number} */ gap) => from.lane * Math.min(MOST_BESIDE, gap * p.k * 0.4);
  /** @type {XY[]} */
  const points = [[from.x, from.y]];
  const aisle = sy(plot.frame.street) + lane(from.gaps.aisle);
  const street = sy(plot.street) + lane(from.gaps.y);
  if (from.framed && plot.frame.x > 0 && sx(plot.frame.x) > p.left + 24) {
    const x = sx(plot.frame.lane) + lane(from.gaps.aisle);
    points.push([gutterAt(p, gutter), aisle], [x, aisle], [x, street]);
  } else {
    points.push([gutterAt(p, gutter), street]);
  }
  return { stub: false, points: tidy([...points, ...approach(plot, i, { sx, sy, street, lane, p, gaps: from.gaps })]) };
}

/**
 * Where lines reach the estate.
 * @param {Projection} p
 * @param {number} gutter
 */
const gutterAt = (p, gutter) => Math.min(p.left - 2, gutter);

/**
 * @typedef {object} Approach
 * @property {(x: number) => number} sx
 * @property {(y: number) => number} sy
 * @property {number} street
 * @property {(gap: number) => number} lane
 * @property {Projection} p
 * @property {{x: number, y: number}} gaps
 */

/**
 * From the street above the network's shelf to its head, or into its cell from above.
 * @param {Plot} plot
 * @param {number} i
 * @param {Approach} at
 * @returns {XY[]}
 */
function approach(plot, i, { sx, sy, street, lane, p, gaps }) {
  const above = sy(plot.y - plot.head) - 3;
  const x = i < 0 ? sx(plot.x) + 10 : sx(cornerOf(plot, i).x + 0.5);
  const y = i < 0 ? sy(plot.y - plot.head) + 1 : p.oy + (cornerOf(plot, i).y + 0.08) * p.k;
  const isFirst = plot.y - plot.head - plot.street < gaps.y;
  if (isFirst) return descend(plot, i, { sx, x, y, from: street, k: p.k });
  const column = sx(plot.lane) + lane(gaps.x);
  return [[column, street], [column, above], ...descend(plot, i, { sx, x, y, from: above, k: p.k })];
}

/**
 * Down between two columns of cells, so that it crosses nobody's cell on the way.
 * @param {Plot} plot
 * @param {number} i
 * @param {{sx: (x: number) => number, x: number, y: number, from: number, k: number}} at
 * @returns {XY[]}
 */
function descend(plot, i, { sx, x, y, from, k }) {
  const { columns } = plot.network;
  if (i < columns) {
    return [
      [x, from],
      [x, y],
    ];
  }
  const between = sx(plot.x + INSET_X + (i % columns));
  return [
    [between, from],
    [between, y - 0.06 * k],
    [x, y - 0.06 * k],
    [x, y],
  ];
}

/**
 * @param {Plot} plot
 * @param {number} i
 */
function boxOf(plot, i) {
  if (i < 0) return { x: plot.x, y: plot.y - plot.head, w: plot.w, h: plot.h + plot.head };
  return { ...cornerOf(plot, i), w: 1, h: 1 };
}

/**
 * Null when some of the box is in view, else to which side it is out of it.
 * @param {{x: number, y: number, w: number, h: number}} box
 * @param {Projection} p
 */
function outside({ x, y, w, h }, p) {
  const left = p.ox + x * p.k;
  const top = p.oy + y * p.k;
  if (top + h * p.k < p.top) return { dy: -1 };
  if (top > p.height) return { dy: 1 };
  return left + w * p.k < p.left || left > p.width ? { dy: 0 } : null;
}

/**
 * Without points that say nothing.
 * @param {XY[]} points
 */
const tidy = points =>
  points.filter(([x, y], index) => {
    const before = points[index - 1];
    return !before || Math.abs(before[0] - x) + Math.abs(before[1] - y) > 0.5;
  });
