import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  COMFORTABLE,
  cornerOf,
  fitting,
  layout,
  pick,
  PITCHES,
  seen,
} from '../../JitPortal/wwwroot/js/map/wall-layout.js';

const WIDTHS = [300, 360, 479, 480, 720, 960, 1440, 2560];
const COUNTS = [1, 2, 3, 7, 64, 256];

for (const pitch of PITCHES) {
  test(`at a pitch of ${pitch} each cell is picked where it stands`, () => {
    for (const width of WIDTHS) {
      const count = 7;
      const plan = layout(count, width, pitch);
      for (let b = 0; b < count; b++) {
        for (const i of [0, 15, 16, 119, 240, 255]) {
          const { x, y } = cornerOf(plan, { b, i });
          assert.deepEqual(pick(plan, count, x, y), { b, i }, `upper left of ${b}/${i} in ${width}`);
          const end = plan.cell - 0.01;
          assert.deepEqual(pick(plan, count, x + end, y + end), { b, i }, `lower right of ${b}/${i} in ${width}`);
        }
      }
    }
  });
}

test('blocks of a row neither overlap nor leave the map', () => {
  for (const width of WIDTHS.filter(w => w >= 479)) {
    for (const pitch of PITCHES) {
      const plan = layout(64, width, pitch);
      for (let b = 1; b < plan.columns; b++) {
        assert.ok(plan.x(b) >= plan.x(b - 1) + plan.side, `${b} at ${pitch} in ${width}`);
      }
      assert.ok(plan.x(plan.columns - 1) + plan.side <= width + 2, `last at ${pitch} in ${width}`);
    }
  }
});

test('rows follow each other and the last ends within the height', () => {
  const plan = layout(10, 720, 11);
  const rows = Math.ceil(10 / plan.columns);
  assert.ok(rows > 1);
  assert.equal(plan.y(plan.columns) - plan.y(0), plan.step);
  assert.ok(plan.y(9) + plan.head + plan.side <= plan.height);
});

test('a heading is picked as its block without a cell', () => {
  const plan = layout(2, 960, 11);
  assert.deepEqual(pick(plan, 2, plan.x(1) + 5, plan.y(1) + 5), { b: 1, i: -1 });
});

test('beside and below the blocks nothing is picked', () => {
  const plan = layout(3, 960, 22);
  assert.equal(plan.columns, 2);
  assert.equal(pick(plan, 3, plan.x(1) + 5, plan.y(2) + 5), null);
  assert.equal(pick(plan, 3, 5, plan.height + plan.step), null);
  assert.equal(pick(plan, 3, 20, 0), null);
  assert.equal(pick(plan, 3, 959, 100), null);
});

test('the fitting pitch shows all blocks, and a larger one does not', () => {
  for (const count of COUNTS) {
    for (const width of WIDTHS) {
      const pitch = fitting(count, width, 600);
      /** @param {number} p */
      const fits = p => {
        const plan = layout(count, width, p);
        return plan.height <= 600 && plan.columns * plan.side + 2 * plan.margin <= width + 2;
      };
      if (pitch) assert.ok(fits(pitch), `${count} in ${width}`);
      const larger = PITCHES.filter(p => p > Math.max(pitch, COMFORTABLE - 1));
      assert.ok(!larger.some(fits), `${count} in ${width}: ${pitch}`);
    }
  }
});

test('cells that nobody could tell apart do not count as fitting', () => {
  assert.equal(fitting(256, 960, 600), 0);
  assert.ok(fitting(1, 960, 600) >= COMFORTABLE);
});

test('an empty map has a layout too', () => {
  const plan = layout(0, 960, 11);
  assert.equal(plan.columns, 1);
  assert.equal(pick(plan, 0, 30, 60), null);
  assert.deepEqual(seen(plan, 0, 0, 600), { first: 0, end: 0 });
});

test('what is seen begins and ends with whole rows', () => {
  const plan = layout(100, 960, 11);
  const { columns, step } = plan;
  assert.deepEqual(seen(plan, 100, 0, step), { first: 0, end: 2 * columns });
  assert.deepEqual(seen(plan, 100, 3 * step + 20, step), { first: 3 * columns, end: 5 * columns });
  assert.equal(seen(plan, 100, 0, 1e6).end, 100);
});
