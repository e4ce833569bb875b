// Where people and enforcement points stand at the left of the map, while the estate zooms beside them.

/** @import { Access, Path, Person, Point } from './access.js' */

/**
 * @typedef {object} Columns
 * @property {number} people right edge of the people
 * @property {number} wall the guide line of the enforcement points
 * @property {number} left where the estate begins
 * @property {number} top height of the heading strip
 * @property {boolean} compact no names, only signs
 * @property {Row[]} rows
 * @property {Post[]} posts
 */

/**
 * A person, or all those that have no room.
 * @typedef {object} Row
 * @property {string} key
 * @property {Person | null} person
 * @property {string} name
 * @property {string} initials
 * @property {Path[]} paths
 * @property {number} y
 * @property {number} step
 */

/**
 * An enforcement point.
 * @typedef {object} Post
 * @property {string} key
 * @property {Point} point
 * @property {number} number counted from 1, from the top
 * @property {Path[]} paths
 * @property {number} y
 */

const PHONE = 560;
const NARROW = 800;

/** A row of a person is at least this high, and at most that. */
const LEAST = 31;
const MOST = 62;

const EDGES = {
  wide: { people: 188, wall: 268, left: 330 },
  narrow: { people: 164, wall: 228, left: 280 },
  phone: { people: 52, wall: 74, left: 98 },
  // Nobody is shown: only the posts.
  strip: { people: 0, wall: 64, left: 126 },
  phoneStrip: { people: 0, wall: 24, left: 50 },
};

/**
 * @param {Access} access
 * @param {number} width
 * @param {number} height
 * @returns {Columns}
 */
export function columnsOf(access, width, height) {
  const compact = width < PHONE;
  const top = 26;
  const room = height - top - (compact ? 12 : 24);
  const rows = rowsOf(access, room, compact);
  const edges = EDGES[edgesFor(width, rows.length > 0)];
  const posts = postsOf(access, top, height);
  order(rows, posts);
  const step = Math.max(16, Math.min(MOST, room / Math.max(1, rows.length)));
  const first = top + (compact ? 6 : 14) + (room - step * rows.length) / 2;
  for (const [index, row] of rows.entries()) {
    row.y = first + step * (index + 0.5);
    row.step = step;
  }
  return { ...edges, top, compact, rows, posts };
}

/**
 * @param {number} width
 * @param {boolean} hasPeople
 * @returns {keyof typeof EDGES}
 */
function edgesFor(width, hasPeople) {
  if (width < PHONE) return hasPeople ? 'phone' : 'phoneStrip';
  if (!hasPeople) return 'strip';
  return width < NARROW ? 'narrow' : 'wide';
}

/**
 * @param {Access} access
 * @param {number} room
 * @param {boolean} compact
 * @returns {Row[]}
 */
function rowsOf({ paths, others }, room, compact) {
  /** @type {Map<Person, Path[]>} */
  const byPerson = new Map();
  for (const path of paths) byPerson.set(path.person, [...(byPerson.get(path.person) ?? []), path]);
  const everyone = [...byPerson].sort(([a, x], [b, y]) => urgency(x) - urgency(y) || (a.name < b.name ? -1 : 1));
  const hidden = others.open + others.closing + others.pending > 0 ? 1 : 0;
  const fit = Math.max(2, Math.floor(room / (compact ? 28 : LEAST))) - hidden;
  const shown = everyone.length <= fit ? everyone : everyone.slice(0, fit - 1);
  const rows = shown.map(([person, own]) => rowOf(`person:${person.id}`, person, own));
  const rest = everyone.slice(shown.length);
  if (rest.length) {
    const row = rowOf(
      'people:more',
      null,
      rest.flatMap(([, own]) => own),
    );
    rows.push({ ...row, name: `${rest.length} more people`, initials: `+${rest.length}` });
  }
  return rows;
}

/**
 * @param {string} key
 * @param {Person | null} person
 * @param {Path[]} paths
 * @returns {Row}
 */
const rowOf = (key, person, paths) => ({
  key,
  person,
  name: person?.isMe ? 'You' : (person?.name ?? ''),
  initials: person?.initials ?? '',
  paths,
  y: 0,
  step: 0,
});

/**
 * The least is the most urgent: what is not proved shut, then what ends next, then what waits.
 * @param {Path[]} paths
 */
const urgency = paths =>
  Math.min(
    ...paths.map(({ state, deadline }) => {
      if (state === 'red') return 0;
      return state === 'waiting' ? Number.MAX_SAFE_INTEGER : deadline || Number.MAX_SAFE_INTEGER;
    }),
  );

/**
 * @param {Access} access
 * @param {number} top
 * @param {number} height
 * @returns {Post[]}
 */
function postsOf({ points, paths }, top, height) {
  const room = height - top;
  return points.map((point, index) => ({
    key: `point:${point.name}`,
    point,
    number: index + 1,
    paths: paths.filter(path => path.points.includes(point)),
    y: top + room * (((index + 0.5) / points.length) * 0.86 + 0.02),
  }));
}

/**
 * People stand in the order of their points, so that few lines cross.
 * @param {Row[]} rows
 * @param {Post[]} posts
 */
function order(rows, posts) {
  const heightOf = new Map(posts.map(({ point, y }) => [point, y]));
  const middle = new Map(
    rows.map(row => {
      const heights = row.paths.flatMap(({ points }) => points.slice(0, 1).map(point => heightOf.get(point) ?? 0));
      return [row, heights.length ? heights.reduce((sum, y) => sum + y, 0) / heights.length : Infinity];
    }),
  );
  const last = (/** @type {Row} */ row) => (row.person ? 0 : 1);
  rows.sort((a, b) => last(a) - last(b) || Number(middle.get(a)) - Number(middle.get(b)) || (a.name < b.name ? -1 : 1));
}
