import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHANGED, CLOSING, GONE, GRANTED, HINT, NEW, UP } from '../../JitPortal/wwwroot/js/map/block.js';
import { headOf, kindOf, wordsOf } from '../../JitPortal/wwwroot/js/map/lens.js';
import { Model } from '../../JitPortal/wwwroot/js/map/model.js';
import { networkWords, summaryOf } from '../../JitPortal/wwwroot/js/map/network-summary.js';

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
  const model = new Model();
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
const kind = (host, view) => kindOf(modelOf(host).blocks[0], 0, view);

/** @type {[string, Partial<ChangedHost>, View, string][]} */
const KINDS = [
  ['a host is as sensitive as its worst service', { s: 3 }, look('sensitivity'), 'l3'],
  ['what is only hinted at is not known yet', { f: HINT }, look('sensitivity'), 'none'],
  ['a host that is gone is gone under each lens', { f: GONE | NEW, s: 4 }, look('change'), 'gone'],
  ['new counts before changed', { f: UP | NEW | CHANGED }, look('change'), 'new'],
  ['a changed host', { f: UP | CHANGED }, look('change'), 'changed'],
  ['a host that did not change', {}, look('change'), 'dot'],
  ['a host that has the service', { c: 0b10 }, look('service', { bit: 2, level: 3 }), 'has3'],
  ['a host that has another one', { c: 0b01 }, look('service', { bit: 2, level: 3 }), 'dot'],
  ['no open port', { n: 0 }, look('service'), 'l0'],
  ['one open port', { n: 1 }, look('service'), 'few'],
  ['four open ports', { n: 4 }, look('service'), 'some'],
  ['five open ports', { n: 5 }, look('service'), 'many'],
  ['an open grant', { f: UP | GRANTED }, look('grants'), 'open'],
  ['what is not proved shut counts before an open grant', { f: UP | GRANTED | CLOSING }, look('grants'), 'shut'],
  ['facts of a day', { h: 24 }, look('coverage'), 'fresh'],
  ['facts of more than a day', { h: 25 }, look('coverage'), 'stale'],
  ['facts of more than a week', { h: 169 }, look('coverage'), 'old'],
  ['facts grow old while the page is open', { h: 24 }, look('coverage', { extraHours: 1 }), 'stale'],
];

for (const [name, host, view, expected] of KINDS) {
  test(`${name}: ${expected}`, () => assert.equal(kind(host, view), expected));
}

test('a block says how many hosts the lens found, the worst first', () => {
  const [block] = modelOf({ s: 4 }, { s: 3, f: UP | CHANGED }, { s: 3, f: UP | NEW }, { s: 4, f: GONE }).blocks;
  assert.deepEqual(headOf(block, look('sensitivity')), [
    { kind: 'l4', count: 1 },
    { kind: 'l3', count: 2 },
  ]);
  assert.deepEqual(headOf(block, look('change')), [
    { kind: 'new', count: 1 },
    { kind: 'changed', count: 1 },
  ]);
  assert.deepEqual(headOf(block, look('service')), []);
});

test('words of a host name what is known of it', () => {
  const model = modelOf({ s: 4, f: UP | CHANGED | GRANTED, c: 0b11, n: 2 }, { f: HINT }, { s: 0, n: 0 });
  const [block] = model.blocks;
  assert.equal(wordsOf(block, 0, model), '10.0.0.0: Critical; 2 open ports; postgresql, ssh; changed; open grant');
  assert.equal(wordsOf(block, 1, model), '10.0.0.1: found just now');
  assert.equal(wordsOf(block, 2, model), '10.0.0.2: no open port known');
  assert.equal(wordsOf(block, 3, model), '10.0.0.3: no host known');
});

test('words of a network say what the lens knows of it', () => {
  const model = modelOf(
    { s: 4, f: UP | NEW, h: 30 },
    { s: 3, f: UP | GRANTED },
    { f: GONE, h: 200 },
    { f: UP | CLOSING },
  );
  const [network] = model.networks;
  network.name = 'Core';
  /** @param {View} view */
  const words = view => networkWords(network, view);
  assert.equal(words(look('sensitivity')), 'Core, 10.0.0.0/24: 3 up; 1 critical, 1 high');
  assert.equal(words(look('change')), 'Core, 10.0.0.0/24: 3 up; 1 new, 1 gone');
  assert.equal(words(look('grants')), 'Core, 10.0.0.0/24: 3 up; 1 open, 1 not proved shut');
  assert.equal(words(look('coverage')), 'Core, 10.0.0.0/24: 3 up; 2 of 4 older than a day');
  assert.equal(words(look('service', { bit: 1, level: 4 })), 'Core, 10.0.0.0/24: 3 up; none');
});

test('the parts of a bar are all hosts that answered', () => {
  const [network] = modelOf({ s: 4 }, { s: 3 }, { s: 3 }, { s: 0 }, { s: 2, f: UP | NEW }).networks;
  for (const lens of /** @type {Lens[]} */ (['sensitivity', 'change', 'service', 'grants', 'coverage'])) {
    const { bar, up } = summaryOf(network, look(lens));
    const total = bar.reduce((sum, { count }) => sum + count, 0);
    assert.equal(total, up, lens);
  }
});

test('one critical host among many tints a network lightly', () => {
  const many = Array.from({ length: 100 }, (_, n) => ({ s: n === 0 ? 4 : 1 }));
  const [network] = modelOf(...many).networks;
  const { kind: worst, depth } = summaryOf(network, look('sensitivity'));
  assert.equal(worst, 'l4');
  assert.ok(depth < 0.5);
});
