// Draws frames on two canvases: the estate only when something about it changed, lines and clocks above it as they
// move.
import { Bitmaps } from './bitmaps.js';
import { MANY_GRANTS, reachesCells } from './detail.js';
import { drawEndings } from './endings.js';
import { drawEstate, drawHead, isSeen } from './estate.js';
import { Ink } from './ink.js';
import { drawNames } from './names.js';
import { Paths, squareOf } from './paths.js';
import { drawLeft } from './posts.js';
import { partsOf } from './selection.js';
import { sx, sy } from './scene.js';

/** @import { Ending } from './access.js' */
/** @import { Line } from './lines.js' */
/** @import { MapView } from './map.js' */
/** @import { Palette } from './palette.js' */
/** @import { Scene } from './scene.js' */

/** What is not selected lies under a veil. */
const VEIL = 0.6;

/** Cells that the veil has holes for. */
const MOST_HOLES = 400;

export class Frames {
  bitmaps = new Bitmaps();
  paths = new Paths();

  /** @type {Scene | null} */
  scene = null;

  #lines = '';

  /**
   * @param {HTMLCanvasElement} base
   * @param {HTMLCanvasElement} over
   * @param {Palette} palette
   */
  constructor(base, over, palette) {
    this.base = base;
    this.over = over;
    this.palette = palette;
    this.below = new Ink(contextOf(base), palette, 1);
    this.above = new Ink(contextOf(over), palette, 1);
  }

  /** @param {Palette} palette */
  recolour(palette) {
    this.palette = palette;
    this.bitmaps.forget();
    this.#ink(this.below.dpr);
  }

  /** @param {number} dpr */
  #ink(dpr) {
    this.below = new Ink(this.below.g, this.palette, dpr);
    this.above = new Ink(this.above.g, this.palette, dpr);
  }

  /**
   * @param {number} width
   * @param {number} height
   * @param {number} dpr
   * @param {number} ui what a pixel of the map is to one of the page
   */
  resize(width, height, dpr, ui) {
    for (const canvas of [this.base, this.over]) {
      canvas.width = Math.round(width * dpr);
      canvas.height = Math.round(height * dpr);
      canvas.style.width = `${width * ui}px`;
      canvas.style.height = `${height * ui}px`;
    }
    this.#ink(dpr);
    this.#lines = '';
  }

  /**
   * @param {MapView} map
   * @param {boolean} moving
   */
  drawBase(map, moving) {
    const scene = this.#sceneOf(map, moving);
    this.scene = scene;
    this.below.g.setTransform(scene.dpr, 0, 0, scene.dpr, 0, 0);
    drawEstate(this.below, scene);
  }

  /**
   * @param {MapView} map
   * @param {number} time
   * @param {Ending[]} endings
   */
  drawOver(map, time, endings) {
    const { scene, above: ink } = this;
    if (!scene) return;
    scene.now = map.access.now(Date.now());
    scene.related = map.related;
    const key = map.linesKey();
    if (key !== this.#lines) {
      this.#lines = key;
      this.paths.prepare(scene);
    }
    ink.g.setTransform(scene.dpr, 0, 0, scene.dpr, 0, 0);
    ink.g.clearRect(0, 0, scene.width, scene.height);
    if (scene.related) drawVeil(ink, scene, map.cursor);
    this.paths.draw(ink, scene, time);
    this.#clearHeads(ink, scene);
    drawNames(ink, scene, this.paths.rights);
    if (map.cursor) drawCursor(ink, scene, map);
    drawLeft(ink, scene, map.cursor);
    drawEndings(ink, scene, endings, time);
  }

  /**
   * A line that comes in through a head leaves its words to read.
   * @param {Ink} ink
   * @param {Scene} scene
   */
  #clearHeads(ink, scene) {
    if (scene.layout.many) return;
    const { related } = scene;
    const isLit = (/** @type {Line} */ { paths, red }) => !related || red || paths.some(path => related.has(path));
    const crossed = new Set(
      this.paths.rights.filter(({ line, route }) => !route.stub && isLit(line)).map(({ line }) => line.plot),
    );
    ink.g.save();
    ink.g.beginPath();
    ink.g.rect(scene.left, scene.top, scene.width - scene.left, scene.height - scene.top);
    ink.g.clip();
    ink.halo = true;
    for (const plot of crossed) drawHead(ink, scene, plot);
    ink.halo = false;
    ink.g.restore();
  }

  /**
   * @param {MapView} map
   * @param {boolean} moving
   * @returns {Scene}
   */
  #sceneOf(map, moving) {
    const { ox, oy } = map.origin;
    /** @type {Scene} */
    const scene = {
      layout: map.layout,
      columns: map.columns,
      access: map.access,
      details: map.details,
      bitmaps: this.bitmaps,
      view: map.view,
      counted: isCounted(map),
      k: map.camera.k,
      ox,
      oy,
      left: map.columns.left,
      top: map.columns.top,
      width: map.width,
      height: map.height,
      dpr: this.below.dpr,
      moving,
      still: map.isStill,
      now: map.access.now(Date.now()),
      seen: [],
      related: map.related,
      grantOn: (network, i, port) => map.access.byEndpoint.get(`${network.address(i)} ${port}`),
    };
    scene.seen = map.layout.plots.filter(plot => isSeen(scene, plot, plot.room));
    return scene;
  }
}

/** @param {MapView} map */
function isCounted({ access: { grants }, camera: { k } }) {
  return grants.length > MANY_GRANTS && !reachesCells(k, grants.length);
}

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {string | null} cursor
 */
function drawVeil(ink, scene, cursor) {
  const { g } = ink;
  const { left, top, width, height, layout } = scene;
  const [kind, id] = cursor ? partsOf(cursor) : ['', ''];
  g.beginPath();
  g.rect(left, top, width - left, height - top);
  const plots = new Map(layout.plots.map(plot => [plot.network, plot]));
  const chosen = kind === 'net' && layout.plots.find(plot => plot.network.id === id);
  if (chosen) {
    g.rect(
      sx(scene, chosen.x) - 4,
      sy(scene, chosen.y - chosen.room),
      chosen.w * scene.k + 8,
      (chosen.h + chosen.room) * scene.k + 4,
    );
  }
  /** @type {Set<string>} */
  const holes = new Set();
  for (const path of scene.access.paths) {
    if (holes.size > MOST_HOLES) break;
    const plot = path.place && plots.get(path.place.network);
    if (!plot || !path.place || plot === chosen) continue;
    if ((!scene.related?.has(path) && path.state !== 'red') || holes.has(path.address)) continue;
    holes.add(path.address);
    const { x, y, w, h } = squareOf(scene, plot, path.place.i);
    g.rect(x - 2, y - 2, w + 4, h + 4);
  }
  g.globalAlpha = VEIL;
  g.fillStyle = ink.p.surface;
  g.fill('evenodd');
  g.globalAlpha = 1;
}

/**
 * Corners round the selected host, a frame round the selected network.
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {MapView} map
 */
function drawCursor(ink, scene, { cursor, model, layout }) {
  const [kind, id] = partsOf(cursor ?? ':');
  if (kind !== 'host' && kind !== 'net') return;
  const at = kind === 'host' ? model.find(id) : null;
  const network = at?.network ?? model.named(id);
  const plot = layout.plots.find(one => one.network === network);
  if (!plot) return;
  const { g } = ink;
  g.save();
  g.beginPath();
  g.rect(scene.left, scene.top, scene.width - scene.left, scene.height - scene.top);
  g.clip();
  if (at) drawCorners(ink, squareOf(scene, plot, at.i));
  else {
    ink.box(sx(scene, plot.x) - 4, sy(scene, plot.y) - 4, plot.w * scene.k + 8, plot.h * scene.k + 8, 9);
    ink.stroke('text', 2);
  }
  g.restore();
}

/**
 * @param {Ink} ink
 * @param {import('./labels.js').Rect} square
 */
function drawCorners(ink, { x, y, w, h }) {
  const gap = Math.max(5, Math.min(10, w * 0.3));
  const arm = Math.max(5, Math.min(12, w * 0.3));
  ink.g.beginPath();
  for (const [dx, dy] of [
    [-1, -1],
    [1, -1],
    [-1, 1],
    [1, 1],
  ]) {
    const cx = dx < 0 ? x - gap : x + w + gap;
    const cy = dy < 0 ? y - gap : y + h + gap;
    ink.g.moveTo(cx - dx * arm, cy);
    ink.g.lineTo(cx, cy);
    ink.g.lineTo(cx, cy - dy * arm);
  }
  ink.stroke('text', 2);
}

/** @param {HTMLCanvasElement} canvas */
function contextOf(canvas) {
  const g = canvas.getContext('2d');
  if (!g) throw new Error('The browser gave no canvas to draw on.');
  return g;
}
