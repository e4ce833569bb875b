import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Model } from '../../JitPortal/wwwroot/js/map/model.js';
import { heightOf, pickTile, tilesOf } from '../../JitPortal/wwwroot/js/map/overview-layout.js';

/** @param {number} count */
function networksOf(count) {
  const model = new Model();
  for (let n = 0; n < count; n++) model.place(`10.${n >> 8}.${n & 255}.1`);
  return model.networks;
}

test('tiles keep the order of the addresses and stay inside the map', () => {
  for (const count of [1, 5, 40, 256]) {
    const networks = networksOf(count);
    const tiles = tilesOf(networks, 960, 560);
    assert.deepEqual(
      tiles.map(tile => tile.network.cidr),
      networks.map(network => network.cidr),
    );
    for (const { x, y, w, h } of tiles) {
      assert.ok(x >= 0 && y >= 0 && x + w <= 960 && y + h <= 560, `${count}: ${x} ${y}`);
    }
  }
});

test('each tile is picked where it stands, and no other', () => {
  const tiles = tilesOf(networksOf(40), 960, 560);
  for (const tile of tiles) {
    assert.equal(pickTile(tiles, tile.x, tile.y), tile);
    assert.equal(pickTile(tiles, tile.x + tile.w - 0.5, tile.y + tile.h - 0.5), tile);
  }
  assert.equal(pickTile(tiles, 2, 2), null);
});

test('tiles of more networks than fit keep a size that can be read, and scroll', () => {
  const tiles = tilesOf(networksOf(2000), 960, 560);
  assert.ok(tiles[0].w >= 46 && tiles[0].h === 34);
  assert.ok(heightOf(tiles) > 560);
});

test('without networks there is nothing to show', () => {
  assert.equal(heightOf(tilesOf([], 960, 560)), 0);
});

test('a bar is measured against the network with most hosts up', () => {
  const model = new Model();
  const up = { s: 1, f: 1, c: 0, n: 1, h: 0, w: 0 };
  model.apply({ hosts: ['10.0.0.1', '10.0.1.1', '10.0.1.2'].map(a => ({ a, ...up })) });
  assert.deepEqual(
    tilesOf(model.networks, 960, 560).map(tile => tile.most),
    [2, 2],
  );
});
