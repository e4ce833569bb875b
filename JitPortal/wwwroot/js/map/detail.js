// What is drawn at which scale: the same picture throughout, nothing switches off.

/** Pixels a cell from which on cells are drawn one by one; below that a network is one bitmap. */
const ONE_BY_ONE = 17;

/** ... a cell is a tile with the host's name, or the last part of its address. */
const TILES = 33;

/** ... the same where few hosts have room for their names beside them. */
const FEW_TILES = 46;

/** ... a tile has ports too. */
const PORTS = 52;

/** ... a cell is a card. */
const CARDS = 118;

/** ... access ends at its cell; below that at its network. */
const LINES_TO_CELLS = 1.6;

/** ... the same where there is much access. */
const SINGLE_LINES = 26;

/** ... hosts with open ports have their names beside them, where they are few. */
const NAMES_BESIDE = 12;

/** Hosts with open ports that such a network has at most. */
const FEW_HOSTS = 24;

/** Grants above which they are counted in the estate's view. */
export const MANY_GRANTS = 40;

/** Device pixels a cell that bitmaps are made at, with the largest wish that each is for. */
const BITMAPS = [
  { upTo: 2.2, pixels: 2 },
  { upTo: 4.4, pixels: 4 },
  { upTo: 9, pixels: 8 },
  { upTo: 17, pixels: 16 },
];

const FINEST = 24;

/** @typedef {'bitmap' | 'sprite' | 'tile' | 'ports' | 'card'} Detail */

/**
 * How cells are drawn.
 * @param {number} k pixels a cell
 * @param {number} hosts with open ports of the network
 * @returns {Detail}
 */
export function detailOf(k, hosts) {
  if (k < ONE_BY_ONE) return 'bitmap';
  if (k < (hosts <= FEW_HOSTS ? FEW_TILES : TILES)) return 'sprite';
  if (k < PORTS) return 'tile';
  return k < CARDS ? 'ports' : 'card';
}

/**
 * Whether cells show how much time is left.
 * @param {number} k
 */
export const hasClocks = k => k >= CARDS;

/** @param {number} devicePixels a cell */
export const bitmapFor = devicePixels => BITMAPS.find(({ upTo }) => devicePixels <= upTo)?.pixels ?? FINEST;

/**
 * Whether lines of access end at cells.
 * @param {number} k
 * @param {number} grants
 */
export const reachesCells = (k, grants) => k >= (grants > MANY_GRANTS ? SINGLE_LINES : LINES_TO_CELLS);

/**
 * Whether hosts have their names beside them.
 * @param {number} k
 * @param {number} hosts with open ports of the network
 */
export const namesBeside = (k, hosts) => k >= NAMES_BESIDE && k < FEW_TILES && hosts <= FEW_HOSTS;
