import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Access } from '../../JitPortal/wwwroot/js/map/access.js';
import { factsOf } from '../../JitPortal/wwwroot/js/map/facts.js';
import { GONE, HINT, NEW, UP } from '../../JitPortal/wwwroot/js/map/flags.js';
import { Model } from '../../JitPortal/wwwroot/js/map/model.js';
import { estateOf, modelOf, upAt } from './map-data.js';

/** @import { ScanFront } from '../../JitPortal/wwwroot/js/map/model.js' */

/** @param {string} a */
const hintAt = a => ({ a, s: 0, f: HINT, c: 0, n: 0, h: 0, w: 0 });

/** @param {Model} model */
const facts = model => factsOf(model, new Access());

/**
 * @param {string} first
 * @param {string} [name]
 * @returns {ScanFront}
 */
const frontAt = (first, name = '') => ({ first, at: 40, done: 8, total: 32, size: 256, network: `${first}/24`, name });

test('networks stand in the order of their addresses, IPv6 last', () => {
  const model = modelOf('2001:db8::7', '10.0.12.1', '192.168.0.1', '10.0.2.200');
  assert.deepEqual(
    model.networks.map(({ id }) => id),
    ['10.0.2.0/24', '10.0.12.0/24', '192.168.0.0/24', '2001:db8::/64'],
  );
});

test('a network has the size that was scanned, and each address its cell', () => {
  const model = estateOf({ '10.0.0.32/27': 'Core', '10.1.0.0/22': 'Big' }, upAt('10.0.0.40', '10.1.3.9'));
  assert.deepEqual(
    model.networks.map(({ size, columns, rows }) => [size, columns, rows]),
    [
      [32, 8, 4],
      [1024, 32, 32],
    ],
  );
  assert.equal(model.find('10.0.0.40')?.i, 8);
  assert.equal(model.find('10.1.3.9')?.i, 777);
  assert.equal(model.networks[1].address(777), '10.1.3.9');
});

test('where no range is known, only found hosts have cells, in the order of their addresses', () => {
  const model = modelOf('10.0.0.9', '10.0.0.200', '10.0.0.3');
  const [network] = model.networks;
  assert.equal(network.size, 3);
  assert.deepEqual(
    [0, 1, 2].map(i => network.address(i)),
    ['10.0.0.3', '10.0.0.9', '10.0.0.200'],
  );
});

test('a host that comes between others keeps what is known of them', () => {
  const model = modelOf('2001:db8::1', '2001:db8::9');
  model.apply({ hosts: [{ ...upAt('2001:db8::9')[0], s: 4 }] });
  model.apply({ hosts: upAt('2001:db8::5') });
  const at = model.find('2001:db8::9');
  assert.equal(at?.i, 2);
  assert.equal(at.network.sensitivity[2], 4);
});

test('a range of its own holds its hosts, though others of its /24 were found too', () => {
  const model = estateOf({ '10.0.0.32/27': '' }, upAt('10.0.0.40', '10.0.0.200'));
  assert.equal(model.find('10.0.0.40')?.network.id, '10.0.0.32/27');
  assert.equal(model.find('10.0.0.200')?.network.id, '10.0.0.0/24');
  assert.equal(model.networks.length, 2);
});

test('a delta says whether there is more to lay out', () => {
  const model = estateOf({ '10.0.0.0/24': '' }, upAt('10.0.0.1'));
  const before = model.shape;
  model.apply({ hosts: upAt('10.0.0.2') });
  assert.equal(model.shape, before);
  model.apply({ hosts: upAt('10.0.1.1') });
  assert.notEqual(model.shape, before);
});

test('places of a delta count only among the networks that they were made for', () => {
  const model = estateOf({ '10.0.0.0/24': '', '10.0.1.0/24': '' });
  model.epoch = 7;
  model.apply({ hosts: upAt('10.0.1.9'), epoch: 7, places: [1, 9] });
  assert.equal(model.networks[1].hosts, 1);
  // An inserted network shifts the numbers of the others; the address still says where it is.
  model.apply({ hosts: upAt('10.0.1.8'), epoch: 8, places: [0, 8] });
  assert.deepEqual(
    model.networks.map(({ hosts }) => hosts),
    [0, 2],
  );
});

test('looking for an address that is not there adds nothing', () => {
  const model = modelOf('10.0.0.1', '2001:db8::1');
  assert.equal(model.find('10.0.1.1'), null);
  assert.equal(model.find('10.0.0.2'), null);
  assert.equal(model.find('2001:db8::2'), null);
  assert.equal(model.find('2001:db8:1::1'), null);
  assert.equal(model.networks.length, 2);
});

test('a hint never covers what is known, and goes with its scan', () => {
  const model = estateOf({ '10.0.0.0/24': '' }, upAt('10.0.0.1'));
  model.apply({ hosts: [{ ...hintAt('10.0.0.3'), f: GONE }] });
  model.apply({ hosts: [hintAt('10.0.0.1'), hintAt('10.0.0.2'), hintAt('10.0.0.3')] });
  assert.equal(facts(model).hints, 1);
  assert.equal(facts(model).hosts, 2);

  model.clearHints();

  assert.equal(facts(model).hints, 0);
  assert.equal(facts(model).hosts, 2);
});

test('a host that a scan finished is no hint any more', () => {
  const model = new Model();
  model.apply({ hosts: [hintAt('10.0.0.2')] });
  model.apply({ hosts: upAt('10.0.0.2') });
  assert.deepEqual([facts(model).hints, facts(model).up], [0, 1]);
});

test('hosts keep their services when others become more telling', () => {
  const model = estateOf({ '10.0.0.0/24': '' });
  const [ssh, http] = [
    { label: 'ssh', sensitivity: 3 },
    { label: 'http', sensitivity: 2 },
  ];
  model.apply({ classes: [ssh, http], hosts: [{ ...upAt('10.0.0.1')[0], c: 0b11 }] });

  model.apply({ classes: [{ label: 'modbus', sensitivity: 4 }, ssh] });

  assert.deepEqual(
    facts(model).matrix.rows.map(({ label, level, index, counts }) => [label, level, index, counts[0]]),
    [
      ['modbus', 4, 0, 0],
      ['ssh', 3, 1, 1],
    ],
  );
  assert.equal(model.networks[0].classes[1], 0b10);
});

test('what was drawn of networks that did not change stays good', () => {
  const model = estateOf({ '10.0.0.0/24': '', '10.0.1.0/24': '' }, upAt('10.0.0.1', '10.0.1.1'));
  const [untouched, touched] = model.networks.map(({ version }) => version);
  model.apply({ hosts: upAt('10.0.1.2') });
  assert.equal(model.networks[0].version, untouched);
  assert.notEqual(model.networks[1].version, touched);
});

test('a filter holds for networks that come after it, until it ends', () => {
  const model = estateOf({ '10.0.0.0/24': '' });
  model.filter({ blocks: { '10.0.0': btoa(String.fromCharCode(2, ...Array(31).fill(0))) }, others: [] });
  model.apply({ hosts: upAt('10.0.1.1') });
  assert.deepEqual(
    model.networks.map(({ match }) => match?.length),
    [256, 1],
  );
  assert.equal(model.networks[0].match?.[1], 1);

  model.filter(null);

  assert.deepEqual(
    model.networks.map(({ match }) => match),
    [null, null],
  );
});

test('a scan shows its front, and a blank range that nobody has seen yet', () => {
  const model = estateOf({ '10.0.0.0/24': 'Core' }, upAt('10.0.0.1'));
  model.setScans([frontAt('10.0.0.0'), frontAt('10.0.9.0', 'New')]);
  assert.deepEqual(
    model.networks.map(({ name, scan, size }) => [name, scan?.front, scan?.done, size]),
    [
      ['Core', 40, 8, 256],
      ['New', 40, 8, 256],
    ],
  );

  model.setScans([]);

  assert.deepEqual(
    model.networks.map(({ scan }) => scan),
    [null, null],
  );
});

test('facts count addresses, hosts and sensitivities', () => {
  const model = estateOf({ '10.0.0.0/27': '' }, upAt('10.0.0.1', '10.0.0.2', '2001:db8::1'));
  model.apply({
    hosts: [
      { ...upAt('10.0.0.3')[0], s: 4, f: UP | NEW },
      { ...upAt('10.0.0.4')[0], s: 4, f: GONE },
    ],
  });
  const { networks, addresses, hosts, up, counts } = facts(model);
  assert.deepEqual(
    { networks, addresses, hosts, up, counts },
    {
      networks: 2,
      addresses: 33,
      hosts: 5,
      up: 4,
      counts: [0, 3, 0, 0, 1],
    },
  );
});
