// What each lens makes of a host: the kind of its cell, and words.
import { CHANGED, CLOSING, GONE, GRANTED, HINT, NEW } from './flags.js';
import { plain } from './text.js';

/** @import { Model } from './model.js' */
/** @import { Network } from './network.js' */

/** @typedef {'sensitivity' | 'change' | 'paths' | 'service' | 'coverage'} Lens */

/**
 * What the page looks at.
 * @typedef {object} View
 * @property {Lens} lens
 * @property {number} bit of the service class that the service lens looks for; 0 for what kind of service each host has
 * @property {number} level sensitivity of that class
 * @property {number} extraHours since the snapshot's time
 * @property {string} key another one when cells may look different
 */

/** @typedef {'new' | 'changed' | 'fresh' | 'stale' | 'old'} Finding */

/**
 * How a cell is drawn. l0 to l4 are sensitivities, has1 to has4 those of the wanted service, k1 to k6 kinds of service.
 * @typedef {`l${number}` | `has${number}` | `k${number}` | 'none' | 'blank' | 'hint' | 'dot' | 'gone' | Finding} Kind
 */

/** Hours after which facts no longer count as fresh: the shipped policy's fact age. */
export const FRESH = 24;

/** Hours after which they count as old. */
export const OLD = 168;

const LEVELS = ['no open port known', 'Low', 'Moderate', 'High', 'Critical'];

/** Classes that a host's words name. */
const MOST_NAMES = 4;

/**
 * The kind of a cell.
 * @param {Network} network
 * @param {number} i
 * @param {View} view
 * @returns {Kind}
 */
export function kindOf(network, i, view) {
  const flags = network.flags[i];
  if (!flags) return network.scan && i >= network.scan.front ? 'blank' : 'none';
  if (flags === HINT) return 'hint';
  if (flags & GONE) return 'gone';
  switch (view.lens) {
    case 'change':
      if (flags & NEW) return 'new';
      return flags & CHANGED ? 'changed' : 'dot';
    case 'service':
      return view.bit ? hasService(network.classes[i], view) : serviceKind(network.kind[i]);
    case 'paths':
      return flags & (GRANTED | CLOSING) ? `l${network.sensitivity[i]}` : 'dot';
    case 'coverage':
      return age(network.hours[i] + view.extraHours);
    default:
      return `l${network.sensitivity[i]}`;
  }
}

/**
 * @param {number} classes
 * @param {View} view
 * @returns {Kind}
 */
const hasService = (classes, view) => (classes & view.bit ? `has${view.level}` : 'dot');

/**
 * @param {number} kind
 * @returns {Kind}
 */
const serviceKind = kind => (kind ? `k${kind}` : 'l0');

/**
 * @param {number} hours
 * @returns {Kind}
 */
function age(hours) {
  if (hours > OLD) return 'old';
  return hours > FRESH ? 'stale' : 'fresh';
}

/**
 * Words for a host, for the pointer's label and for screen readers.
 * @param {Network} network
 * @param {number} i
 * @param {Model} model
 */
export function wordsOf(network, i, model) {
  const flags = network.flags[i];
  const address = network.address(i);
  if (!flags) return `${address || 'free'}: no host known`;
  if (flags === HINT) return `${address}: found just now`;
  const words = [flags & GONE ? 'gone since the last scan' : LEVELS[network.sensitivity[i]]];
  const ports = network.openServices[i];
  if (ports) words.push(ports === 1 ? '1 open port' : `${ports} open ports`);
  const names = model.classes.filter(({ bit }) => network.classes[i] & bit).map(({ label }) => plain(label));
  if (names.length) words.push(names.slice(0, MOST_NAMES).join(', '));
  if (flags & NEW) words.push('new');
  else if (flags & CHANGED) words.push('changed');
  if (flags & CLOSING) words.push('a grant is not proved shut');
  else if (flags & GRANTED) words.push('an open path');
  return `${address}: ${words.join('; ')}`;
}

/**
 * Words for a network, for the pointer's label and for screen readers.
 * @param {Network} network
 */
export function networkWords({ id, name, up, counts, scan }) {
  const worst = [4, 3].filter(level => counts[level]).map(level => `${counts[level]} ${LEVELS[level]}`);
  const words = [name ? `${plain(name)}, ${id}` : id, `${up} up`, ...worst];
  if (scan && scan.done < scan.total) words.push(`scan: ${scan.done} of ${scan.total} addresses`);
  return words.join(', ');
}
