import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitOf, inside, isFit, originOf, placeOf, placeText, zoomedAt } from '../../JitPortal/wwwroot/js/map/camera.js';
import { gridOf } from '../../JitPortal/wwwroot/js/map/grid.js';
import { layoutOf } from '../../JitPortal/wwwroot/js/map/layout.js';
import { cornerOf, pickAt } from '../../JitPortal/wwwroot/js/map/pick.js';
import { estateOf, upAt } from './map-data.js';

/** @import { Plot } from '../../JitPortal/wwwroot/js/map/layout.js' */

/**
 * @param {number} count
 * @param {(n: number) => string} [cidr]
 */
function manyOf(count, cidr = n => `10.${n >> 4}.${n & 15}.0/24`) {
  return layoutOf(
    estateOf(Object.fromEntries(Array.from({ length: count }, (_, n) => [cidr(n), `Net ${n}`]))).networks,
  );
}

const WINDOW = { left: 330, top: 26, width: 948, height: 600 };

/**
 * @param {Plot} a
 * @param {Plot} b
 */
const overlap = (a, b) => a.x < b.x + b.w && b.x < a.x + a.w && a.y - a.head < b.y + b.h && b.y - b.head < a.y + a.h;

test('a range has the columns of its size', () => {
  const sizes = [16, 32, 128, 256, 1024, 4096, 65536];
  assert.deepEqual(
    sizes.map(size => gridOf(size, false).columns),
    [8, 8, 16, 16, 32, 64, 64],
  );
  assert.deepEqual(gridOf(20, true), { columns: 16, rows: 2 });
  assert.deepEqual(gridOf(0, true), { columns: 16, rows: 1 });
});

for (const count of [1, 6, 16, 40, 256]) {
  test(`${count} networks stand beside each other, heads and all, and lines have their strips`, () => {
    const { plots, frames, w, h } = manyOf(count);
    assert.equal(plots.length, count);
    for (const [index, plot] of plots.entries()) {
      assert.ok(!plots.slice(index + 1).some(other => overlap(plot, other)), plot.network.id);
      assert.ok(plot.x >= 0 && plot.x + plot.w <= w + 1e-6 && plot.y + plot.h <= h + 1e-6);
      assert.ok(plot.street < plot.y - plot.head + 1e-6);
      assert.ok(plot.lane < plot.x);
      assert.ok(
        !plots.some(other => plot.street > other.y && plot.street < other.y + other.h && other.frame === plot.frame),
      );
    }
    for (const frame of frames) assert.ok(frame.street < frame.y);
  });
}

test('networks of one /16 stand in one group; one group alone has no frame', () => {
  assert.equal(manyOf(16).framed, false);
  const { frames, framed } = manyOf(40);
  assert.equal(framed, true);
  assert.deepEqual(
    frames.map(({ group }) => [group.title, group.networks.length]),
    [
      ['10.0.0.0/16', 16],
      ['10.1.0.0/16', 16],
      ['10.2.0.0/16', 8],
    ],
  );
});

test('a /16 each makes no group each', () => {
  const { frames } = manyOf(8, n => `10.${n}.0.0/24`);
  assert.deepEqual(
    frames.map(({ group }) => group.title),
    ['10.0.0.0/8'],
  );
});

test('it does not depend on the window; only the scale does', () => {
  const layout = manyOf(40);
  const small = fitOf(layout, { ...WINDOW, width: 640 });
  const large = fitOf(layout, { ...WINDOW, width: 1600, height: 1000 });
  assert.ok(large.k > small.k);
  assert.deepEqual([small.x, small.y], [large.x, large.y]);
});

test('zooming keeps what is under the pointer there', () => {
  const layout = manyOf(6);
  const before = fitOf(layout, WINDOW);
  const point = { x: 500, y: 200 };
  const after = zoomedAt(before, WINDOW, point, before.k * 3);
  const at = (/** @type {typeof before} */ camera) => {
    const { ox, oy } = originOf(camera, WINDOW);
    return [(point.x - ox) / camera.k, (point.y - oy) / camera.k].map(n => n.toFixed(6));
  };
  assert.deepEqual(at(after), at(before));
  assert.equal(isFit(after, before), false);
  assert.equal(isFit(before, before), true);
});

test('the place in the address is network, cell and scale, and means the same in another window', () => {
  const layout = manyOf(40);
  const corner = cornerOf(layout.plots[17], 37);
  const camera = { x: corner.x + 0.5, y: corner.y + 0.5, k: 52 };
  const text = placeText(camera, layout.plots);
  assert.equal(text, '10.1.1.0/24,37,52');
  const again = placeOf(text, layout.plots);
  assert.ok(again && Math.abs(again.x - camera.x) < 0.5 && Math.abs(again.y - camera.y) < 0.5);
  assert.equal(again.k, 52);
});

test('a place that means nothing here is none', () => {
  const { plots } = manyOf(6);
  for (const text of ['', '10.9.9.0/24,1,2', '10.0.1.0/24,x,2', '10.0.1.0/24,1,0', '1,2,3']) {
    assert.equal(placeOf(text, plots), null, text);
  }
});

test('the view never leaves the map', () => {
  const layout = manyOf(6);
  assert.deepEqual(inside({ x: -50, y: 9999, k: 3 }, layout), { x: 0, y: layout.h, k: 3 });
});

test('what is at a point: a known host, else its network, else nothing', () => {
  const layout = layoutOf(estateOf({ '10.0.0.0/24': '' }, upAt('10.0.0.71')).networks);
  const [plot] = layout.plots;
  const host = cornerOf(plot, 71);
  const free = cornerOf(plot, 72);
  assert.equal(pickAt(layout, host.x + 0.5, host.y + 0.5, 20)?.i, 71);
  assert.equal(pickAt(layout, free.x + 0.5, free.y + 0.5, 20)?.i, -1);
  assert.equal(pickAt(layout, host.x + 0.5, host.y + 0.5, 2)?.i, -1);
  assert.equal(pickAt(layout, plot.x + 1, plot.y - plot.head / 2, 20)?.i, -1);
  assert.equal(pickAt(layout, -5, -5, 20), null);
});
