// What the page shows around the map, counted from what the map draws.
import { UP } from './block.js';

/** @import { Model } from './model.js' */

/** Networks that the matrix has columns for. */
const MOST_COLUMNS = 64;

/** @param {Model} model */
export function factsOf(model) {
  const { networks } = model;
  /** @param {(network: typeof networks[number]) => number} of */
  const sum = of => networks.reduce((total, network) => total + of(network), 0);
  return {
    networks: networks.length,
    addresses: sum(network => (network.family === 4 ? 256 : network.ids.length)),
    hosts: sum(network => network.hosts),
    up: sum(network => network.up),
    hints: sum(network => network.sum(block => block.hints)),
    counts: [0, 1, 2, 3, 4].map(level => sum(network => network.sum(block => block.counts[level]))),
    matrix: matrixOf(model),
  };
}

/**
 * Hosts with each service class, by network.
 * @param {Model} model
 */
function matrixOf(model) {
  const networks = model.networks.slice(0, MOST_COLUMNS);
  return {
    networks: networks.map(({ cidr, name }) => ({ cidr, name })),
    rows: model.classes.map(({ label, level, bit }, index) => ({
      label,
      level,
      index,
      counts: networks.map(network =>
        network.sum(block => block.tally(i => block.classes[i] & bit && block.flags[i] & UP)),
      ),
    })),
  };
}
