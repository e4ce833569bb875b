// Draws all networks at once, one tile each: shape and tint are the worst that the lens knows of the network, the bar
// at the foot is how its hosts divide, its length how many there are.
import { summaryOf } from './network-summary.js';
import { GAP } from './overview-layout.js';
import { mono, sans } from './palette.js';
import { drawShape } from './shapes.js';

/** @import { View } from './lens.js' */
/** @import { Network } from './network.js' */
/** @import { BarPart, Summary } from './network-summary.js' */
/** @import { Tile } from './overview-layout.js' */
/** @import { Palette } from './palette.js' */

/**
 * @typedef {object} OverviewScene
 * @property {Tile[]} tiles
 * @property {View} view
 * @property {Palette} palette
 * @property {number} dpr device pixels of a CSS pixel
 * @property {number} top how far the overview is scrolled
 * @property {number} width
 * @property {number} height of what is seen
 * @property {Tile | null} hover
 * @property {Tile | null} focus
 */

/** @typedef {{x: number, y: number, w: number, h: number}} Box */

/** Narrower tiles have a short name and no words. */
const SMALL = 100;

/** Narrower tiles leave the prefix of a network out. */
const WIDE = 128;

const RADIUS = 5;
const LINE = 16;
const BAR = 4;

/** How strong a network without a match is drawn. */
const FADED = 0.3;

/**
 * @param {CanvasRenderingContext2D} g
 * @param {OverviewScene} scene
 */
export function drawOverview(g, scene) {
  const { tiles, dpr, width, height, top } = scene;
  g.setTransform(dpr, 0, 0, dpr, 0, 0);
  g.clearRect(0, 0, width, height);
  g.textBaseline = 'alphabetic';
  g.textAlign = 'left';
  for (const tile of tiles) {
    const box = { x: tile.x + 0.5, y: tile.y - top + 0.5, w: tile.w - GAP - 1, h: tile.h - GAP - 1 };
    if (box.y <= height && box.y + box.h >= 0) drawTile(g, scene, tile, box);
  }
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {OverviewScene} scene
 * @param {Tile} tile
 * @param {Box} box
 */
function drawTile(g, { view, palette, hover, focus }, tile, box) {
  const summary = summaryOf(tile.network, view);
  const matches = matchesIn(tile.network);
  g.globalAlpha = matches === 0 ? FADED : 1;
  drawGround(g, palette, summary, box, tile === hover);
  g.save();
  g.beginPath();
  g.rect(box.x, box.y, box.w, box.h);
  g.clip();
  drawTexts(g, palette, tile.network, summary, matches, box);
  drawBar(g, palette, summary.bar, box, Math.max(0.06, summary.up / tile.most));
  g.restore();
  g.globalAlpha = 1;
  if (tile !== focus) return;
  g.strokeStyle = palette.accent;
  g.lineWidth = 2;
  roundBox(g, box);
  g.stroke();
}

/**
 * Hosts of the network that fit the filter; -1 while there is no filter.
 * @param {Network} network
 */
function matchesIn(network) {
  if (!network.blocks[0].match) return -1;
  return network.sum(block => block.tally(i => block.match?.[i]));
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Palette} palette
 * @param {Summary} summary
 * @param {Box} box
 * @param {boolean} hovered
 */
function drawGround(g, palette, { depth, ground }, box, hovered) {
  g.fillStyle = palette.block;
  roundBox(g, box);
  g.fill();
  // The tint deepens with the share of hosts concerned, so that one critical host does not paint a whole network.
  g.save();
  g.globalAlpha *= depth;
  g.fillStyle = palette[ground];
  g.fill();
  g.restore();
  g.strokeStyle = hovered ? palette.control : palette.line;
  g.lineWidth = 1;
  g.stroke();
}

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Palette} palette
 * @param {Network} network
 * @param {Summary} summary
 * @param {number} matches
 * @param {Box} box
 */
function drawTexts(g, palette, network, { up, kind, words }, matches, { x, y, w, h }) {
  const small = w < SMALL;
  const pad = padOf(w);
  const left = x + pad;
  drawShape(g, palette, kind, left, y + pad, small ? 9 : 10);
  g.fillStyle = palette.text;
  g.font = titleFont(palette, network, small);
  g.fillText(titleOf(network, w), left + (small ? 13 : 16), y + (small ? 15 : 17));
  g.fillStyle = palette['text-2'];
  let line = y + 34;
  if (!small && network.name && h > 66) {
    g.font = mono(palette, 400, 11);
    g.fillText(network.cidr, left, line);
    line += LINE;
  }
  g.font = sans(palette, 400, 11);
  if (h > line - y + 14) {
    g.fillText(matches >= 0 ? `${matches} match` : `${up} up`, left, line);
    line += LINE;
  }
  if (!small && words && h > line - y + 14) g.fillText(words, left, line);
}

/**
 * @param {Palette} palette
 * @param {Network} network
 * @param {boolean} small
 */
function titleFont(palette, network, small) {
  if (small) return mono(palette, 500, 11);
  return network.name ? sans(palette, 650, 12) : mono(palette, 650, 11.5);
}

/**
 * @param {Network} network
 * @param {number} w
 */
function titleOf(network, w) {
  if (w < SMALL) return shortOf(network);
  return network.name || (w < WIDE ? network.cidr.replace(/\/24$/, '') : network.cidr);
}

/**
 * 10.20.31.0/24 as 31: what tells neighbours apart in 46 px; the pointer's label says the rest.
 * @param {Network} network
 */
function shortOf({ family, cidr }) {
  const groups = family === 4 ? cidr.split('.').slice(0, 3) : cidr.replace(/::\/64$/, '').split(':');
  return groups[groups.length - 1];
}

/**
 * How the hosts divide, over a share of the tile's width.
 * @param {CanvasRenderingContext2D} g
 * @param {Palette} palette
 * @param {BarPart[]} parts
 * @param {Box} box
 * @param {number} share
 */
function drawBar(g, palette, parts, { x, y, w, h }, share) {
  const known = parts.filter(({ count }) => count > 0);
  const total = known.reduce((sum, { count }) => sum + count, 0);
  const length = (w - 2 * padOf(w)) * share;
  const left = x + padOf(w);
  const top = y + h - (w < SMALL ? 8 : 10);
  let at = left;
  for (const { colour, count } of known) {
    const wide = Math.max(1.5, (length * count) / total);
    g.fillStyle = palette[colour];
    g.fillRect(at, top, Math.min(wide, left + length - at), BAR);
    at += wide;
  }
}

/** @param {number} w */
const padOf = w => (w < SMALL ? 6 : 8);

/**
 * @param {CanvasRenderingContext2D} g
 * @param {Box} box
 */
function roundBox(g, { x, y, w, h }) {
  g.beginPath();
  g.roundRect(x, y, w, h, RADIUS);
}
