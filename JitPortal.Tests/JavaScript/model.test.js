import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GONE, HINT, NEW, UP } from '../../JitPortal/wwwroot/js/map/block.js';
import { factsOf } from '../../JitPortal/wwwroot/js/map/facts.js';
import { Model } from '../../JitPortal/wwwroot/js/map/model.js';

/** @import { ScanFront } from '../../JitPortal/wwwroot/js/map/block.js' */

/** @param {string[]} addresses */
const upAt = (...addresses) => addresses.map(a => ({ a, s: 1, f: UP, c: 0, n: 1, h: 0, w: 0 }));

/** @param {string} a */
const hintAt = a => ({ a, s: 0, f: HINT, c: 0, n: 0, h: 0, w: 0 });

/** @param {string[]} addresses */
function modelOf(...addresses) {
  const model = new Model();
  model.apply({ hosts: upAt(...addresses) });
  return model;
}

/**
 * @param {string} first
 * @param {string} [name]
 * @returns {ScanFront}
 */
const frontAt = (first, name = '') => ({ first, state: 'run', at: 40, done: 8, total: 32, name });

test('networks stand in the order of their addresses, IPv6 last', () => {
  const model = modelOf('2001:db8::7', '10.0.12.1', '192.168.0.1', '10.0.2.200');
  assert.deepEqual(
    model.networks.map(network => network.cidr),
    ['10.0.2.0/24', '10.0.12.0/24', '192.168.0.0/24', '2001:db8::/64'],
  );
});

test('a delta says whether there are more blocks', () => {
  const model = modelOf('10.0.0.1');
  assert.equal(model.apply({ hosts: upAt('10.0.0.2') }), false);
  assert.equal(model.apply({ hosts: upAt('10.0.1.1') }), true);
});

test('257 hosts of an IPv6 network take two blocks, and each keeps its address', () => {
  const addresses = Array.from({ length: 257 }, (_, n) => `2001:db8::${(n + 1).toString(16)}`);
  const model = modelOf(...addresses);
  const [network] = model.networks;
  assert.deepEqual(
    network.blocks.map(block => block.hosts),
    [256, 1],
  );
  assert.equal(network.blocks[1].name, 'IPv6 (2)');
  for (const address of addresses) {
    const at = model.find(address);
    assert.ok(at);
    assert.equal(network.address(at.block, at.i), address);
  }
  assert.equal(network.address(network.blocks[1], 1), '');
});

test('looking for an address that is not there adds nothing', () => {
  const model = modelOf('10.0.0.1', '2001:db8::1');
  assert.equal(model.find('10.0.1.1'), null);
  assert.equal(model.find('2001:db8::2'), null);
  assert.equal(model.find('2001:db8:1::1'), null);
  assert.equal(model.networks.length, 2);
  assert.equal(model.networks[1].ids.length, 1);
});

test('a hint never covers what is known, and goes with its scan', () => {
  const model = modelOf('10.0.0.1');
  model.apply({ hosts: [{ ...hintAt('10.0.0.3'), f: GONE }] });
  model.apply({ hosts: [hintAt('10.0.0.1'), hintAt('10.0.0.2'), hintAt('10.0.0.3')] });
  assert.equal(factsOf(model).hints, 1);
  assert.equal(factsOf(model).hosts, 2);

  model.clearHints();

  assert.equal(factsOf(model).hints, 0);
  assert.equal(factsOf(model).hosts, 2);
});

test('a host that a scan finished is no hint any more', () => {
  const model = new Model();
  model.apply({ hosts: [hintAt('10.0.0.2')] });
  model.apply({ hosts: upAt('10.0.0.2') });
  assert.deepEqual([factsOf(model).hints, factsOf(model).up], [0, 1]);
});

test('hosts keep their services when others become more telling', () => {
  const model = new Model();
  const [ssh, http] = [
    { label: 'ssh', sensitivity: 3 },
    { label: 'http', sensitivity: 2 },
  ];
  model.apply({ classes: [ssh, http], hosts: [{ ...upAt('10.0.0.1')[0], c: 0b11 }] });

  model.apply({ classes: [{ label: 'modbus', sensitivity: 4 }, ssh] });

  assert.deepEqual(
    factsOf(model).matrix.rows.map(({ label, level, index, counts }) => [label, level, index, counts[0]]),
    [
      ['modbus', 4, 0, 0],
      ['ssh', 3, 1, 1],
    ],
  );
  assert.equal(model.blocks[0].classes[1], 0b10);
});

test('bitmaps of blocks that did not change stay good', () => {
  const model = modelOf('10.0.0.1', '10.0.1.1');
  const [untouched, touched] = model.blocks.map(block => block.version);
  model.apply({ hosts: upAt('10.0.1.2') });
  assert.equal(model.blocks[0].version, untouched);
  assert.notEqual(model.blocks[1].version, touched);
});

test('a filter holds for blocks that come after it, until it ends', () => {
  const model = modelOf('10.0.0.1');
  model.filter({ blocks: {}, others: [] });
  model.apply({ hosts: upAt('10.0.1.1') });
  assert.deepEqual(
    model.blocks.map(block => block.match?.length),
    [256, 256],
  );

  model.filter(null);

  assert.deepEqual(
    model.blocks.map(block => block.match),
    [null, null],
  );
});

test('a scan shows its front and the name of a network that nobody has seen yet', () => {
  const model = modelOf('10.0.0.1');
  model.setScans([frontAt('10.0.0.0', 'Core'), frontAt('10.0.9.0')]);
  assert.deepEqual(
    model.blocks.map(block => [block.name, block.scan?.at]),
    [
      ['Core', 40],
      ['', 40],
    ],
  );

  model.setScans([]);

  assert.deepEqual(
    model.blocks.map(block => block.scan),
    [null, null],
  );
});

test('a scan of very many networks adds none', () => {
  const model = modelOf('10.0.0.1');
  model.setScans(Array.from({ length: 65 }, (_, n) => frontAt(`10.0.${n}.0`)));
  assert.equal(model.networks.length, 1);
  assert.ok(model.blocks[0].scan);
});

test('facts count addresses, hosts and sensitivities', () => {
  const model = modelOf('10.0.0.1', '10.0.0.2', '2001:db8::1');
  model.apply({
    hosts: [
      { ...upAt('10.0.0.3')[0], s: 4, f: UP | NEW },
      { ...upAt('10.0.0.4')[0], s: 4, f: GONE },
    ],
  });
  const { networks, addresses, hosts, up, counts } = factsOf(model);
  assert.deepEqual(
    { networks, addresses, hosts, up, counts },
    {
      networks: 2,
      addresses: 257,
      hosts: 5,
      up: 4,
      counts: [0, 3, 0, 0, 1],
    },
  );
});
