// The left of the map: people, the thin guide line, and the enforcement points on it. It stands still while the
// estate zooms.
import { shareLeft } from './access.js';
import { MANY_GRANTS } from './detail.js';
import { clock, counted, plain, rate } from './text.js';

/** @import { Path } from './access.js' */
/** @import { Columns, Post, Row } from './columns.js' */
/** @import { Ink } from './ink.js' */
/** @import { Token } from './palette.js' */
/** @import { Scene } from './scene.js' */

const TURN = Math.PI * 2;
const UNRELATED = 0.28;

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {string | null} selected key of a row or a post
 */
export function drawLeft(ink, scene, selected) {
  const { columns, top, width, height } = scene;
  ink.g.fillStyle = ink.p.surface;
  ink.g.fillRect(0, 0, width, top);
  drawGuide(ink, columns, height);
  for (const row of columns.rows) drawRow(ink, scene, row, selected === row.key);
  for (const post of columns.posts) drawPost(ink, scene, post, selected === post.key);
  drawHeadings(ink, scene);
}

/**
 * @param {Ink} ink
 * @param {Columns} columns
 * @param {number} height
 */
function drawGuide(ink, { wall, top, posts }, height) {
  if (!posts.length) return;
  ink.g.beginPath();
  ink.g.moveTo(wall + 0.5, top);
  ink.g.lineTo(wall + 0.5, height);
  ink.stroke('line-strong');
}

/**
 * @param {Ink} ink
 * @param {Scene} scene
 */
function drawHeadings(ink, scene) {
  const { columns, top, width, access } = scene;
  ink.g.beginPath();
  ink.g.moveTo(0, top - 0.5);
  ink.g.lineTo(width, top - 0.5);
  ink.stroke('line');
  const style = /** @type {const} */ ({ weight: 600, size: 11, colour: 'text-3' });
  if (access.unread) return;
  if (columns.compact) {
    ink.text(sentence(scene), 10, 17, { ...style, room: width - 20 });
    return;
  }
  if (columns.rows.length) {
    ink.text(access.all ? 'Who has access now' : 'Your access', 16, 17, style);
    ink.text('Enforcement points', columns.wall, 17, { ...style, align: 'center' });
  }
  const left = columns.rows.length ? Math.max(scene.left, columns.wall + 66) : 16;
  ink.text(sentence(scene), left, 17, { ...style, room: width - left - 12 });
}

/**
 * What is so now, in one sentence.
 * @param {Scene} scene
 */
function sentence({ access, columns }) {
  const { others } = access;
  const more = othersText(others);
  if (!columns.rows.length) {
    return access.all ? 'Nobody has access now' : `You have no open access${more ? `. ${more}` : ''}`;
  }
  if (access.grants.length > MANY_GRANTS) {
    return 'A number tells how many paths lead there; point at a person, a point or a network for its lines';
  }
  return more;
}

/** @param {{open: number, closing: number, pending: number}} others */
export function othersText({ open, closing, pending }) {
  const words = [
    open && counted(open, 'open grant'),
    closing && `${closing} closing`,
    pending && `${pending} waiting`,
  ].filter(Boolean);
  return words.length ? `Others: ${words.join(', ')}` : '';
}

/**
 * @param {Scene} scene
 * @param {Path[]} paths
 */
const concerns = ({ related }, paths) => !related || paths.some(path => related.has(path));

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Row} row
 * @param {boolean} selected
 */
function drawRow(ink, scene, row, selected) {
  const { g } = ink;
  const { columns } = scene;
  const red = row.paths.some(({ state }) => state === 'red');
  const radius = columns.compact ? Math.min(13, row.step * 0.42) : Math.min(15, row.step * 0.4);
  const x = columns.compact ? 24 : 16 + radius;
  g.globalAlpha = concerns(scene, row.paths) || red ? 1 : UNRELATED;
  const alpha = g.globalAlpha;
  ink.circle(x, row.y, radius);
  ink.fill(red ? 'bad-soft' : 'accent-soft', alpha);
  g.globalAlpha = alpha;
  ink.text(row.initials, x, row.y + 4, {
    weight: 700,
    size: radius > 13 ? 11 : 10,
    colour: red ? 'bad' : 'accent',
    align: 'center',
  });
  const next = nextOf(row.paths);
  if (next) drawRing(ink, x, row.y, radius, shareLeft(next, scene.now));
  if (selected) {
    ink.circle(x, row.y, radius + 4);
    ink.stroke('text', 2);
  }
  if (!columns.compact) drawRowWords(ink, scene, row, x + radius + 9);
  g.globalAlpha = 1;
}

/**
 * Time left, as a part of a circle.
 * @param {Ink} ink
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 * @param {number} share
 */
export function drawRing(ink, x, y, radius, share) {
  const { g } = ink;
  const alpha = g.globalAlpha;
  ink.circle(x, y, radius);
  ink.stroke('accent-line', 1.5);
  g.beginPath();
  g.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + TURN * share);
  ink.stroke('accent', 2.5);
  g.globalAlpha = alpha;
}

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Row} row
 * @param {number} x
 */
function drawRowWords(ink, scene, row, x) {
  const room = scene.columns.people - x - 8;
  const two = row.step > 30;
  ink.text(plain(row.name), x, two ? row.y - 2 : row.y + 4, { weight: 650, size: 12.5, room });
  if (!two) return;
  const { words, colour } = rowWords(row.paths, scene.now);
  ink.text(words, x, row.y + 13, { weight: 500, size: 11, colour, room });
}

/**
 * @param {Path[]} paths
 * @param {number} now
 * @returns {{words: string, colour: Token}}
 */
function rowWords(paths, now) {
  const red = paths.filter(({ state }) => state === 'red');
  if (red.length) {
    return {
      words: red.length > 1 ? `${red.length} not proved shut` : `Not proved shut: ${targetOf(red[0])}`,
      colour: 'bad',
    };
  }
  const next = nextOf(paths);
  if (next) {
    const seconds = (next.deadline - now) / 1000;
    const open = paths.filter(({ state }) => state === 'open').length;
    const what = open > 1 ? `${open} services` : targetOf(next);
    return { words: `${clock(seconds)}  ${what}`, colour: seconds < 120 ? 'warn' : 'text-2' };
  }
  if (paths.some(({ state }) => state === 'open')) return { words: 'Opening', colour: 'text-2' };
  if (paths.some(({ state }) => state === 'closing')) return { words: 'Closing', colour: 'text-2' };
  const [waiting] = paths;
  return { words: `Waits: ${targetOf(waiting)}`, colour: 'warn' };
}

/** @param {Path} path */
export const targetOf = ({ host, address, port }) => `${plain(host) || address}:${port}`;

/**
 * The open grant that ends first.
 * @param {Path[]} paths
 */
const nextOf = paths =>
  paths
    .filter(({ state, deadline }) => state === 'open' && deadline)
    .reduce(
      (/** @type {Path | null} */ first, path) => (!first || path.deadline < first.deadline ? path : first),
      null,
    );

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Post} post
 * @param {boolean} selected
 */
function drawPost(ink, scene, post, selected) {
  const { g } = ink;
  const { wall, compact } = scene.columns;
  const live = post.paths.filter(({ state }) => state === 'open').length;
  const red = post.paths.filter(({ state }) => state === 'red').length;
  const s = compact ? 12 : 17;
  g.globalAlpha = concerns(scene, post.paths) || red ? 1 : UNRELATED + 0.1;
  drawArch(ink, wall, post.y, s, { live: live > 0, red: red > 0 });
  if (selected) {
    ink.box(wall - s - 5, post.y - s - 7, 2 * s + 10, 2 * s + 14, 8);
    ink.stroke('text', 2);
  }
  if (scene.access.grants.length > MANY_GRANTS) {
    ink.circle(wall - s * 0.9, post.y - s * 0.9, 8);
    ink.fill('surface');
    ink.stroke('control');
    ink.text(`${post.number}`, wall - s * 0.9, post.y - s * 0.9 + 4, {
      weight: 700,
      size: 10,
      align: 'center',
      colour: 'text-2',
    });
  }
  if (!compact) drawPostWords(ink, scene, post, { live, red, base: post.y + s + 16 });
  g.globalAlpha = 1;
}

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Post} post
 * @param {{live: number, red: number, base: number}} state
 */
function drawPostWords(ink, scene, post, { live, red, base }) {
  const { columns } = scene;
  const room = columns.rows.length ? columns.left - columns.people + 30 : columns.left - 12;
  const words = [plain(post.point.name), postState(post, live, red)];
  const next = nextOf(post.paths);
  if (next) words.push(clock((next.deadline - scene.now) / 1000));
  for (const [index, text] of words.entries()) {
    const y = base + index * 14;
    const style = { weight: index ? 500 : 650, size: index ? 11 : 11.5, room };
    const width = Math.min(room, ink.width(text, style)) + 8 + (index === 2 ? 14 : 0);
    ink.box(columns.wall - width / 2, y - 11, width, 15, 3);
    ink.fill('surface', 0.92 * ink.g.globalAlpha);
    /** @type {Token} */
    let colour = index ? 'text-2' : 'text';
    if (red && index === 1) colour = 'bad';
    ink.text(text, columns.wall + (index === 2 ? 7 : 0), y, { ...style, align: 'center', colour });
    if (index === 2 && next) drawRing(ink, columns.wall - width / 2 + 9, y - 4, 5, shareLeft(next, scene.now));
  }
}

/**
 * NB. A point that cannot measure traffic never seems idle.
 * @param {Post} post
 * @param {number} live
 * @param {number} red
 */
function postState({ point, paths }, live, red) {
  if (red) return live ? `${live} open, ${red} not proved shut` : `${red} not proved shut`;
  if (!live) return 'no open grant';
  if (!point.measuresTraffic) return `${live} open, traffic not measured`;
  const bytes = paths.reduce((sum, path) => sum + (path.rate ?? 0), 0);
  return `${live} open, ${rate(bytes)}`;
}

/**
 * @param {Ink} ink
 * @param {number} x
 * @param {number} y
 * @param {number} s
 * @param {{live: boolean, red: boolean}} state
 */
function drawArch(ink, x, y, s, { live, red }) {
  const { g } = ink;
  const alpha = g.globalAlpha;
  const w = s * 0.72;
  /** @type {Token} */
  let colour = 'control';
  if (live) colour = 'accent';
  if (red) colour = 'bad';
  const path = () => {
    g.beginPath();
    g.moveTo(x - w, y + s);
    g.lineTo(x - w, y - s * 0.25);
    g.arc(x, y - s * 0.25, w, Math.PI, 0);
    g.lineTo(x + w, y + s);
    g.closePath();
  };
  path();
  ink.fill('surface');
  path();
  if (live || red) ink.fill(red ? 'bad-soft' : 'accent-soft', alpha);
  g.globalAlpha = alpha;
  path();
  g.lineJoin = 'round';
  ink.stroke(colour, 2);
  g.beginPath();
  if (live || red) {
    g.moveTo(x - w, y + s);
    g.lineTo(x - w * 0.3, y + s * 0.7);
    g.lineTo(x - w * 0.3, y - s * 0.45);
    g.lineTo(x - w, y - s * 0.25);
    g.closePath();
    ink.fill(colour, alpha * 0.85);
  } else {
    g.moveTo(x, y - s * 0.9);
    g.lineTo(x, y + s);
    ink.stroke(colour, 1.5);
  }
  g.globalAlpha = alpha;
}
