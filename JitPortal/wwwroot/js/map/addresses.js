// Addresses as numbers, as the server packs them: two halves of 64 bits, IPv4 in its IPv4-mapped form (::ffff:a.b.c.d).
const MAPPED = 0xffffn << 32n;
const LOW_HALF = 0xffffffffffffffffn;

/**
 * @typedef {object} Address
 * @property {4 | 6} family
 * @property {bigint} high upper 64 bits; 0 for IPv4
 * @property {bigint} low lower 64 bits
 */

/**
 * @param {string} text
 * @returns {Address}
 */
export function parseAddress(text) {
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

/**
 * Takes the site off an address that has one before it (`north/10.0.0.5`); none is the main site.
 * @param {string} text
 */
export function splitSite(text) {
  const slash = text.indexOf('/');
  const head = text.slice(0, Math.max(0, slash));
  return head && !/[.:]/.test(head) ? { site: head, local: text.slice(slash + 1) } : { site: '', local: text };
}

/**
 * @param {string} site
 * @param {string} text
 */
export const withSite = (site, text) => (site ? `${site}/${text}` : text);

/**
 * @param {string} text
 * @returns {Address}
 */
function parseIpv4(text) {
  const number = text.split('.').reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
  return { family: 4, high: 0n, low: MAPPED | number };
}

/**
 * @param {string} text
 * @returns {Address}
 */
function parseIpv6(text) {
  const [head, tail] = text.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? [] : Array(8 - left.length - right.length).fill('0');
  const number = [...left, ...zeros, ...right].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
  return { family: 6, high: number >> 64n, low: number & LOW_HALF };
}

/**
 * @param {bigint} low lower half of the IPv4-mapped address
 * @param {number} [offset] that many addresses further
 */
export function formatIpv4(low, offset = 0) {
  const number = Number(low & 0xffffffffn) + offset;
  return [24, 16, 8, 0].map(shift => (number >>> shift) & 255).join('.');
}

/**
 * In the short form of RFC 5952.
 * @param {bigint} high
 * @param {bigint} low
 */
export function formatIpv6(high, low) {
  const groups = [...groupsOf(high), ...groupsOf(low)];
  const hex = groups.map(group => group.toString(16));
  const { at, length } = longestZeros(groups);
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, at).join(':')}::${hex.slice(at + length).join(':')}`;
}

/** @param {bigint} half */
const groupsOf = half => [48n, 32n, 16n, 0n].map(shift => Number((half >> shift) & 0xffffn));

/**
 * The first of the longest runs of zeros.
 * @param {number[]} groups
 */
function longestZeros(groups) {
  let best = { at: 0, length: 0 };
  for (let at = 0; at < groups.length; at++) {
    let length = 0;
    while (groups[at + length] === 0) length++;
    if (length > best.length) best = { at, length };
  }
  return best;
}

/**
 * The same for all addresses of one network of the map: a /24, or a /64 of IPv6.
 * @param {Address} address
 */
export const networkKey = ({ family, high, low }) => `${high}:${family === 4 ? low >> 8n : 0}`;

/**
 * First address of the network of the map that an address lies in.
 * @param {Address} address
 * @returns {Address}
 */
export const networkOf = ({ family, high, low }) => ({ family, high, low: family === 4 ? low & ~255n : 0n });
