// Lines of access: from people to enforcement points, and on to services. What is not proved shut is red and never
// dimmed.
import { MANY_GRANTS, reachesCells } from './detail.js';
import { linesOf, talliesOf } from './lines.js';
import { cornerOf } from './pick.js';
import { routeOf } from './routes.js';
import { sx, sy } from './scene.js';

/** @import { Path } from './access.js' */
/** @import { Post, Row } from './columns.js' */
/** @import { Ink } from './ink.js' */
/** @import { Rect } from './labels.js' */
/** @import { Line, Tally } from './lines.js' */
/** @import { Token } from './palette.js' */
/** @import { Route } from './routes.js' */
/** @import { Scene } from './scene.js' */

/** @typedef {{line: Line, path: Path2D, route: Route}} Right */

/** @typedef {{row: Row, post: Post | null, paths: Path[], path: Path2D, red: boolean, waits: boolean}} Left */

const UNRELATED = 0.1;

/** Lines of people, where there are very many. */
const FAINT = 0.3;

/** A corner of a line is that round. */
const ROUND = 8;

/** Lines at one post stand at most that far apart. */
const APART = 5;
const SPREAD = 26;

/** Between beads. */
const BEADS = 15;

export class Paths {
  /** @type {Right[]} */
  rights = [];

  /** @type {Left[]} */
  lefts = [];

  /** @type {Tally[]} */
  tallies = [];

  /** Traffic is seen on one of the lines, so that they move. */
  lively = false;

  /**
   * Lays out all lines; to be called when the view, the access or what is selected changed.
   * @param {Scene} scene
   */
  prepare(scene) {
    const { access, layout, k, related } = scene;
    const { grants } = access;
    const lines = linesOf(grants, layout.plots, { k, seen: scene.seen, related });
    this.rights = routed(scene, lines);
    this.lefts = leftsOf(scene);
    const many = grants.length > MANY_GRANTS;
    const byNetwork = k >= (layout.many ? 4.2 : 2);
    this.tallies = many && !reachesCells(k, grants.length) ? talliesOf(grants, layout, byNetwork) : [];
    this.lively = this.rights.some(({ line, route }) => !route.stub && rateOf(line) > 0);
  }

  /**
   * @param {Ink} ink
   * @param {Scene} scene
   * @param {number} time in ms, for what moves
   */
  draw(ink, scene, time) {
    const { g } = ink;
    g.save();
    g.beginPath();
    g.rect(0, scene.top, scene.width, scene.height - scene.top);
    g.clip();
    g.lineCap = 'round';
    g.lineJoin = 'round';
    for (const left of this.lefts) drawLeftLine(ink, scene, left);
    for (const right of this.rights) drawRight(ink, scene, right, time);
    drawChains(ink, scene);
    g.restore();
    g.save();
    g.beginPath();
    g.rect(scene.left - 8, scene.top, scene.width - scene.left + 8, scene.height - scene.top);
    g.clip();
    for (const { line, route } of this.rights) if (!route.stub) drawEnd(ink, scene, line);
    drawWaiting(ink, scene);
    drawTallies(ink, scene, this.tallies);
    g.restore();
  }
}

/**
 * @param {Scene} scene
 * @param {Line[]} lines
 * @returns {Right[]}
 */
function routed(scene, lines) {
  const posts = new Map(scene.columns.posts.map(post => [post.point, post]));
  /** @type {Map<Post, Line[]>} */
  const byPost = new Map();
  for (const line of lines) {
    const post = posts.get(line.point);
    if (!post) continue;
    const own = byPost.get(post);
    if (own) own.push(line);
    else byPost.set(post, [line]);
  }
  const x = scene.columns.wall + 13;
  return [...byPost].flatMap(([post, own]) =>
    own.map((line, index) => {
      const y = post.y + (index - (own.length - 1) / 2) * Math.min(APART, SPREAD / own.length);
      const route = routeOf(line.plot, line.i, scene, {
        x,
        y,
        lane: line.lane,
        framed: scene.layout.framed,
        gaps: scene.layout.gaps,
      });
      return { line, route, path: pathOf(route) };
    }),
  );
}

/** @param {Route} route */
function pathOf({ points }) {
  const path = new Path2D();
  const [[x0, y0], [x1, y1]] = points;
  path.moveTo(x0, y0);
  const pull = Math.max(8, (x1 - x0) * 0.55);
  path.bezierCurveTo(x0 + pull, y0, x1 - pull, y1, x1, y1);
  for (let at = 2; at < points.length; at++) {
    const [x, y] = points[at];
    const [px, py] = points[at - 1];
    const next = points[at + 1];
    if (!next) {
      path.lineTo(x, y);
      continue;
    }
    const radius = Math.min(
      ROUND,
      (Math.abs(x - px) + Math.abs(y - py)) / 2,
      (Math.abs(next[0] - x) + Math.abs(next[1] - y)) / 2,
    );
    path.arcTo(x, y, next[0], next[1], radius);
  }
  return path;
}

/**
 * From people to their first enforcement point, or to the guide line where nobody decided yet.
 * @param {Scene} scene
 * @returns {Left[]}
 */
function leftsOf(scene) {
  const { columns } = scene;
  const posts = new Map(columns.posts.map(post => [post.point, post]));
  /** @type {Map<string, Left>} */
  const lefts = new Map();
  for (const row of columns.rows) {
    for (const one of row.paths) {
      const post = (one.points[0] && posts.get(one.points[0])) ?? null;
      const red = one.state === 'red';
      const key = `${row.key}|${post?.key}|${red}|${one.isRequest}`;
      const left = lefts.get(key) ?? { row, post, paths: [], path: new Path2D(), red, waits: one.isRequest };
      left.paths.push(one);
      lefts.set(key, left);
    }
  }
  const all = [...lefts.values()];
  const x0 = columns.compact ? 40 : columns.people - 6;
  const x1 = columns.wall - 13;
  for (const left of all) {
    const atPost = all.filter(({ post }) => post === left.post);
    const shift = (atPost.indexOf(left) - (atPost.length - 1) / 2) * Math.min(APART, SPREAD / atPost.length);
    const y1 = left.post ? left.post.y + shift : left.row.y;
    const middle = (x0 + x1) / 2;
    left.path.moveTo(x0, left.row.y);
    left.path.bezierCurveTo(middle, left.row.y, middle, y1, left.post ? x1 : columns.wall, y1);
  }
  return all;
}

/**
 * @param {Scene} scene
 * @param {Path[]} paths
 */
const concerns = ({ related }, paths) => !related || paths.some(path => related.has(path));

/**
 * Lenses that are not about access set it back.
 * @param {Scene} scene
 */
function quiet({ view, related }) {
  return related || view.lens === 'sensitivity' || view.lens === 'paths' ? 1 : 0.5;
}

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Left} left
 */
function drawLeftLine(ink, scene, { paths, path, red, waits }) {
  const many = scene.access.grants.length > MANY_GRANTS;
  const on = concerns(scene, paths);
  const faint = many && !scene.related && !red;
  const alpha = on || red ? Number(!faint) || FAINT : UNRELATED;
  if (waits) {
    strokeLine(ink, path, { colour: 'warn', width: 2, alpha: alpha * 0.9, dash: [0.01, 6] });
    return;
  }
  const closing = paths.every(({ state }) => state === 'closing');
  const width = Math.min(4, 1 + Math.log2(1 + paths.length) * 0.6);
  strokeLine(ink, path, {
    colour: colourOf(red, closing),
    width: many && !scene.related ? width * 0.6 : width,
    alpha,
    halo: on && !many,
  });
}

/**
 * @param {boolean} red
 * @param {boolean} closing
 * @returns {Token}
 */
function colourOf(red, closing) {
  if (red) return 'bad';
  return closing ? 'control' : 'accent';
}

/**
 * @param {Ink} ink
 * @param {Path2D} path
 * @param {{colour: Token, width: number, alpha: number, dash?: number[], halo?: boolean}} style
 */
function strokeLine(ink, path, { colour, width, alpha, dash = [], halo = false }) {
  const { g } = ink;
  g.globalAlpha = alpha * 0.85;
  if (halo) {
    g.strokeStyle = ink.p.surface;
    g.lineWidth = width + 2.5;
    g.stroke(path);
  }
  g.globalAlpha = alpha;
  g.strokeStyle = ink.p[colour];
  g.lineWidth = width;
  g.setLineDash(dash);
  g.stroke(path);
  g.setLineDash([]);
  g.globalAlpha = 1;
}

/** @param {Line} one */
const rateOf = ({ paths }) => paths.reduce((sum, { rate, state }) => sum + (state === 'open' ? (rate ?? 0) : 0), 0);

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Right} right
 * @param {number} time
 */
function drawRight(ink, scene, { line: one, path, route }, time) {
  const on = concerns(scene, one.paths);
  const share = on ? quiet(scene) : UNRELATED;
  const alpha = one.red ? 1 : share;
  const closing = one.paths.every(({ state }) => state === 'closing');
  const colour = colourOf(one.red, closing);
  if (route.stub) {
    fade(ink, path, route, colour, alpha * 0.7);
    return;
  }
  const width = one.paths.length > 1 ? Math.min(5.5, 1.4 + 0.5 * Math.log2(one.paths.length)) : 2;
  strokeLine(ink, path, { colour, width, alpha, halo: on, dash: closing && !one.red ? [5, 5] : [] });
  const bytes = rateOf(one);
  if (on && bytes > 0) drawBeads(ink, scene, path, bytes, time);
  if (one.paths.some(({ bypassable }) => bypassable)) {
    strokeLine(ink, path, { colour: 'bad', width: 1.6, alpha: on ? 1 : UNRELATED, dash: [6, 9] });
  }
}

/**
 * Traffic that was measured: the faster they run, the more it is.
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Path2D} path
 * @param {number} bytes a second
 * @param {number} time
 */
function drawBeads(ink, scene, path, bytes, time) {
  const { g } = ink;
  g.lineDashOffset = scene.still ? 0 : -(time / 1000) * (8 + 9 * Math.log10(1 + bytes));
  strokeLine(ink, path, { colour: 'bead', width: 4.4, alpha: quiet(scene), dash: [0.01, BEADS] });
  g.lineDashOffset = 0;
}

/**
 * What stands outside the view: a short end that fades, bent towards where it goes.
 * @param {Ink} ink
 * @param {Path2D} path
 * @param {Route} route
 * @param {Token} colour
 * @param {number} alpha
 */
function fade(ink, path, { points }, colour, alpha) {
  const { g } = ink;
  const [[x0], [x1]] = points;
  const gradient = g.createLinearGradient(x0, 0, x1, 0);
  gradient.addColorStop(0, ink.p[colour]);
  gradient.addColorStop(1, `${ink.p[colour]}00`);
  g.globalAlpha = alpha;
  g.strokeStyle = gradient;
  g.lineWidth = 1.4;
  g.stroke(path);
  g.globalAlpha = 1;
}

/**
 * A grant that needs several enforcement points goes through each of them.
 * @param {Ink} ink
 * @param {Scene} scene
 */
function drawChains(ink, scene) {
  const posts = new Map(scene.columns.posts.map(post => [post.point, post]));
  const x = scene.columns.wall;
  for (const path of scene.access.grants) {
    for (let at = 1; at < path.points.length; at++) {
      const from = posts.get(path.points[at - 1]);
      const to = posts.get(path.points[at]);
      if (!from || !to || from === to) continue;
      const arc = new Path2D();
      arc.moveTo(x + 13, from.y + 4);
      const bulge = scene.columns.compact ? 24 : 46;
      arc.bezierCurveTo(x + bulge, from.y + 10, x + bulge, to.y - 10, x + 13, to.y - 4);
      const alpha = path.state === 'red' || concerns(scene, [path]) ? 1 : UNRELATED;
      strokeLine(ink, arc, { colour: colourOf(path.state === 'red', path.state === 'closing'), width: 1.6, alpha });
    }
  }
}

/**
 * Where a cell is on the canvas.
 * @param {Scene} scene
 * @param {import('./layout.js').Plot} plot
 * @param {number} i
 * @returns {Rect}
 */
export function squareOf(scene, plot, i) {
  const corner = cornerOf(plot, i);
  const s = Math.max(2.5, scene.k * 0.86);
  return {
    x: sx(scene, corner.x + 0.5) - s / 2,
    y: sy(scene, corner.y + 0.5) - s / 2,
    w: s,
    h: s,
  };
}

/**
 * A ring round the cell, and a dot with the shape of the sensitivity where the line comes in.
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Line} one
 */
function drawEnd(ink, scene, one) {
  const { g } = ink;
  const [first] = one.paths;
  const on = concerns(scene, one.paths);
  g.globalAlpha = one.red ? 1 : (on ? 1 : UNRELATED + 0.05) * quiet(scene);
  const closing = first.state === 'closing';
  const colour = colourOf(one.red, closing);
  if (one.i < 0) {
    drawCount(ink, scene, one, colour);
  } else {
    const { x, y, w } = squareOf(scene, one.plot, one.i);
    const gap = scene.k < 8 ? 2.5 : 3;
    ring(ink, { x: x - gap, y: y - gap, w: w + 2 * gap, h: w + 2 * gap }, colour, first.bypassable ? [5, 4] : []);
    if (one.red) {
      g.beginPath();
      g.moveTo(x + w + gap - 1, y - gap + 1);
      g.lineTo(x + w + gap + 5, y - gap - 5);
      ink.stroke('bad', 2);
    }
    if (scene.k > 14) drawDot(ink, x + w / 2, y - gap, Math.max(9, Math.min(13, scene.k * 0.2)), first.level, colour);
  }
  g.globalAlpha = 1;
}

/**
 * @param {Ink} ink
 * @param {Rect} rect
 * @param {Token} colour
 * @param {number[]} [dash]
 */
function ring(ink, { x, y, w, h }, colour, dash = []) {
  ink.box(x, y, w, h, Math.max(3, Math.min(10, w * 0.16)));
  ink.stroke(colour, w < 12 ? 1.5 : 2, dash);
}

/**
 * @param {Ink} ink
 * @param {number} x
 * @param {number} y
 * @param {number} size
 * @param {number} level
 * @param {Token} colour
 */
function drawDot(ink, x, y, size, level, colour) {
  const alpha = ink.g.globalAlpha;
  ink.circle(x, y, size * 0.72);
  ink.fill('surface', alpha);
  ink.g.globalAlpha = alpha;
  ink.stroke(colour, 1.5);
  ink.shape(`l${level}`, x - size * 0.42, y - size * 0.42, size * 0.84);
}

/**
 * At the network's head: how many lead there.
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Line} one
 * @param {Token} colour
 */
function drawCount(ink, scene, one, colour) {
  const level = Math.max(...one.paths.map(path => path.level));
  pill(ink, sx(scene, one.plot.x) - 2, sy(scene, one.plot.y) - 7, { text: `${one.paths.length}`, level, colour });
}

/**
 * Answers how wide it is.
 * @param {Ink} ink
 * @param {number} x
 * @param {number} y its middle
 * @param {{text: string, level: number, colour: Token, small?: string}} what
 */
function pill(ink, x, y, { text, level, colour, small = '' }) {
  const { g } = ink;
  const alpha = g.globalAlpha;
  const lead = small ? ink.width(small, { weight: 700, size: 10 }) + 7 : 0;
  const width = ink.width(text, { weight: 700, size: 11 }) + 22 + lead;
  ink.box(x, y - 8, width, 16, 8);
  ink.fill('surface', alpha);
  g.globalAlpha = alpha;
  ink.box(x, y - 8, width, 16, 8);
  ink.stroke(colour, 1.5);
  if (small) ink.text(small, x + 6, y + 3.5, { weight: 700, size: 10, colour: 'text-3' });
  ink.shape(`l${level}`, x + 5 + lead, y - 4.5, 9);
  ink.text(text, x + 17 + lead, y + 4, { weight: 700, size: 11 });
  return width;
}

/**
 * The numbers that stand for much access: one for each enforcement point, at each group or network.
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Tally[]} tallies
 */
function drawTallies(ink, scene, tallies) {
  /** @type {Map<object, Tally[]>} */
  const byPlace = new Map();
  for (const tally of tallies) {
    const place = tally.plot ?? tally.frame;
    if (place) byPlace.set(place, [...(byPlace.get(place) ?? []), tally]);
  }
  const numbers = new Map(scene.columns.posts.map(({ point, number }) => [point, number]));
  for (const own of byPlace.values()) drawTally(ink, scene, own, numbers);
}

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Tally[]} own of one group or network
 * @param {Map<import('./access.js').Point, number>} numbers
 */
function drawTally(ink, scene, own, numbers) {
  const { plot, frame } = own[0];
  const box = plot ?? frame;
  if (!box) return;
  const room = box.w * scene.k;
  const y = plot ? sy(scene, plot.y + plot.h) + 2 : sy(scene, box.y) + Math.min(25, box.head * scene.k - 6);
  let x = sx(scene, box.x) + (plot ? 2 : 6);
  const widths = own.map(({ count }) => 36 + 7 * String(count).length);
  const parts = widths.reduce((sum, width) => sum + width, 0) > room ? [sumOf(own)] : own;
  for (const tally of parts.sort((a, b) => (numbers.get(a.point) ?? 0) - (numbers.get(b.point) ?? 0))) {
    const small = parts.length === own.length && numbers.size > 1 ? `${numbers.get(tally.point) ?? ''}` : '';
    x +=
      pill(ink, x, y, { text: `${tally.count}`, level: tally.level, colour: tally.red ? 'bad' : 'accent', small }) + 3;
  }
}

/** @param {Tally[]} own */
const sumOf = own =>
  own.reduce((sum, tally) => ({
    ...sum,
    count: sum.count + tally.count,
    red: sum.red + tally.red,
    level: Math.max(sum.level, tally.level),
  }));

/**
 * The targets of requests that wait: a dotted ring.
 * @param {Ink} ink
 * @param {Scene} scene
 */
function drawWaiting(ink, scene) {
  const plots = new Map(scene.seen.map(plot => [plot.network, plot]));
  for (const path of scene.access.paths) {
    const plot = path.isRequest && path.place && plots.get(path.place.network);
    if (!plot || !path.place || scene.k < 6) continue;
    ink.g.globalAlpha = concerns(scene, [path]) ? 1 : UNRELATED;
    const { x, y, w } = squareOf(scene, plot, path.place.i);
    ring(ink, { x: x - 3, y: y - 3, w: w + 6, h: w + 6 }, 'warn', [2, 3]);
    ink.g.globalAlpha = 1;
  }
}
