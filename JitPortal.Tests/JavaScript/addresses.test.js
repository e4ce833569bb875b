import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatIpv4,
  formatIpv6,
  networkKey,
  networkOf,
  parseAddress,
  splitSite,
  withSite,
} from '../../JitPortal/wwwroot/js/map/addresses.js';

/** @param {string} text */
function format(text) {
  const { family, high, low } = parseAddress(text);
  return family === 4 ? formatIpv4(low) : formatIpv6(high, low);
}

test('an IPv4 address is the IPv4-mapped number that the server packs', () => {
  assert.deepEqual(parseAddress('10.0.1.71'), { family: 4, high: 0n, low: 0x0000ffff0a000147n });
});

test('an IPv6 address has two halves', () => {
  assert.deepEqual(parseAddress('2001:db8::ff'), { family: 6, high: 0x20010db800000000n, low: 0xffn });
});

for (const text of ['0.0.0.0', '10.0.1.71', '192.168.255.1', '255.255.255.255']) {
  test(`${text} is written as it was read`, () => assert.equal(format(text), text));
}

// RFC 5952: the longest run of zeros is shortened, the first of two equal ones, and never a single zero.
for (const [text, shortest] of [
  ['::', '::'],
  ['::1', '::1'],
  ['2001:db8::', '2001:db8::'],
  ['2001:db8:0:0:0:0:0:1', '2001:db8::1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['fe80::00ab:0:1', 'fe80::ab:0:1'],
]) {
  test(`${text} is written as ${shortest}`, () => assert.equal(format(text), shortest));
}

test('an offset counts on from the first address, over the sign of 32 bits too', () => {
  assert.equal(formatIpv4(parseAddress('192.168.1.0').low, 200), '192.168.1.200');
});

test('addresses of one network have one key', () => {
  /** @param {string} text */
  const key = text => networkKey(parseAddress(text));
  assert.equal(key('10.0.1.0'), key('10.0.1.255'));
  assert.notEqual(key('10.0.1.255'), key('10.0.2.0'));
  assert.equal(key('2001:db8::1'), key('2001:db8::ffff:ffff:ffff:ffff'));
  assert.notEqual(key('2001:db8::1'), key('2001:db8:0:1::1'));
  assert.notEqual(key('0.0.0.0'), key('::'));
});

test('a network begins with its lowest address', () => {
  assert.deepEqual(networkOf(parseAddress('10.0.1.71')), parseAddress('10.0.1.0'));
  assert.deepEqual(networkOf(parseAddress('2001:db8::7')), parseAddress('2001:db8::'));
});

test('a site before an address is taken off, a network is none', () => {
  assert.deepEqual(splitSite('north/10.0.1.71'), { site: 'north', local: '10.0.1.71' });
  assert.deepEqual(splitSite('north/2001:db8::1'), { site: 'north', local: '2001:db8::1' });
  assert.deepEqual(splitSite('10.0.1.0/24'), { site: '', local: '10.0.1.0/24' });
  assert.equal(withSite('north', '10.0.1.71'), 'north/10.0.1.71');
  assert.equal(withSite('', '10.0.1.71'), '10.0.1.71');
});
