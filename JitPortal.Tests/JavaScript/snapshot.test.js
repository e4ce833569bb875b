// Decodes what the server wrote into map.golden.json. Its own side of that file is
// JitPortal.Tests/Inventory/Map/MapGoldenTests.cs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { decodeSnapshot } from '../../JitPortal/wwwroot/js/map/snapshot.js';

/** @import { Block } from '../../JitPortal/wwwroot/js/map/block.js' */
/** @import { Model } from '../../JitPortal/wwwroot/js/map/model.js' */

const golden = JSON.parse(readFileSync(new URL('map.golden.json', import.meta.url), 'utf8'));

/** @param {string[]} rows */
const bytesOf = rows => Uint8Array.from(Buffer.from(rows.join(''), 'hex'));

const decode = () => decodeSnapshot(bytesOf(golden.snapshot).buffer);

/** @param {Block} block */
const knownIn = block => [...block.flags.keys()].filter(i => block.flags[i]);

/**
 * A host in the words of the server's MapHost.
 * @param {Block} block
 * @param {number} i
 */
const hostOf = (block, i) => ({
  a: block.network.address(block, i),
  s: block.sensitivity[i],
  f: block.flags[i],
  c: block.classes[i],
  n: block.openServices[i],
  h: block.hours[i],
  w: block.finding[i],
});

/**
 * What the map knows, in the words of the server's MapPicture.
 * @param {Model} model
 */
const pictureOf = model => ({
  asOf: model.asOf,
  classes: model.classes.map(({ label, level }) => ({ label, sensitivity: level })),
  networks: model.networks.map(({ cidr, name, family, blocks }) => ({
    cidr,
    name,
    family,
    hosts: blocks.flatMap(block => knownIn(block).map(i => hostOf(block, i))),
  })),
});

/** @param {{asOf: string}} picture */
const withMilliseconds = picture => ({ ...picture, asOf: Date.parse(picture.asOf) });

test('the snapshot says what the server packed', () => {
  assert.deepEqual(pictureOf(decode()), withMilliseconds(golden.picture));
});

test('the delta makes of it what the server means', () => {
  const model = decode();

  const grew = model.apply(golden.delta);

  assert.equal(grew, true);
  assert.deepEqual(pictureOf(model), withMilliseconds(golden.pictureAfterDelta));
});

test('the mask marks the hosts that the server found', () => {
  const model = decode();

  model.filter(golden.mask);

  const marked = model.blocks.flatMap(block =>
    knownIn(block)
      .filter(i => block.match?.[i])
      .map(i => block.network.address(block, i)),
  );
  assert.deepEqual(marked, golden.matching);
});

test('counts are right at once, without a delta', () => {
  const [first] = decode().blocks;
  assert.deepEqual(
    { hosts: first.hosts, up: first.up, counts: first.counts, marks: first.marks },
    { hosts: 3, up: 2, counts: [0, 1, 0, 1, 0], marks: [7] },
  );
});

test('what is no snapshot is refused with a sentence', () => {
  const other = bytesOf(golden.snapshot);
  other[3] = '2'.charCodeAt(0);
  assert.throws(() => decodeSnapshot(other.buffer), /not in a form this page knows/);
  assert.throws(() => decodeSnapshot(new ArrayBuffer(39)), /not in a form this page knows/);
});
