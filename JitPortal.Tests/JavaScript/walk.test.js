import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layoutOf } from '../../JitPortal/wwwroot/js/map/layout.js';
import { ARROWS, firstHost, nextHost, nextPlot } from '../../JitPortal/wwwroot/js/map/walk.js';
import { estateOf, upAt } from './map-data.js';

const { ArrowLeft, ArrowRight, ArrowUp, ArrowDown } = ARROWS;

/** @param {string[]} addresses */
function plotsOf(...addresses) {
  const ranges = Object.fromEntries(addresses.map(a => [`${a.slice(0, a.lastIndexOf('.'))}.0/24`, '']));
  return layoutOf(estateOf(ranges, upAt(...addresses)).networks).plots;
}

test('an arrow leads to the next known host, over free addresses', () => {
  const [plot] = plotsOf('10.0.0.3', '10.0.0.9', '10.0.0.40');
  assert.deepEqual(nextHost([plot], { plot, i: 3 }, ArrowRight), { plot, i: 9 });
  assert.deepEqual(nextHost([plot], { plot, i: 9 }, ArrowRight), { plot, i: 40 });
  assert.deepEqual(nextHost([plot], { plot, i: 9 }, ArrowLeft), { plot, i: 3 });
});

test('down leads to the same column of a later row', () => {
  const [plot] = plotsOf('10.0.0.3', '10.0.0.4', '10.0.0.83');
  assert.deepEqual(nextHost([plot], { plot, i: 3 }, ArrowDown), { plot, i: 83 });
  assert.deepEqual(nextHost([plot], { plot, i: 83 }, ArrowUp), { plot, i: 3 });
});

test('with no host left, the walk goes on in the network beside it', () => {
  const plots = plotsOf('10.0.0.3', '10.0.1.5');
  const [first, second] = plots;
  const step = second.x > first.x ? ArrowRight : ArrowDown;
  const back = second.x > first.x ? ArrowLeft : ArrowUp;
  assert.deepEqual(nextHost(plots, { plot: first, i: 3 }, step), { plot: second, i: 5 });
  assert.deepEqual(nextHost(plots, { plot: second, i: 5 }, back), { plot: first, i: 3 });
  assert.deepEqual(nextHost(plots, { plot: first, i: -1 }, step), { plot: second, i: 5 });
});

test('the walk ends at the edge of the map', () => {
  const [plot] = plotsOf('10.0.0.3');
  for (const step of [ArrowLeft, ArrowRight, ArrowUp, ArrowDown]) {
    assert.equal(nextHost([plot], { plot, i: 3 }, step), null);
  }
});

test('it begins at the first host of the first network that has one', () => {
  const { plots } = layoutOf(estateOf({ '10.0.0.0/24': '', '10.0.1.0/24': '' }, upAt('10.0.1.77')).networks);
  assert.deepEqual(firstHost(plots), { plot: plots[1], i: 77 });
  assert.equal(firstHost([]), null);
});

test('arrows lead from network to network, straight ahead first', () => {
  const plots = plotsOf(...Array.from({ length: 12 }, (_, n) => `10.0.${n}.1`));
  const columns = plots.filter(plot => plot.y === plots[0].y).length;
  assert.ok(columns > 1 && plots.length > 2 * columns);
  assert.equal(nextPlot(plots, plots[0], ArrowRight), plots[1]);
  assert.equal(nextPlot(plots, plots[1], ArrowLeft), plots[0]);
  assert.equal(nextPlot(plots, plots[1], ArrowDown), plots[columns + 1]);
  assert.equal(nextPlot(plots, plots[0], ArrowUp), null);
});
