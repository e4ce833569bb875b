// What each lens says of a network as a whole, for its tile in the overview.
import { CHANGED, CLOSING, GONE, GRANTED, NEW } from './block.js';
import { FRESH, OLD } from './lens.js';

/** @import { Block } from './block.js' */
/** @import { Kind, View } from './lens.js' */
/** @import { Network } from './network.js' */
/** @import { Token } from './palette.js' */

/**
 * @typedef {object} Summary
 * @property {number} up hosts that answered
 * @property {Kind} kind the worst that the lens knows
 * @property {number} depth of the tint, up to 1: it deepens with the share of hosts concerned
 * @property {Token} ground colour of the tint
 * @property {string} words
 * @property {BarPart[]} bar how the hosts divide
 */

/** @typedef {{colour: Token, count: number}} BarPart */

/**
 * @param {Network} network
 * @param {View} view
 * @returns {Summary}
 */
export function summaryOf(network, view) {
  switch (view.lens) {
    case 'change':
      return changes(network);
    case 'service':
      return view.bit ? oneService(network, view) : anyService(network);
    case 'grants':
      return grants(network);
    case 'coverage':
      return coverage(network, view.extraHours);
    default:
      return sensitivities(network);
  }
}

/**
 * Words for a network, for the pointer's label and for screen readers.
 * @param {Network} network
 * @param {View} view
 */
export function networkWords(network, view) {
  const { up, words } = summaryOf(network, view);
  const name = network.name ? `${network.name}, ` : '';
  return `${name}${network.cidr}: ${up} up${words ? `; ${words}` : ''}`;
}

/**
 * @param {Network} network
 * @returns {Summary}
 */
function changes(network) {
  const up = network.up;
  const fresh = tally(network, (block, i) => block.flags[i] & NEW);
  const changed = tally(network, (block, i) => block.flags[i] & CHANGED && !(block.flags[i] & NEW));
  const gone = tally(network, (block, i) => block.flags[i] & GONE);
  return {
    up,
    kind: (fresh && 'new') || (changed && 'changed') || (gone && 'gone') || 'dot',
    depth: depth(fresh + changed, up),
    ground: (fresh && 'accent-soft') || (changed && 'warn-soft') || 'block',
    words: phrase([fresh, 'new'], [changed, 'changed'], [gone, 'gone']) || 'no change',
    bar: [
      { colour: 'accent', count: fresh },
      { colour: 'warn', count: changed },
      { colour: 'gone', count: gone },
      { colour: 'empty', count: up - fresh - changed },
    ],
  };
}

/**
 * @param {Network} network
 * @param {View} view
 * @returns {Summary}
 */
function oneService(network, { bit, level }) {
  const up = network.up;
  const has = tally(network, (block, i) => block.classes[i] & bit);
  const colour = /** @type {Token} */ (`s${level}`);
  return {
    up,
    kind: has ? `l${level}` : 'dot',
    depth: depth(has / 4, up),
    ground: has ? /** @type {Token} */ (`s${level}-soft`) : 'block',
    words: has ? `${has} of ${up}` : 'none',
    bar: [
      { colour, count: has },
      { colour: 'empty', count: up - has },
    ],
  };
}

/**
 * @param {Network} network
 * @returns {Summary}
 */
function anyService(network) {
  const up = network.up;
  const has = tally(network, (block, i) => block.openServices[i] > 0);
  return {
    up,
    kind: has ? 'many' : 'dot',
    depth: depth(has / 4, up),
    ground: has ? 'accent-soft' : 'block',
    words: has ? `${has} of ${up}` : 'none',
    bar: [
      { colour: 'accent', count: has },
      { colour: 'empty', count: up - has },
    ],
  };
}

/**
 * @param {Network} network
 * @returns {Summary}
 */
function grants(network) {
  const up = network.up;
  const open = tally(network, (block, i) => block.flags[i] & GRANTED);
  const shut = tally(network, (block, i) => block.flags[i] & CLOSING);
  return {
    up,
    kind: (shut && 'shut') || (open && 'open') || 'dot',
    depth: 1,
    ground: (shut && 'bad-soft') || (open && 'accent-soft') || 'block',
    words: phrase([open, 'open'], [shut, 'not proved shut']) || 'none open',
    bar: [
      { colour: 'bad', count: shut },
      { colour: 'accent', count: open },
      { colour: 'empty', count: up - open - shut },
    ],
  };
}

/**
 * @param {Network} network
 * @param {number} extraHours
 * @returns {Summary}
 */
function coverage(network, extraHours) {
  const { up, hosts } = network;
  const old = tally(network, (block, i) => block.hours[i] + extraHours > OLD);
  const stale = tally(network, (block, i) => block.hours[i] + extraHours > FRESH) - old;
  return {
    up,
    kind: (old && 'old') || (stale && 'stale') || 'fresh',
    depth: depth(old + stale, up),
    ground: (old && 'bad-soft') || (stale && 'warn-soft') || 'ok-soft',
    words: old + stale ? `${old + stale} of ${hosts} older than a day` : 'all within a day',
    bar: [
      { colour: 'bad', count: old },
      { colour: 'warn', count: stale },
      { colour: 'ok', count: hosts - old - stale },
    ],
  };
}

/**
 * @param {Network} network
 * @returns {Summary}
 */
function sensitivities(network) {
  const up = network.up;
  const counts = [0, 1, 2, 3, 4].map(level => network.sum(block => block.counts[level]));
  const worst = [4, 3, 2, 1].find(level => counts[level]) ?? 0;
  return {
    up,
    kind: `l${worst}`,
    depth: depth(counts[worst], up),
    ground: worst ? /** @type {Token} */ (`s${worst}-soft`) : 'block',
    words: phrase([counts[4], 'critical'], [counts[3], 'high']),
    bar: [
      { colour: 's4', count: counts[4] },
      { colour: 's3', count: counts[3] },
      { colour: 's2', count: counts[2] },
      { colour: 's1', count: counts[1] },
      { colour: 'empty', count: counts[0] },
    ],
  };
}

/**
 * Hosts of the network for which the test holds.
 * @param {Network} network
 * @param {(block: Block, i: number) => unknown} test
 */
const tally = (network, test) => network.sum(block => block.tally(i => test(block, i)));

/**
 * @param {number} concerned
 * @param {number} up
 */
const depth = (concerned, up) => Math.min(1, 0.35 + (4 * concerned) / (up || 1));

/**
 * "2 new, 1 gone", without what there is none of.
 * @param {[count: number, word: string][]} parts
 */
const phrase = (...parts) =>
  parts
    .filter(([count]) => count)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
