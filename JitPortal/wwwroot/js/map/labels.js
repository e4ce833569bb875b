// Finds each label a place beside what it names, where it covers no other label and as few hosts as may be.

/**
 * @typedef {object} Rect
 * @property {number} x
 * @property {number} y
 * @property {number} w
 * @property {number} h
 * @property {number} [weight] what covering it costs; 10 when nobody says so
 */

/**
 * @typedef {object} Label
 * @property {Rect} of what it names
 * @property {number} w its own size
 * @property {number} h
 * @property {number} [short] its width without what can be left out
 * @property {boolean} [must] it is drawn even where it covers something
 */

/** Between a label and what it names. */
const GAP = 3;

/** What covering a host costs, against being at a later place in the list. */
const HOST = 10;

/** What it costs that a label has no place. */
const MISSING = 30;

/** Times that places are dealt out anew, because somebody came off badly. */
const ROUNDS = 4;

/**
 * Places in the order of preference.
 * @param {Label} label
 * @returns {[x: number, y: number][]}
 */
function placesOf({ of, w, h }) {
  const right = of.x + of.w + GAP;
  const left = of.x - w - GAP;
  const middle = of.y + (of.h - h) / 2;
  const above = of.y - h - 1;
  const below = of.y + of.h + 1;
  const centred = of.x + (of.w - w) / 2;
  return [
    [right, middle],
    [left, middle],
    [centred, below],
    [centred, above],
    [of.x, below],
    [of.x + of.w - w, below],
    [of.x, above],
    [of.x + of.w - w, above],
    [right, below - 4],
    [left, below - 4],
    [right, above + 4],
    [left, above + 4],
  ];
}

/**
 * @typedef {object} Around
 * @property {Rect[]} hosts
 * @property {Rect[]} taken
 * @property {Rect} bounds
 */

/**
 * @param {Label[]} labels
 * @param {Around} around
 * @returns {(Rect | null)[]} the place of each; null where there is none
 */
export function placed(labels, around) {
  let order = hardestFirst(labels, around);
  let best = placedIn(order, labels, around);
  for (let round = 1; round < ROUNDS && best.bad.length; round++) {
    // Who came off badly chooses before the others.
    const { bad } = best;
    order = [...bad, ...order.filter(index => !bad.includes(index))];
    const next = placedIn(order, labels, around);
    if (next.cost < best.cost) best = next;
  }
  return best.places;
}

/**
 * @param {number[]} order
 * @param {Label[]} labels
 * @param {Around} around
 */
function placedIn(order, labels, { hosts, taken, bounds }) {
  const busy = [...taken];
  /** @type {(Rect | null)[]} */
  const places = labels.map(() => null);
  /** @type {number[]} */
  const bad = [];
  let total = 0;
  for (const index of order) {
    const label = labels[index];
    let best = bestOf(label, { hosts, taken: busy, bounds });
    if (label.short && (!best || best.cost >= HOST)) {
      const short = bestOf({ ...label, w: label.short }, { hosts, taken: busy, bounds });
      if (short && (!best || short.cost < best.cost)) best = short;
    }
    const cost = best?.cost ?? MISSING;
    total += cost;
    if (cost >= HOST) bad.push(index);
    if (!best) continue;
    busy.push(best.place);
    places[index] = best.place;
  }
  return { places, bad, cost: total };
}

/**
 * Who has the fewest places to choose from chooses first.
 * @param {Label[]} labels
 * @param {Around} around
 */
function hardestFirst(labels, { hosts, taken, bounds }) {
  const choices = labels.map(label => {
    const near = hosts.filter(host => (host.weight ?? HOST) >= HOST && isNear(host, label));
    const heads = taken.filter(head => isNear(head, label));
    return placesOf(label).filter(([x, y]) => {
      const place = { x, y, w: label.w, h: label.h };
      return within(place, bounds) && ![...near, ...heads].some(rect => meets(rect, place));
    }).length;
  });
  return [...labels.keys()].sort((a, b) => choices[a] - choices[b] || a - b);
}

/**
 * @param {Rect} rect
 * @param {Label} label
 */
const isNear = (rect, { of, w, h }) =>
  meets(rect, { x: of.x - w - GAP, y: of.y - h - GAP, w: of.w + 2 * (w + GAP), h: of.h + 2 * (h + GAP) });

/**
 * @param {Label} label
 * @param {Around} around
 * @returns {{place: Rect, cost: number} | null}
 */
function bestOf(label, { hosts, taken, bounds }) {
  const nearHosts = hosts.filter(host => isNear(host, label));
  const nearTaken = taken.filter(rect => isNear(rect, label));
  let best = null;
  for (const [index, [x, y]] of placesOf(label).entries()) {
    const place = { x, y, w: label.w, h: label.h };
    if (!within(place, bounds)) continue;
    const covered = nearTaken.filter(rect => meets(rect, place)).length;
    if (covered && !label.must) continue;
    const hidden = nearHosts.reduce((sum, rect) => sum + (meets(rect, place) ? (rect.weight ?? HOST) : 0), 0);
    const cost = hidden + covered * 4 * HOST + index;
    if (!best || cost < best.cost) best = { place, cost };
  }
  return best;
}

/**
 * @param {Rect} a
 * @param {Rect} b
 */
export const meets = (a, b) => a.x < b.x + b.w && a.x + a.w > b.x && a.y < b.y + b.h && a.y + a.h > b.y;

/**
 * @param {Rect} a
 * @param {Rect} b
 */
const within = (a, b) => a.x >= b.x && a.y >= b.y && a.x + a.w <= b.x + b.w && a.y + a.h <= b.y + b.h;
