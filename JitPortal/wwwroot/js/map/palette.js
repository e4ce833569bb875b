// The colours and letters of tokens.css for a canvas, which knows no CSS variables.

/** Names of the variables. */
const NAMES = /** @type {const} */ ([
  'surface',
  'sunken',
  's1',
  's2',
  's3',
  's4',
  's1-soft',
  's2-soft',
  's3-soft',
  's4-soft',
  's2-edge',
  'k1',
  'k2',
  'k3',
  'k4',
  'k5',
  'k6',
  'bead',
  'empty',
  'gone',
  'accent',
  'accent-soft',
  'accent-line',
  'ok',
  'ok-soft',
  'warn',
  'warn-soft',
  'bad',
  'bad-soft',
  'text',
  'text-2',
  'text-3',
  'line',
  'line-strong',
  'control',
  'block',
  'sans',
  'mono',
]);

/** @typedef {typeof NAMES[number]} Token */

/** @typedef {Record<Token, string>} Palette */

/**
 * What the variables are now.
 * @returns {Palette}
 */
export function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const values = NAMES.map(name => [name, style.getPropertyValue(`--${name}`).trim()]);
  return Object.fromEntries(values);
}

/**
 * @param {Palette} palette
 * @param {number} weight
 * @param {number} size in pixels
 */
export const sans = (palette, weight, size) => `${weight} ${size}px ${palette.sans}`;

/**
 * @param {Palette} palette
 * @param {number} weight
 * @param {number} size in pixels
 */
export const mono = (palette, weight, size) => `${weight} ${size}px ${palette.mono}`;
