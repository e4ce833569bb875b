// Texts that come from scanned machines, made fit to be drawn: as text, on one line, and as they stand.

/** Characters of a name that are shown. */
const MOST = 64;

/**
 * Control characters, and those that turn the direction of writing or take no room: a name could pass for another
 * with them.
 */
// eslint-disable-next-line no-control-regex
const UNFIT = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** @param {string} text */
export function plain(text) {
  const seen = text.replace(UNFIT, '\ufffd');
  const characters = [...seen];
  return characters.length > MOST ? `${characters.slice(0, MOST - 1).join('')}…` : seen;
}

/**
 * Time left, in digits: 4:05, or 1:05 h.
 * @param {number} seconds
 */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  if (whole >= 86_400) return `${Math.floor(whole / 86_400)} d`;
  if (whole >= 3600) return `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))} h`;
  return `${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}

/**
 * Bytes a second, in words.
 * @param {number} bytes
 */
export function rate(bytes) {
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB/s`;
  if (bytes >= 1e3) return `${Math.round(bytes / 1e3)} kB/s`;
  return bytes > 0 ? `${Math.round(bytes)} B/s` : 'idle';
}

/** @param {number} count */
export const grouped = count => count.toLocaleString('en-GB');

/**
 * "1 host", "2 hosts".
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export const counted = (count, one, many = `${one}s`) => `${grouped(count)} ${count === 1 ? one : many}`;

/**
 * The end of a text is cut off where it does not fit.
 * @param {string} text
 * @param {number} room
 * @param {(text: string) => number} widthOf
 */
export function clipped(text, room, widthOf) {
  if (widthOf(text) <= room) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (widthOf(`${text.slice(0, middle)}…`) <= room) low = middle;
    else high = middle - 1;
  }
  return low ? `${text.slice(0, low)}…` : '';
}
