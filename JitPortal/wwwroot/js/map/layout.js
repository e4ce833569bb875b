// Where networks and groups stand, in world units: 1 is the pitch of a cell. It depends on the networks alone,
// never on the window, so that people learn it; only the scale follows the window.
import { groupsOf } from './groups.js';
import { pack } from './shelves.js';

/** @import { Group } from './groups.js' */
/** @import { Network } from './network.js' */
/** @import { Box, Gaps, Spot } from './shelves.js' */

/**
 * A network where it stands; (x, y) is the corner of its cells' ground, the head is above.
 * @typedef {object} Plot
 * @property {Network} network
 * @property {number} x
 * @property {number} y
 * @property {number} w
 * @property {number} h
 * @property {number} slot width that its words may take
 * @property {number} head height
 * @property {number} room that words above it may take: its head, or the strip above where it has none
 * @property {number} street free strip above its shelf
 * @property {number} lane free strip left of its column
 * @property {Frame} frame
 */

/**
 * A group where it stands.
 * @typedef {object} Frame
 * @property {Group} group
 * @property {number} x
 * @property {number} y
 * @property {number} w
 * @property {number} h
 * @property {number} head height
 * @property {number} street free strip above its shelf
 * @property {number} lane free strip left of its column
 */

/**
 * @typedef {object} Layout
 * @property {Plot[]} plots
 * @property {Frame[]} frames
 * @property {number} w
 * @property {number} h
 * @property {boolean} framed more than one group, so that they have frames and titles
 * @property {{x: number, y: number, aisle: number}} gaps widths of the free strips: lanes, streets, and between groups
 * @property {boolean} many so many networks that only their groups have names at fit
 */

/** The panel that heads are sized for: that of a small desktop. */
const WIDTH = 570;
const HEIGHT = 480;

/** Networks from which on heads are smaller, and from which on only groups have names at fit. */
const DENSE_FROM = 16;
const MANY = 60;

/** Cells are set in from the edge of their network's ground. */
export const INSET_X = 0.25;
export const INSET_Y = 0.2;

/** Pixels that a character takes, about, in the type of names and of ranges. */
const BOLD = 6.7;
const PLAIN = 6;

/** Width to height that groups may have, and networks that one has side by side at most. */
const FORMS = [1.3, 0.7, 2.4];
const MOST_COLUMNS = 16;

/** Scales that are tried. */
const LARGEST = 48;
const SMALLEST = 0.05;
const STEP = 0.965;

/**
 * Sizes in pixels at the scale at which all fits.
 * @typedef {{head: number, label: number, title: number, gap: number, street: number, pad: number}} Sizes
 *   label: the most room that a network's words get beside its cells
 */

/** @type {Sizes} */
const FEW = { head: 30, label: 140, title: 20, gap: 14, street: 12, pad: 9 };

/**
 * With less and less room for words.
 * @type {Sizes[]}
 */
const DENSE = [120, 92, 84, 78, 72, 67, 60, 44].map(label => ({
  head: 24,
  label,
  title: 15,
  gap: 6,
  street: 5,
  pad: 4,
}));

/** Pixels a cell that are wanted at fit. */
const LEAST_SCALE = 1.8;

/** Words give way for cells that are so much larger. */
const CLEARLY = 1.2;

/** @type {Sizes} */
const CROWD = { head: 0, label: 0, title: 31, gap: 3, street: 4, pad: 5 };

/**
 * @param {Network[]} networks in the order of their addresses
 * @returns {Layout}
 */
export function layoutOf(networks) {
  const groups = groupsOf(networks);
  // Words may take their room as long as cells stay large enough to be told apart.
  const tries = sizesFor(networks.length).map(sizes => solved(groups, sizes));
  const good = tries.find(({ scale }) => scale >= LEAST_SCALE);
  return (good ?? tries.reduce((best, next) => (next.scale > best.scale * CLEARLY ? next : best))).layout;
}

/**
 * The largest scale at which all fits the panel. NB. Shelves break where they break: a smaller scale may fit
 * worse, so that scales are tried one after the other.
 * @param {Group[]} groups
 * @param {Sizes} sizes
 */
function solved(groups, sizes) {
  const cells = groups.flatMap(({ networks }) => networks).reduce((sum, { columns, rows }) => sum + columns * rows, 1);
  let scale = Math.min(LARGEST, Math.sqrt((WIDTH * HEIGHT) / cells));
  for (; scale > SMALLEST; scale *= STEP) {
    for (const form of groups.length > 1 ? FORMS : [1]) {
      const layout = at(groups, scale, sizes, form);
      if (layout.h * scale <= HEIGHT && layout.w * scale <= WIDTH) return { layout, scale };
    }
  }
  return { layout: at(groups, SMALLEST, sizes, FORMS[0]), scale: SMALLEST };
}

/** @param {number} networks */
function sizesFor(networks) {
  if (networks > MANY) return [CROWD];
  return networks > DENSE_FROM ? DENSE : [FEW, ...DENSE];
}

/**
 * @param {Group[]} groups
 * @param {number} scale at which all shall fit
 * @param {Sizes} sizes
 * @param {number} form that groups should have
 * @returns {Layout}
 */
function at(groups, scale, sizes, form) {
  const many = sizes === CROWD;
  const px = (/** @type {number} */ pixels) => pixels / scale;
  const framed = groups.length > 1;
  const pad = framed ? px(sizes.pad) : 0;
  const title = framed ? px(sizes.title) : 0;
  const gaps = { x: px(sizes.gap), y: px(sizes.street), stack: px(sizes.street) };
  const inner = groups.map(group => shelvesOf(group, scale, { sizes, gaps, room: px(WIDTH), framed, form }));
  const boxes = inner.map(({ w, h }, index) => ({
    w: Math.max(w + 2 * pad, framed ? px(groups[index].title.length * BOLD + 20) : 0),
    h: h + title + pad + gaps.y,
  }));
  const aisle = px(sizes === FEW ? 16 : 11);
  const outer = pack(boxes, px(WIDTH), { x: aisle, y: aisle, stack: aisle });
  /** @type {Frame[]} */
  const frames = groups.map((group, index) => {
    const { w, h } = boxes[index];
    return { group, ...outer.spots[index], w, h, head: title };
  });
  const plots = groups.flatMap((group, index) =>
    plotsOf(group, frames[index], { ...inner[index], pad, top: title + gaps.y, head: px(sizes.head), gap: gaps.y }),
  );
  return { plots, frames, w: outer.w, h: outer.h, framed, many, gaps: { x: gaps.x, y: gaps.y, aisle } };
}

/**
 * @typedef {object} Inside
 * @property {Sizes} sizes
 * @property {Gaps} gaps
 * @property {number} room
 * @property {boolean} framed
 * @property {number} form
 */

/**
 * A group's networks in shelves of about the form of a screen.
 * @param {Group} group
 * @param {number} scale
 * @param {Inside} inside
 */
function shelvesOf({ networks }, scale, { sizes, gaps, room, framed, form }) {
  const boxes = networks.map(({ columns, rows, id, name }) => ({
    w: Math.max(columns + 2 * INSET_X, Math.min(sizes.label, wordsOf(id, name)) / scale),
    h: rows + 2 * INSET_Y + sizes.head / scale,
  }));
  if (!framed) return pack(boxes, room, gaps);
  return bestOf(boxes, room - 2 * (sizes.pad / scale), gaps, form);
}

/**
 * Pixels that a network's words take; the canvas measures them, this only keeps room.
 * @param {string} id
 * @param {string} name
 */
const wordsOf = (id, name) => Math.max(name.length * BOLD, id.length * PLAIN) + 6;

/**
 * The shelves that leave the least room unused.
 * @param {Box[]} boxes
 * @param {number} room
 * @param {Gaps} gaps
 * @param {number} form
 */
function bestOf(boxes, room, gaps, form) {
  const widest = Math.max(...boxes.map(({ w }) => w));
  let found = pack(boxes, widest, gaps);
  let least = costOf(found, form);
  for (let columns = 2; columns <= MOST_COLUMNS; columns++) {
    const width = columns * widest + (columns - 1) * gaps.x;
    if (width > room) break;
    const shelves = pack(boxes, width * 1.0001, gaps);
    const cost = costOf(shelves, form);
    if (cost >= least) continue;
    least = cost;
    found = shelves;
  }
  return found;
}

/**
 * Its area, and more the less its form is that of a screen.
 * @param {{w: number, h: number}} shelves
 * @param {number} form
 */
const costOf = ({ w, h }, form) => w * h * (1 + 0.3 * Math.abs(Math.log(w / h / form)));

/**
 * @param {Group} group
 * @param {Frame} frame
 * @param {{spots: Spot[], pad: number, top: number, head: number, gap: number}} inside
 * @returns {Plot[]}
 */
function plotsOf({ networks }, frame, { spots, pad, top, head, gap }) {
  const left = frame.x + pad;
  const upper = frame.y + top;
  return networks.map((network, index) => {
    const spot = spots[index];
    return {
      network,
      x: left + spot.x,
      y: upper + spot.y + head,
      w: network.columns + 2 * INSET_X,
      h: network.rows + 2 * INSET_Y,
      slot: spot.w,
      head,
      room: head || gap * 0.9,
      street: upper + spot.street,
      lane: left + spot.lane,
      frame,
    };
  });
}
