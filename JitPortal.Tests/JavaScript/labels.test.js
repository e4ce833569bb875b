import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meets, placed } from '../../JitPortal/wwwroot/js/map/labels.js';

const BOUNDS = { x: 0, y: 0, w: 400, h: 200 };

/**
 * @param {number} column
 * @param {number} row
 */
const cell = (column, row) => ({ x: 20 + column * 28, y: 20 + row * 28, w: 24, h: 24 });

test('a label stands beside what it names', () => {
  const [place] = placed([{ of: cell(3, 1), w: 50, h: 14 }], { hosts: [cell(3, 1)], taken: [], bounds: BOUNDS });
  assert.ok(place && place.x > cell(3, 1).x + 24);
});

test('labels cover no other label, and no host where there is another place', () => {
  const hosts = [cell(2, 0), cell(3, 0), cell(6, 0), cell(3, 1), cell(4, 1), cell(3, 2), cell(7, 2), cell(4, 3)];
  const labels = hosts.map(of => ({ of, w: 48, h: 13, must: true }));
  const places = placed(labels, { hosts, taken: [], bounds: BOUNDS });
  for (const [index, place] of places.entries()) {
    assert.ok(place, `label ${index}`);
    assert.ok(!hosts.some(host => meets(host, place)), `label ${index} covers a host`);
    assert.ok(!places.slice(index + 1).some(other => other && meets(other, place)), `label ${index} covers another`);
  }
});

test('what has no free place is not drawn, unless it must be', () => {
  const taken = [BOUNDS];
  const label = { of: cell(3, 1), w: 50, h: 14 };
  assert.deepEqual(placed([label], { hosts: [], taken, bounds: BOUNDS }), [null]);
  assert.ok(placed([{ ...label, must: true }], { hosts: [], taken, bounds: BOUNDS })[0]);
});

test('a label gives up what can be left out before it covers a host', () => {
  const hosts = [
    cell(0, 1),
    cell(3, 1),
    cell(5, 1),
    cell(3, 0),
    cell(3, 2),
    cell(2, 0),
    cell(4, 0),
    cell(2, 2),
    cell(4, 2),
  ];
  const [place] = placed([{ of: cell(3, 1), w: 90, h: 14, short: 28 }], { hosts, taken: [], bounds: BOUNDS });
  assert.equal(place?.w, 28);
});
