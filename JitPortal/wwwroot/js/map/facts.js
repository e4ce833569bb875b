// What the page shows around the map, counted from what the map draws.
import { UP } from './flags.js';

/** @import { Access } from './access.js' */
/** @import { Model } from './model.js' */

/** Networks that the matrix has columns for. */
const MOST_COLUMNS = 64;

/**
 * @param {Model} model
 * @param {Access} access
 */
export function factsOf(model, access) {
  const { networks } = model;
  const { grants, paths } = access;
  /** @param {(network: typeof networks[number]) => number} of */
  const sum = of => networks.reduce((total, network) => total + of(network), 0);
  return {
    networks: networks.length,
    addresses: sum(network => network.size),
    hosts: model.hosts,
    up: sum(network => network.up),
    hints: model.hints,
    counts: [0, 1, 2, 3, 4].map(level => sum(network => network.counts[level])),
    matrix: matrixOf(model),
    paths: grants.length,
    red: grants.filter(({ state }) => state === 'red').length,
    waiting: paths.length - grants.length,
  };
}

/**
 * Hosts with each service class, by network.
 * @param {Model} model
 */
function matrixOf(model) {
  const networks = model.networks.slice(0, MOST_COLUMNS);
  return {
    networks: networks.map(({ id, name }) => ({ cidr: id, name })),
    rows: model.classes.map(({ label, level, bit }, index) => ({
      label,
      level,
      index,
      counts: networks.map(network => network.tally(i => network.classes[i] & bit && network.flags[i] & UP)),
    })),
  };
}
