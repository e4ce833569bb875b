// Where the arrow keys lead: from host to host in a network, and on to the neighbour network.

/** @import { Plot } from './layout.js' */

/**
 * One step to the right and down, each -1, 0 or 1.
 * @typedef {readonly [dx: number, dy: number]} Step
 */

/**
 * A cell of a network; -1 for the network itself.
 * @typedef {{plot: Plot, i: number}} Spot
 */

/** @type {Readonly<Record<string, Step>>} */
export const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * The next known host in a direction; with none left in the network, in the neighbour network. Left and right
 * follow the addresses, up and down the column. Null at the edge of the map.
 * @param {Plot[]} plots
 * @param {Spot} from
 * @param {Step} step
 * @returns {Spot | null}
 */
export function nextHost(plots, from, step) {
  const { network } = from.plot;
  if (from.i >= 0) {
    const [dx, dy] = step;
    const stride = dx || dy * network.columns;
    for (let i = from.i + stride; i >= 0 && i < network.size; i += stride) {
      if (network.flags[i]) return { plot: from.plot, i };
    }
  }
  const plot = nextPlot(plots, from.plot, step);
  return plot && { plot, i: firstIn(plot, step) };
}

/**
 * Where a network is entered: at its first host, or at its last when one comes from behind.
 * @param {Plot} plot
 * @param {Step} step
 */
function firstIn({ network }, [dx, dy]) {
  const isKnown = (/** @type {number} */ flags) => flags !== 0;
  return dx + dy < 0 ? network.flags.findLastIndex(isKnown) : network.flags.findIndex(isKnown);
}

/**
 * Where the walk begins: the first host of the first network that has any.
 * @param {Plot[]} plots
 * @returns {Spot | null}
 */
export function firstHost(plots) {
  const plot = plots.find(({ network }) => network.hosts > 0);
  return plot ? { plot, i: firstIn(plot, [1, 0]) } : null;
}

/**
 * The nearest network in a direction; what lies straight ahead counts as nearer than what lies beside.
 * @param {Plot[]} plots
 * @param {Plot} from
 * @param {Step} step
 * @returns {Plot | null}
 */
export function nextPlot(plots, from, [dx, dy]) {
  const start = middleOf(from);
  let best = null;
  let bestCost = Infinity;
  for (const plot of plots) {
    const { x, y } = middleOf(plot);
    const along = (x - start.x) * dx + (y - start.y) * dy;
    if (along <= 0.5) continue;
    const across = Math.abs((x - start.x) * dy) + Math.abs((y - start.y) * dx);
    const cost = along + 2 * across;
    if (cost >= bestCost) continue;
    best = plot;
    bestCost = cost;
  }
  return best;
}

/** @param {Plot} plot */
const middleOf = ({ x, y, w, h }) => ({ x: x + w / 2, y: y + h / 2 });
