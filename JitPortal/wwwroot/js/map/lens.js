// What each lens makes of a host: the kind of its cell, what stands beside a block's name, and words.
import { CHANGED, CLOSING, GONE, GRANTED, HINT, NEW } from './block.js';

/** @import { Block } from './block.js' */
/** @import { Model } from './model.js' */

/** @typedef {'sensitivity' | 'change' | 'service' | 'grants' | 'coverage'} Lens */

/**
 * What the page looks at.
 * @typedef {object} View
 * @property {Lens} lens
 * @property {number} bit of the service class that the service lens looks for; 0 for the number of open ports
 * @property {number} level sensitivity of that class
 * @property {number} extraHours since the snapshot's time
 * @property {string} key another one when cells may look different
 */

/** @typedef {'new' | 'changed' | 'few' | 'some' | 'many' | 'open' | 'shut' | 'fresh' | 'stale' | 'old'} Finding */

/**
 * How a cell is drawn. l0 to l4 are sensitivities, has1 to has4 those of the wanted service.
 * @typedef {`l${number}` | `has${number}` | 'none' | 'dot' | 'gone' | Finding} Kind
 */

/** Hours after which facts no longer count as fresh: the shipped policy's fact age. */
export const FRESH = 24;

/** Hours after which they count as old. */
export const OLD = 168;

const LEVELS = ['no open port known', 'Low', 'Moderate', 'High', 'Critical'];

/** Classes that a host's words name. */
const MOST_NAMES = 4;

/**
 * The kind of a block's cell.
 * @param {Block} block
 * @param {number} i
 * @param {View} view
 * @returns {Kind}
 */
export function kindOf(block, i, view) {
  const flags = block.flags[i];
  if (!flags || flags === HINT) return 'none';
  if (flags & GONE) return 'gone';
  switch (view.lens) {
    case 'change':
      if (flags & NEW) return 'new';
      return flags & CHANGED ? 'changed' : 'dot';
    case 'service':
      return view.bit ? hasService(block.classes[i], view) : manyServices(block.openServices[i]);
    case 'grants':
      if (flags & CLOSING) return 'shut';
      return flags & GRANTED ? 'open' : 'dot';
    case 'coverage':
      return age(block.hours[i] + view.extraHours);
    default:
      return `l${block.sensitivity[i]}`;
  }
}

/**
 * @param {number} classes
 * @param {View} view
 * @returns {Kind}
 */
const hasService = (classes, view) => (classes & view.bit ? `has${view.level}` : 'dot');

/**
 * @param {number} count
 * @returns {Kind}
 */
function manyServices(count) {
  if (count === 0) return 'l0';
  if (count > 4) return 'many';
  return count > 1 ? 'some' : 'few';
}

/**
 * @param {number} hours
 * @returns {Kind}
 */
function age(hours) {
  if (hours > OLD) return 'old';
  return hours > FRESH ? 'stale' : 'fresh';
}

/**
 * What stands beside a block's name: kinds with counts, the worst first.
 * @param {Block} block
 * @param {View} view
 * @returns {{kind: Kind, count: number}[]}
 */
export function headOf(block, view) {
  if (view.lens === 'sensitivity') {
    return [
      { kind: 'l4', count: block.counts[4] },
      { kind: 'l3', count: block.counts[3] },
    ];
  }
  return headKinds(view).map(kind => ({ kind, count: block.tally(i => kindOf(block, i, view) === kind) }));
}

/**
 * @param {View} view
 * @returns {Kind[]}
 */
function headKinds(view) {
  switch (view.lens) {
    case 'change':
      return ['new', 'changed'];
    case 'service':
      return view.bit ? [`has${view.level}`] : [];
    case 'grants':
      return ['shut', 'open'];
    case 'coverage':
      return ['old', 'stale'];
    default:
      return [];
  }
}

/**
 * Words for a host, for the pointer's label and for screen readers.
 * @param {Block} block
 * @param {number} i
 * @param {Model} model
 */
export function wordsOf(block, i, model) {
  const flags = block.flags[i];
  const address = block.network.address(block, i);
  if (!flags) return `${address || 'free'}: no host known`;
  if (flags === HINT) return `${address}: found just now`;
  const words = [flags & GONE ? 'gone since the last scan' : LEVELS[block.sensitivity[i]]];
  const ports = block.openServices[i];
  if (ports) words.push(ports === 1 ? '1 open port' : `${ports} open ports`);
  const names = model.classes.filter(({ bit }) => block.classes[i] & bit).map(({ label }) => label);
  if (names.length) words.push(names.slice(0, MOST_NAMES).join(', '));
  if (flags & NEW) words.push('new');
  else if (flags & CHANGED) words.push('changed');
  if (flags & CLOSING) words.push('a grant is not proved shut');
  else if (flags & GRANTED) words.push('open grant');
  return `${address}: ${words.join('; ')}`;
}
