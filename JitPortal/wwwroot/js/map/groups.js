// Which networks stand together: those of one site, or else of one /16. No router is drawn between them: none was seen.
import { formatIpv4 } from './addresses.js';

/** @import { Network } from './network.js' */

/**
 * @typedef {object} Group
 * @property {string} id
 * @property {string} title
 * @property {Network[]} networks in the order of their addresses
 */

/** Upper bits of an IPv4 address that networks of a group share. */
const NEAR = 16n;
const FAR = 24n;

/**
 * @param {Network[]} networks in the order of their addresses
 * @returns {Group[]}
 */
export function groupsOf(networks) {
  const near = grouped(networks, NEAR);
  // Where nearly each network would stand alone, frames say nothing.
  const lonely = near.filter(group => group.networks.length === 1).length;
  return lonely > 3 && lonely > near.length / 2 ? grouped(networks, FAR) : near;
}

/**
 * @param {Network[]} networks
 * @param {bigint} hostBits
 */
function grouped(networks, hostBits) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const network of networks) {
    const title = titleOf(network, hostBits);
    const group = groups.get(title) ?? { id: title, title, networks: [] };
    group.networks.push(network);
    groups.set(title, group);
  }
  return [...groups.values()];
}

/**
 * @param {Network} network
 * @param {bigint} hostBits
 */
function titleOf({ site, family, first }, hostBits) {
  if (site) return site;
  if (family === 6) return 'IPv6';
  return `${formatIpv4((first.low >> hostBits) << hostBits)}/${32n - hostBits}`;
}
