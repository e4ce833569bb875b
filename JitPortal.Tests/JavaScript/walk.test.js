import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Model } from '../../JitPortal/wwwroot/js/map/model.js';
import { tilesOf } from '../../JitPortal/wwwroot/js/map/overview-layout.js';
import { ARROWS, firstHost, nextHost, nextTile } from '../../JitPortal/wwwroot/js/map/walk.js';

const { ArrowLeft, ArrowRight, ArrowUp, ArrowDown } = ARROWS;

/** @param {string[]} addresses */
function blocksOf(...addresses) {
  const model = new Model();
  model.apply({ hosts: addresses.map(a => ({ a, s: 1, f: 1, c: 0, n: 1, h: 0, w: 0 })) });
  return model.blocks;
}

test('an arrow leads to the next known host of the row, over free addresses', () => {
  const blocks = blocksOf('10.0.0.3', '10.0.0.9');
  assert.deepEqual(nextHost(blocks, 1, { b: 0, i: 3 }, ArrowRight), { b: 0, i: 9 });
  assert.deepEqual(nextHost(blocks, 1, { b: 0, i: 9 }, ArrowLeft), { b: 0, i: 3 });
});

test('down leads to the same column of a later row', () => {
  const blocks = blocksOf('10.0.0.3', '10.0.0.4', '10.0.0.83');
  assert.deepEqual(nextHost(blocks, 1, { b: 0, i: 3 }, ArrowDown), { b: 0, i: 83 });
  assert.deepEqual(nextHost(blocks, 1, { b: 0, i: 83 }, ArrowUp), { b: 0, i: 3 });
});

test('with no host left in the row, the walk goes on in the block beside it', () => {
  const blocks = blocksOf('10.0.0.3', '10.0.1.5', '10.0.2.9');
  assert.deepEqual(nextHost(blocks, 3, { b: 0, i: 3 }, ArrowRight), { b: 1, i: 5 });
  assert.deepEqual(nextHost(blocks, 3, { b: 2, i: 9 }, ArrowLeft), { b: 1, i: 5 });
});

test('down leads into the block of the next row of blocks', () => {
  const blocks = blocksOf('10.0.0.3', '10.0.1.3', '10.0.2.19');
  assert.deepEqual(nextHost(blocks, 2, { b: 0, i: 3 }, ArrowDown), { b: 2, i: 19 });
});

test('the walk ends at the edge of the wall', () => {
  const blocks = blocksOf('10.0.0.3', '10.0.1.3');
  assert.equal(nextHost(blocks, 2, { b: 1, i: 3 }, ArrowRight), null);
  assert.equal(nextHost(blocks, 2, { b: 0, i: 3 }, ArrowLeft), null);
  assert.equal(nextHost(blocks, 2, { b: 0, i: 3 }, ArrowUp), null);
  assert.equal(nextHost(blocks, 2, { b: 1, i: 3 }, ArrowDown), null);
});

test('it begins at the first host of the first block that has one', () => {
  const model = new Model();
  model.place('10.0.0.1');
  model.apply({ hosts: [{ a: '10.0.1.77', s: 1, f: 1, c: 0, n: 1, h: 0, w: 0 }] });
  assert.deepEqual(firstHost(model.blocks), { b: 1, i: 77 });
});

test('arrows lead from tile to tile, straight ahead first', () => {
  const tiles = tilesOf(
    blocksOf(...Array.from({ length: 40 }, (_, n) => `10.0.${n}.1`)).map(block => block.network),
    960,
    560,
  );
  const columns = tiles.filter(tile => tile.y === tiles[0].y).length;
  assert.ok(columns > 2 && tiles.length > 2 * columns);
  assert.equal(nextTile(tiles, tiles[0], ArrowRight), tiles[1]);
  assert.equal(nextTile(tiles, tiles[1], ArrowLeft), tiles[0]);
  assert.equal(nextTile(tiles, tiles[1], ArrowDown), tiles[columns + 1]);
  assert.equal(nextTile(tiles, tiles[columns + 1], ArrowUp), tiles[1]);
  assert.equal(nextTile(tiles, tiles[0], ArrowLeft), null);
  assert.equal(nextTile(tiles, tiles[0], ArrowUp), null);
});
