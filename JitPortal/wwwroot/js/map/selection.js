// What is selected, by the server's names, and what it has to do with.
import { wordsOf, networkWords } from './lens.js';
import { targetOf } from './posts.js';
import { clock, counted, plain } from './text.js';

/** @import { Access, Path } from './access.js' */
/** @import { Columns } from './columns.js' */
/** @import { Model } from './model.js' */

/**
 * Its key is `host:ADDRESS`, `net:CIDR`, `person:ID` or `point:NAME`; it stands in the page's address.
 * @typedef {string} Key
 */

/**
 * @param {Key} key
 * @returns {[kind: string, id: string]}
 */
export function partsOf(key) {
  const at = key.indexOf(':');
  return [key.slice(0, at), key.slice(at + 1)];
}

/**
 * The paths that something has to do with; null when there are none, so that nothing is dimmed for it.
 * @param {Key | null} key
 * @param {Access} access
 * @param {Columns} columns
 * @returns {Set<Path> | null}
 */
export function relatedTo(key, { paths }, columns) {
  if (!key) return null;
  const [kind, id] = partsOf(key);
  /** @type {Record<string, (path: Path) => boolean>} */
  const tests = {
    host: ({ address }) => address === id,
    net: ({ place }) => place?.network.id === id,
    person: ({ person }) => person.id === id,
    point: ({ points }) => points.some(({ name }) => name === id),
    people: path => columns.rows.some(row => row.key === key && row.paths.includes(path)),
  };
  const test = tests[kind];
  const related = test ? paths.filter(test) : [];
  return related.length ? new Set(related) : null;
}

/**
 * One sentence for it, for the label beside the pointer and for screen readers; the first line names it.
 * @param {Key} key
 * @param {{model: Model, access: Access, columns: Columns, now: number}} around
 * @returns {string[]}
 */
export function linesAbout(key, { model, access, columns, now }) {
  const [kind, id] = partsOf(key);
  if (kind === 'host') {
    const at = model.find(id);
    return [at ? wordsOf(at.network, at.i, model) : id, ...pathLines(access, key, columns, now)];
  }
  if (kind === 'net') {
    const network = model.named(id);
    return [network ? networkWords(network) : id, ...pathLines(access, key, columns, now)];
  }
  if (kind === 'point') return pointLines(id, access);
  const row = columns.rows.find(one => one.key === key);
  if (!row) return [id];
  return [`${plain(row.name)}, ${counted(row.paths.length, 'path')}`, ...pathLines(access, key, columns, now)];
}

/** Lines that a label has for paths. */
const MOST_LINES = 5;

/**
 * @param {Access} access
 * @param {Key} key
 * @param {Columns} columns
 * @param {number} now
 */
function pathLines(access, key, columns, now) {
  const paths = [...(relatedTo(key, access, columns) ?? [])];
  const lines = paths.slice(0, MOST_LINES).map(path => pathWords(path, now));
  if (paths.length > MOST_LINES) lines.push(`and ${paths.length - MOST_LINES} more`);
  return lines;
}

/**
 * @param {Path} path
 * @param {number} now
 */
export function pathWords(path, now) {
  const who = path.person.isMe ? 'You' : plain(path.person.name);
  const through = path.points.length ? ` through ${path.points.map(({ name }) => plain(name)).join(' and ')}` : '';
  return `${who}${through} to ${targetOf(path)}: ${stateWords(path, now)}`;
}

/**
 * @param {Path} path
 * @param {number} now
 */
function stateWords({ state, deadline, grantState, attempts, bypassable, isRequest }, now) {
  const past = bypassable ? '; also reached past the enforcement point' : '';
  if (isRequest) return 'waits for a decision';
  if (state === 'red') return `not proved shut${attempts ? `, tried ${counted(attempts, 'time')}` : ''}${past}`;
  if (state === 'closing') return `closing${past}`;
  if (grantState === 'Opening') return 'opening';
  return (deadline ? `${clock((deadline - now) / 1000)} left` : 'open') + past;
}

/**
 * @param {string} name
 * @param {Access} access
 */
function pointLines(name, { points, paths }) {
  const point = points.find(one => one.name === name);
  if (!point) return [name];
  const own = paths.filter(path => path.points.includes(point));
  const open = own.filter(({ state }) => state === 'open').length;
  const red = own.filter(({ state }) => state === 'red').length;
  return [
    `Enforcement point ${plain(name)}`,
    [`${open} open`, red && `${red} not proved shut`].filter(Boolean).join(', '),
    point.measuresTraffic ? '' : 'It does not measure traffic.',
    point.cutsSessions ? '' : 'It cannot cut sessions that live.',
  ].filter(Boolean);
}
