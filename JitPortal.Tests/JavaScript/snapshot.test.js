// Decodes what the server wrote into map.golden.json. Its own side of that file is
// JitPortal.Tests/Inventory/Map/MapGoldenTests.cs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { splitSite } from '../../JitPortal/wwwroot/js/map/addresses.js';
import { decodeSnapshot } from '../../JitPortal/wwwroot/js/map/snapshot.js';

/** @import { Model } from '../../JitPortal/wwwroot/js/map/model.js' */
/** @import { Network } from '../../JitPortal/wwwroot/js/map/network.js' */

const golden = JSON.parse(readFileSync(new URL('map.golden.json', import.meta.url), 'utf8'));

/** @param {string[]} rows */
const bytesOf = rows => Uint8Array.from(Buffer.from(rows.join(''), 'hex'));

const decode = () => decodeSnapshot(bytesOf(golden.snapshot).buffer);

/** @param {Network} network */
const knownIn = network => [...network.flags.keys()].filter(i => network.flags[i]);

/**
 * A host in the words of the server's MapHost.
 * @param {Network} network
 * @param {number} i
 */
const hostOf = (network, i) => ({
  a: network.address(i),
  s: network.sensitivity[i],
  f: network.flags[i],
  c: network.classes[i],
  n: network.openServices[i],
  h: network.hours[i],
  w: network.finding[i],
  k: network.kind[i],
});

/**
 * What the map knows, in the words of the server's MapPicture.
 * @param {Model} model
 */
const pictureOf = model => ({
  asOf: model.asOf,
  classes: model.classes.map(({ label, level }) => ({ label, sensitivity: level })),
  networks: model.networks.map(network => ({
    cidr: splitSite(network.id).local,
    name: network.name,
    family: network.family,
    foundOnly: network.foundOnly,
    site: network.site || 'main',
    hosts: knownIn(network).map(i => hostOf(network, i)),
  })),
});

/** @param {{asOf: string, classes: object[], networks: object[]}} picture */
function withMilliseconds(picture) {
  const { asOf, classes, networks } = picture;
  return { asOf: Date.parse(asOf), classes, networks };
}

test('the snapshot says what the server packed', () => {
  assert.deepEqual(pictureOf(decode()), withMilliseconds(golden.picture));
  assert.equal(decode().epoch, golden.picture.epoch);
});

test('the delta makes of it what the server means', () => {
  const model = decode();

  const { shape } = model;
  model.apply(golden.delta);

  assert.notEqual(model.shape, shape);
  assert.deepEqual(pictureOf(model), withMilliseconds(golden.pictureAfterDelta));
});

test('the mask marks the hosts that the server found', () => {
  const model = decode();

  model.filter(golden.mask);

  const marked = model.networks.flatMap(network =>
    knownIn(network)
      .filter(i => network.match?.[i])
      .map(i => network.address(i)),
  );
  assert.deepEqual(marked, golden.matching);
});

test('counts are right at once, without a delta', () => {
  const [{ hosts, up, counts }] = decode().networks;
  assert.deepEqual({ hosts, up, counts }, { hosts: 3, up: 2, counts: [0, 1, 0, 1, 0] });
});

test('what is no snapshot is refused with a sentence', () => {
  const other = bytesOf(golden.snapshot);
  other[3] = '2'.charCodeAt(0);
  assert.throws(() => decodeSnapshot(other.buffer), /not in a form this page knows/);
  assert.throws(() => decodeSnapshot(new ArrayBuffer(39)), /not in a form this page knows/);
});
