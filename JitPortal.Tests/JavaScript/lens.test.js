import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHANGED, CLOSING, GONE, GRANTED, HINT, NEW, UP } from '../../JitPortal/wwwroot/js/map/flags.js';
import { kindOf, networkWords, wordsOf } from '../../JitPortal/wwwroot/js/map/lens.js';
import { clipped, clock, plain } from '../../JitPortal/wwwroot/js/map/text.js';
import { estateOf } from './map-data.js';

/** @import { Lens, View } from '../../JitPortal/wwwroot/js/map/lens.js' */
/** @import { ChangedHost } from '../../JitPortal/wwwroot/js/map/model.js' */

/**
 * @param {Lens} lens
 * @param {Partial<View>} [more]
 * @returns {View}
 */
const look = (lens, more) => ({ lens, bit: 0, level: 1, extraHours: 0, key: '', ...more });

/** @param {Partial<ChangedHost>[]} hosts one for each address from 10.0.0.0 on */
function modelOf(...hosts) {
  const model = estateOf({ '10.0.0.0/24': 'Core' });
  model.apply({
    classes: [
      { label: 'postgresql', sensitivity: 4 },
      { label: 'ssh', sensitivity: 3 },
    ],
    hosts: hosts.map((host, i) => ({ a: `10.0.0.${i}`, s: 1, f: UP, c: 0, n: 1, h: 0, w: 0, ...host })),
  });
  return model;
}

/**
 * @param {Partial<ChangedHost>} host
 * @param {View} view
 */
const kind = (host, view) => kindOf(modelOf(host).networks[0], 0, view);

/** @type {[string, Partial<ChangedHost>, View, string][]} */
const KINDS = [
  ['a host is as sensitive as its worst service', { s: 3 }, look('sensitivity'), 'l3'],
  ['what is only hinted at is outlined at once', { f: HINT }, look('sensitivity'), 'hint'],
  ['a host that is gone is gone under each lens', { f: GONE | NEW, s: 4 }, look('change'), 'gone'],
  ['new counts before changed', { f: UP | NEW | CHANGED }, look('change'), 'new'],
  ['a changed host', { f: UP | CHANGED }, look('change'), 'changed'],
  ['a host that did not change', {}, look('change'), 'dot'],
  ['a host that has the service', { c: 0b10 }, look('service', { bit: 2, level: 3 }), 'has3'],
  ['a host that has another one', { c: 0b01 }, look('service', { bit: 2, level: 3 }), 'dot'],
  ['no service known', { k: 0 }, look('service'), 'l0'],
  ['a database', { k: 3 }, look('service'), 'k3'],
  ['access keeps its sensitivity', { f: UP | GRANTED, s: 4 }, look('paths'), 'l4'],
  ['what is not proved shut is access', { f: UP | CLOSING, s: 2 }, look('paths'), 'l2'],
  ['no access', { s: 4 }, look('paths'), 'dot'],
  ['facts of a day', { h: 24 }, look('coverage'), 'fresh'],
  ['facts of more than a day', { h: 25 }, look('coverage'), 'stale'],
  ['facts of more than a week', { h: 169 }, look('coverage'), 'old'],
  ['facts grow old while the page is open', { h: 24 }, look('coverage', { extraHours: 1 }), 'stale'],
];

for (const [name, host, view, expected] of KINDS) {
  test(`${name}: ${expected}`, () => assert.equal(kind(host, view), expected));
}

test('behind the front of a scan nothing was asked yet', () => {
  const model = modelOf({});
  const front = { first: '10.0.0.0', at: 10, done: 10, total: 256, size: 256, network: '10.0.0.0/24', name: '' };
  model.setScans([front]);
  const [network] = model.networks;
  assert.equal(kindOf(network, 9, look('sensitivity')), 'none');
  assert.equal(kindOf(network, 10, look('sensitivity')), 'blank');
});

test('words of a host name what is known of it', () => {
  const model = modelOf({ s: 4, f: UP | CHANGED | GRANTED, c: 0b11, n: 2 }, { f: HINT }, { s: 0, n: 0 });
  const [network] = model.networks;
  assert.equal(wordsOf(network, 0, model), '10.0.0.0: Critical; 2 open ports; postgresql, ssh; changed; an open path');
  assert.equal(wordsOf(network, 1, model), '10.0.0.1: found just now');
  assert.equal(wordsOf(network, 2, model), '10.0.0.2: no open port known');
  assert.equal(wordsOf(network, 3, model), '10.0.0.3: no host known');
});

test('words of a network count its worst', () => {
  const [network] = modelOf({ s: 4 }, { s: 3 }, { f: GONE }, {}).networks;
  assert.equal(networkWords(network), 'Core, 10.0.0.0/24, 3 up, 1 Critical, 1 High');
});

test('a name that turns the writing round, or hides in it, is seen to do so', () => {
  assert.equal(plain('web\u202e1-nimda'), 'web\ufffd1-nimda');
  assert.equal(plain('a\u0000b\nc\u200bd'), 'a\ufffdb\ufffdc\ufffdd');
  assert.equal([...plain('x'.repeat(500))].length, 64);
  assert.equal(plain('Büro 7 <b>'), 'Büro 7 <b>');
});

test('time left is in digits', () => {
  assert.deepEqual([0, 65, 3599, 3700, 90_000].map(clock), ['00:00', '01:05', '59:59', '1:01 h', '1 d']);
  assert.equal(clock(-5), '00:00');
});

test('a text is cut off where it does not fit', () => {
  const wide = (/** @type {string} */ text) => text.length * 10;
  assert.equal(clipped('database', 80, wide), 'database');
  assert.equal(clipped('database', 50, wide), 'data…');
  assert.equal(clipped('database', 5, wide), '');
});
