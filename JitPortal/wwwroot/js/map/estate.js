// The estate of a frame: groups, networks with their heads, hosts. All words are drawn as text.
import { drawCell } from './cells.js';
import { detailOf } from './detail.js';
import { kindOf } from './lens.js';
import { INSET_X, INSET_Y } from './layout.js';
import { cellsInView, sx, sy } from './scene.js';
import { grouped, plain } from './text.js';

/** @import { Detail } from './detail.js' */
/** @import { Ink } from './ink.js' */
/** @import { Frame, Plot } from './layout.js' */
/** @import { Scene } from './scene.js' */

/** Time that a frame has for bitmaps, in ms; less while it moves. */
const TIME = 24;
const TIME_MOVING = 7;

const FADED = 0.3;

/** Critical hosts that a far network marks one by one: fewer would be lost when its bitmap is scaled down. */
const MOST_MARKS = 16;

/** Device pixels a cell below which a single cell is lost in its surroundings. */
const LOST = 2;

/**
 * @param {Ink} ink
 * @param {Scene} scene
 */
export function drawEstate(ink, scene) {
  const { g } = ink;
  g.fillStyle = ink.p.surface;
  g.fillRect(0, 0, scene.width, scene.height);
  g.save();
  g.beginPath();
  g.rect(scene.left, scene.top, scene.width - scene.left, scene.height - scene.top);
  g.clip();
  const until = performance.now() + (scene.moving ? TIME_MOVING : TIME);
  scene.bitmaps.pending = false;
  if (scene.layout.framed) for (const frame of scene.layout.frames) drawFrame(ink, scene, frame);
  for (const plot of scene.seen) drawPlot(ink, scene, plot, until);
  g.restore();
}

/**
 * @param {Scene} scene
 * @param {{x: number, y: number, w: number, h: number}} box in world units
 * @param {number} [above]
 */
export function isSeen(scene, { x, y, w, h }, above = 0) {
  const left = sx(scene, x);
  const top = sy(scene, y - above);
  return left < scene.width && left + w * scene.k > scene.left && top < scene.height && sy(scene, y + h) > scene.top;
}

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Frame} frame
 */
function drawFrame(ink, scene, frame) {
  if (!isSeen(scene, frame)) return;
  const x = Math.round(sx(scene, frame.x));
  const y = Math.round(sy(scene, frame.y));
  const w = frame.w * scene.k;
  ink.box(x, y, w, frame.h * scene.k, 10);
  ink.fill('sunken', 0.55);
  ink.box(x + 0.5, y + 0.5, w, frame.h * scene.k, 10);
  ink.stroke('line');
  const room = frame.head * scene.k;
  if (room < 11) return;
  const two = room > 26;
  const size = titleSize(room);
  const base = y + (two ? 15 : Math.min(room - 2, room / 2 + size * 0.55));
  const left = Math.max(x, scene.left) + 8;
  const width = Math.min(x + w, scene.width) - left - 8;
  const title = plain(frame.group.title);
  const used = ink.text(title, left, base, { weight: 650, size, colour: 'text-2', room: width });
  const { hosts, counts } = totals(frame);
  const right = countsAt(ink, left + width, base, counts, width - used > 90 ? 2 : 0);
  const words = `${grouped(hosts)} hosts`;
  const style = /** @type {const} */ ({ size: Math.max(10, size - 1), colour: 'text-3' });
  if (two && scene.counted) return;
  if (two) ink.text(words, left, base + 14, { ...style, room: width });
  else if (left + used + 8 + ink.width(words, style) < right - 6) ink.text(words, left + used + 8, base, style);
}

/** @param {number} room */
function titleSize(room) {
  if (room > 60) return 15;
  return room > 18 ? 12.5 : 11;
}

/** @param {Frame} frame */
function totals({ group: { networks } }) {
  const counts = [0, 0, 0, 0, 0];
  let hosts = 0;
  for (const network of networks) {
    hosts += network.up;
    for (let level = 0; level < 5; level++) counts[level] += network.counts[level];
  }
  return { hosts, counts };
}

/**
 * The counts of the worst two levels, from the right; answers their left edge.
 * @param {Ink} ink
 * @param {number} right
 * @param {number} base
 * @param {number[]} counts
 * @param {number} most
 */
function countsAt(ink, right, base, counts, most) {
  let x = right;
  const levels = [4, 3].filter(level => counts[level]).slice(0, most);
  for (const level of levels.reverse()) {
    x -= ink.text(grouped(counts[level]), x, base, { weight: 500, size: 11, colour: 'text-2', align: 'right' }) + 12;
    ink.shape(`l${level}`, x, base - 8.5, 9);
    x -= 7;
  }
  return x;
}

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Plot} plot
 * @param {number} until
 */
function drawPlot(ink, scene, plot, until) {
  const { network } = plot;
  const x = sx(scene, plot.x);
  const y = sy(scene, plot.y);
  const w = plot.w * scene.k;
  const h = plot.h * scene.k;
  const radius = Math.min(7, scene.k * 0.5);
  drawHead(ink, scene, plot);
  ink.box(x, y, w, h, radius);
  ink.fill('block');
  const detail = detailOf(scene.k, network.serving);
  if (detail === 'bitmap') drawBitmap(ink, scene, plot, until);
  else drawCells(ink, scene, plot, detail);
  ink.box(Math.round(x) + 0.5, Math.round(y) + 0.5, w - 1, h - 1, radius);
  const running = network.scan && network.scan.front > 0 && network.scan.front < network.size;
  ink.stroke(running ? 'accent' : 'line', 1, network.scan?.front === 0 ? [3, 4] : []);
  if (running) drawFront(ink, scene, plot);
}

/**
 * The name, the range, and the worst of it; two lines where there is room.
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Plot} plot
 */
export function drawHead(ink, scene, plot) {
  const room = plot.room * scene.k;
  if (room < 10) return;
  const { network } = plot;
  const right = sx(scene, plot.x + Math.max(plot.w, plot.slot)) - 1;
  const x = Math.max(sx(scene, plot.x) + 1, Math.min(scene.left + 6, right - 60));
  const y = sy(scene, plot.y);
  const w = right - x;
  const name = plain(network.name) || network.id;
  if (room < 22) {
    const edge = w > 120 ? countsAt(ink, right, y - 4, network.counts, w > 150 ? 2 : 1) : right;
    ink.text(name, x, y - 4, { weight: 650, size: 11, room: edge - x - 4 });
    return;
  }
  const size = nameSize(room, w);
  const lower = y - (room > 29 ? 6 : 4);
  const upper = lower - (size > 13 ? 18 : 12);
  const progress = progressOf(network);
  const up = progress || `${grouped(network.up)} up`;
  const style = /** @type {const} */ ({ weight: progress ? 600 : 400, size: 11, align: 'right' });
  const used = ink.width(name, { weight: 650, size });
  const beside = used + ink.width(up, style) + 16 < w;
  if (beside) ink.text(up, right, upper, { ...style, colour: network.scan ? 'accent' : 'text-2' });
  ink.text(name, x, upper, { weight: 650, size, room: w });
  drawRange(ink, plot, { x, w, base: lower });
}

/**
 * The second line: the range, and the worst of it.
 * @param {Ink} ink
 * @param {Plot} plot
 * @param {{x: number, w: number, base: number}} at
 */
function drawRange(ink, { network }, { x, w, base }) {
  const whole = network.name ? network.id : '';
  // The first half stands in the group's title.
  const isCut = ink.width(whole, { size: 10 }) > w;
  const range = isCut ? whole.replace(/^\d+\.\d+(?=\.\d+\.\d+\/)/, '') : whole;
  const fixed = ink.width(range, { size: 11, fixed: true }) < w - 60;
  const taken = ink.text(range, x, base, { size: fixed ? 11 : 10, fixed, colour: 'text-2', room: w });
  const left = w - taken - 10;
  if (left > 32) countsAt(ink, x + w, base, network.counts, left > 74 ? 2 : 1);
}

/**
 * @param {number} room
 * @param {number} w
 */
function nameSize(room, w) {
  if (room > 80 && w > 260) return 20;
  if (room > 46) return 15;
  return room > 27 ? 12 : 11;
}

/** @param {import('./network.js').Network} network */
function progressOf({ scan, foundOnly }) {
  if (scan && scan.done < scan.total) return scan.front ? `${scan.done} / ${scan.total}` : 'waits';
  return foundOnly ? 'found only' : '';
}

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Plot} plot
 * @param {number} until
 */
function drawBitmap(ink, scene, plot, until) {
  const { network } = plot;
  const { g, dpr } = ink;
  const x = sx(scene, plot.x + INSET_X);
  const y = sy(scene, plot.y + INSET_Y);
  const { k } = scene;
  const image = scene.bitmaps.of(network, k * dpr, { view: scene.view, palette: ink.p, until });
  g.imageSmoothingEnabled = true;
  g.imageSmoothingQuality = 'low';
  g.drawImage(image, x, y, network.columns * k, network.rows * k);
  if (k * dpr < LOST && scene.view.lens === 'sensitivity' && network.counts[4] <= MOST_MARKS) {
    markCritical(ink, scene, plot);
  }
}

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Plot} plot
 */
function markCritical(ink, scene, plot) {
  const { network } = plot;
  if (!network.counts[4]) return;
  ink.g.fillStyle = ink.p.s4;
  const side = 2 / ink.dpr + 0.5;
  for (let i = 0; i < network.size; i++) {
    if (network.sensitivity[i] !== 4 || !(network.flags[i] & 1)) continue;
    const x = sx(scene, plot.x + INSET_X + (i % network.columns));
    const y = sy(scene, plot.y + INSET_Y + Math.floor(i / network.columns));
    ink.g.fillRect(x, y, side, side);
  }
}

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Plot} plot
 * @param {Detail} detail
 */
function drawCells(ink, scene, plot, detail) {
  const { network } = plot;
  const { k } = scene;
  const left = sx(scene, plot.x + INSET_X);
  const top = sy(scene, plot.y + INSET_Y);
  const { first, last, from, to } = cellsInView(scene, plot);
  const s = detail === 'sprite' ? Math.round(k * 0.84) : Math.round(k * 0.88);
  const inset = (k - s) / 2;
  for (let row = from; row <= to; row++) {
    for (let column = first; column <= last; column++) {
      const i = row * network.columns + column;
      if (i >= network.size) return;
      const at = { x: Math.round(left + column * k + inset), y: Math.round(top + row * k + inset), s };
      if (detail === 'sprite') drawSprite(ink, scene, network, i, at);
      else drawCell(ink, scene, { network, i, detail }, at);
    }
  }
}

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {import('./network.js').Network} network
 * @param {number} i
 * @param {{x: number, y: number, s: number}} at
 */
function drawSprite(ink, scene, network, i, { x, y, s }) {
  const kind = kindOf(network, i, scene.view);
  if (kind === 'blank') return;
  const faded = network.match && !network.match[i] && kind !== 'none';
  if (faded) ink.g.globalAlpha = FADED;
  ink.shape(kind, x, y, s);
  ink.g.globalAlpha = 1;
}

/**
 * The line between what was asked and what was not, with the light that it throws ahead.
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Plot} plot
 */
function drawFront(ink, scene, plot) {
  const { network } = plot;
  const { k } = scene;
  const { g } = ink;
  const front = network.scan?.front ?? 0;
  const left = sx(scene, plot.x + INSET_X);
  const row = Math.floor(front / network.columns);
  const above = sy(scene, plot.y + INSET_Y + row);
  const x = left + (front % network.columns) * k;
  const right = left + network.columns * k;
  const glow = Math.min(k * 2.2, (network.rows - row) * k);
  g.globalAlpha = 0.14;
  g.fillStyle = ink.p.accent;
  g.fillRect(x, above, right - x, Math.min(k, glow));
  g.globalAlpha = 0.07;
  g.fillRect(left, above + k, right - left, Math.max(0, glow - k));
  g.globalAlpha = 1;
  g.beginPath();
  g.moveTo(left - 2, above + k);
  g.lineTo(x, above + k);
  g.lineTo(x, above);
  g.lineTo(right + 2, above);
  ink.stroke('accent', k > 20 ? 2 : 1.5);
  ink.circle(x, above + k / 2, k > 14 ? 4 : 2.5);
  ink.fill('accent');
}
