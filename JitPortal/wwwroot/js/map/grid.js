// How many cells a network has in a row: more addresses, wider rows, so that a /27 is no ribbon and a /16 no tower.

/** Addresses up to which a network has that many columns. */
const WIDTHS = [
  { upTo: 32, columns: 8 },
  { upTo: 256, columns: 16 },
  { upTo: 1024, columns: 32 },
];

const WIDEST = 64;

/** Cells in a row where only found hosts are drawn. */
const FOUND_ONLY = 16;

/**
 * @param {number} size cells
 * @param {boolean} foundOnly no range is known: a cell for each host that was found
 */
export function gridOf(size, foundOnly) {
  const columns = foundOnly ? FOUND_ONLY : (WIDTHS.find(({ upTo }) => size <= upTo)?.columns ?? WIDEST);
  return { columns, rows: Math.max(1, Math.ceil(size / columns)) };
}
