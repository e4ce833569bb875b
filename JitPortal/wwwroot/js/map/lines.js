// Which lines of access are drawn: each one while they are few, numbers at groups and networks when they are many.
import { MANY_GRANTS, reachesCells } from './detail.js';

/** @import { Path, Point } from './access.js' */
/** @import { Layout, Plot, Frame } from './layout.js' */

/**
 * @typedef {object} Line
 * @property {Path[]} paths that it stands for
 * @property {Point} point the enforcement point it comes from
 * @property {Plot} plot
 * @property {number} i cell; -1 for the network as a whole
 * @property {boolean} red
 * @property {number} lane -1 to 1, beside the middle of the strips that it goes through
 */

/**
 * @typedef {object} Look
 * @property {number} k pixels a cell
 * @property {Plot[]} seen networks in view
 * @property {Set<Path> | null} related to what is selected; null = nothing is
 */

/**
 * How many paths lead through a point into a group or a network.
 * @typedef {object} Tally
 * @property {Frame | null} frame
 * @property {Plot | null} plot
 * @property {Point} point
 * @property {number} count
 * @property {number} red
 * @property {number} level the worst
 */

/**
 * @param {Path[]} paths without those that wait
 * @param {Plot[]} plots
 * @param {Look} look
 * @returns {Line[]}
 */
export function linesOf(paths, plots, { k, seen, related }) {
  const byNetwork = new Map(plots.map(plot => [plot.network, plot]));
  const many = paths.length > MANY_GRANTS;
  const toCells = reachesCells(k, paths.length);
  const inView = new Set(seen);
  // Much access: only what is in view, and what is asked about. What should be shut and is not is always there.
  const isWanted = (/** @type {Path} */ path, /** @type {Plot} */ plot) =>
    !many || path.state === 'red' || related?.has(path) || (toCells && !related && inView.has(plot));
  const toOwnCell = toCells || (related !== null && related.size <= MANY_GRANTS);
  /** @type {Map<string, Line>} */
  const lines = new Map();
  for (const path of paths) {
    const plot = path.place && byNetwork.get(path.place.network);
    const point = path.points.at(-1);
    if (!plot || !point || !path.place || !isWanted(path, plot)) continue;
    const red = path.state === 'red';
    const i = toOwnCell || red ? path.place.i : -1;
    // A closing is never folded into an open bundle.
    const key = i < 0 ? `${point.name}|${plot.network.id}` : path.id;
    const line = lines.get(key);
    if (line) line.paths.push(path);
    else lines.set(key, { paths: [path], point, plot, i, red, lane: 0 });
  }
  return spread([...lines.values()]);
}

/**
 * Lines through the same strip stand side by side, in the order of where they lead.
 * @param {Line[]} lines
 */
function spread(lines) {
  const sorted = lines.sort((a, b) => a.plot.street - b.plot.street || a.plot.x - b.plot.x || a.i - b.i);
  /** @type {Map<number, Line[]>} */
  const strips = new Map();
  for (const line of sorted) {
    const strip = strips.get(line.plot.street);
    if (strip) strip.push(line);
    else strips.set(line.plot.street, [line]);
  }
  for (const strip of strips.values()) {
    for (const [index, line] of strip.entries()) {
      line.lane = strip.length > 1 ? (2 * index) / (strip.length - 1) - 1 : 0;
    }
  }
  return sorted;
}

/**
 * What stands for many grants: a number for each enforcement point, at each group or, nearer, at each network.
 * @param {Path[]} paths
 * @param {Layout} layout
 * @param {boolean} byNetwork
 * @returns {Tally[]}
 */
export function talliesOf(paths, layout, byNetwork) {
  const plots = new Map(layout.plots.map(plot => [plot.network, plot]));
  /** @type {Map<string, Tally>} */
  const tallies = new Map();
  for (const path of paths) {
    const plot = path.place && plots.get(path.place.network);
    if (!plot) continue;
    for (const point of path.points) {
      const key = `${point.name}|${byNetwork ? plot.network.id : plot.frame.group.id}`;
      const tally = tallies.get(key) ?? {
        frame: byNetwork ? null : plot.frame,
        plot: byNetwork ? plot : null,
        point,
        count: 0,
        red: 0,
        level: 0,
      };
      tally.count++;
      if (path.state === 'red') tally.red++;
      tally.level = Math.max(tally.level, path.level);
      tallies.set(key, tally);
    }
  }
  return [...tallies.values()];
}
