// Names beside cells: where lines of access end, what waits, and the hosts of networks that have few of them.
import { shareLeft } from './access.js';
import { namesBeside } from './detail.js';
import { placed } from './labels.js';
import { squareOf } from './paths.js';
import { drawRing } from './posts.js';
import { cellsInView, sx, sy } from './scene.js';
import { clock, plain } from './text.js';

/** @import { Path } from './access.js' */
/** @import { Ink } from './ink.js' */
/** @import { Label, Rect } from './labels.js' */
/** @import { Plot } from './layout.js' */
/** @import { Right } from './paths.js' */
/** @import { Scene } from './scene.js' */

/** Pixels a cell from which ends of lines are named, and below which they need no name beside the cell. */
const ENDS_FROM = 9;
const ENDS_TO = 74;

/** What covering a host costs: one with an open port, and one without. */
const SERVING = 12;
const IDLE = 1;

/** Labels that are looked for at most: finding free places costs their square. */
const MOST = 160;

/**
 * @typedef {Label & {name: string, port: string, clock: string, share: number, path: Path | null}} Tag
 */

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Right[]} rights lines that are drawn
 */
export function drawNames(ink, scene, rights) {
  if (scene.columns.compact && !scene.related) return;
  const ends = endTags(ink, scene, rights);
  const taken = headRects(scene);
  const bounds = {
    x: scene.left - 6,
    y: scene.top + 2,
    w: scene.width - scene.left + 2,
    h: scene.height - scene.top - 6,
  };
  const named = new Set(ends.map(({ path }) => path?.address));
  const tags = [...ends, ...hostTags(ink, scene, named)].slice(0, MOST);
  if (!tags.length) return;
  const places = placed(tags, { hosts: hostRects(scene), taken, bounds });
  for (const [index, place] of places.entries()) if (place) drawTag(ink, tags[index], place);
}

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Right[]} rights
 * @returns {Tag[]}
 */
function endTags(ink, scene, rights) {
  if (scene.k < ENDS_FROM && !scene.related && scene.view.lens !== 'paths') return [];
  if (scene.k > ENDS_TO) return [];
  /** @type {Map<string, Tag>} */
  const tags = new Map();
  for (const { line, route } of rights) {
    const [path] = line.paths;
    const about = scene.related ? line.paths.some(one => scene.related?.has(one)) : true;
    if (route.stub || line.i < 0 || (!about && !line.red)) continue;
    const key = `${line.plot.network.id} ${line.i} ${path.port}`;
    if (!tags.has(key)) tags.set(key, endTag(ink, scene, line.plot, line.i, path));
  }
  return [...tags.values()].sort((a, b) => Number(b.path?.state === 'red') - Number(a.path?.state === 'red'));
}

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Plot} plot
 * @param {number} i
 * @param {Path} path
 * @returns {Tag}
 */
function endTag(ink, scene, plot, i, path) {
  const name = plain(path.host) || scene.details.of(plot.network, i)?.name || path.address;
  const port = `:${path.port}`;
  const left = path.state === 'open' && path.deadline ? clock((path.deadline - scene.now) / 1000) : '';
  // Room for the widest digits, so that a label does not jump with each second.
  const digits = left ? ink.width(left.replace(/\d/g, '0'), { weight: 600, size: 11 }) + 18 : 0;
  const words = ink.width(name, { weight: 650, size: 11 }) + ink.width(port, { weight: 500, size: 10.5, fixed: true });
  const square = squareOf(scene, plot, i);
  return {
    of: { x: square.x - 5, y: square.y - 5, w: square.w + 10, h: square.h + 10 },
    w: words + digits + 10,
    h: 17,
    short: words + 10,
    must: path.state === 'red',
    name,
    port,
    clock: left,
    share: shareLeft(path, scene.now),
    path,
  };
}

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Set<string | undefined>} named those that have a label already
 * @returns {Tag[]}
 */
function hostTags(ink, scene, named) {
  /** @type {Tag[]} */
  const tags = [];
  for (const plot of scene.seen) {
    const { network } = plot;
    if (!namesBeside(scene.k, network.serving)) continue;
    for (let i = 0; i < network.size; i++) {
      if (!network.openServices[i] || !network.flags[i] || named.has(network.address(i))) continue;
      if (network.match && !network.match[i]) continue;
      const host = scene.details.of(network, i);
      if (!host) continue;
      const name = plain(host.name) || shortOf(network.address(i));
      tags.push({
        of: squareOf(scene, plot, i),
        w: ink.width(name, { weight: 500, size: 11 }) + 4,
        h: 14,
        must: true,
        name,
        port: '',
        clock: '',
        share: 0,
        path: null,
      });
    }
  }
  return tags;
}

/**
 * The last part of an address, for a host without a name.
 * @param {string} address
 */
const shortOf = address => address.slice(address.lastIndexOf(address.includes(':') ? ':' : '.'));

/**
 * Hosts in view.
 * @param {Scene} scene
 * @returns {Rect[]}
 */
function hostRects(scene) {
  /** @type {Rect[]} */
  const rects = [];
  if (scene.k < 8) return rects;
  for (const plot of scene.seen) {
    const { network } = plot;
    const { first, last, from, to } = cellsInView(scene, plot);
    const width = last - first + 1;
    for (let at = 0; at < width * (to - from + 1); at++) {
      const i = (from + Math.floor(at / width)) * network.columns + first + (at % width);
      if (!network.flags[i]) continue;
      rects.push({ ...squareOf(scene, plot, i), weight: network.openServices[i] ? SERVING : IDLE });
    }
  }
  return rects;
}

/**
 * Heads of networks, which labels leave alone.
 * @param {Scene} scene
 * @returns {Rect[]}
 */
const headRects = scene =>
  scene.seen
    .filter(({ head }) => head * scene.k >= 10)
    .map(({ x, y, slot, head }) => ({
      x: sx(scene, x),
      y: sy(scene, y - head),
      w: slot * scene.k,
      h: head * scene.k - 2,
    }));

/**
 * @param {Ink} ink
 * @param {Tag} tag
 * @param {Rect} at
 */
function drawTag(ink, tag, { x, y, w, h }) {
  if (!tag.path) {
    ink.box(x, y + 1, w, h - 2, 3);
    ink.fill('block', 0.85);
    ink.text(tag.name, x + 2, y + 11, { weight: 500, size: 11, colour: 'text' });
    return;
  }
  const red = tag.path.state === 'red';
  ink.box(x, y, w, h, 4);
  ink.fill('surface', 0.95);
  ink.box(x + 0.5, y + 0.5, w - 1, h - 1, 4);
  ink.stroke(red ? 'bad' : 'accent-line');
  const used = ink.text(tag.name, x + 5, y + 12.5, { weight: 650, size: 11 });
  const more = ink.text(tag.port, x + 5 + used, y + 12.5, { weight: 500, size: 10.5, fixed: true, colour: 'text-2' });
  if (!tag.clock || w === tag.short) return;
  drawRing(ink, x + used + more + 14, y + h / 2, 4, tag.share);
  ink.text(tag.clock, x + used + more + 22, y + 12.5, { weight: 600, size: 11, colour: 'accent' });
}
