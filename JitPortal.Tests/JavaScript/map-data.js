// What the map's tests are made of.
import { parseAddress } from '../../JitPortal/wwwroot/js/map/addresses.js';
import { UP } from '../../JitPortal/wwwroot/js/map/flags.js';
import { Model } from '../../JitPortal/wwwroot/js/map/model.js';

/** @import { GrantAnswer, PathsAnswer } from '../../JitPortal/wwwroot/js/map/access.js' */
/** @import { ChangedHost } from '../../JitPortal/wwwroot/js/map/model.js' */

/** @param {string[]} addresses */
export const upAt = (...addresses) => addresses.map(a => ({ a, s: 1, f: UP, c: 0, n: 1, h: 0, w: 0 }));

/**
 * Networks of ranges that were scanned, with hosts in them.
 * @param {Record<string, string>} ranges names by CIDR
 * @param {ChangedHost[]} [hosts]
 */
export function estateOf(ranges, hosts = []) {
  const model = new Model();
  for (const [id, name] of Object.entries(ranges)) {
    const [address, prefix] = id.split('/');
    model.add({ id, first: parseAddress(address), size: 2 ** (32 - Number(prefix)), name });
  }
  model.apply({ hosts });
  return model;
}

/** @param {string[]} addresses found in files that do not say what they asked */
export function modelOf(...addresses) {
  const model = new Model();
  model.apply({ hosts: upAt(...addresses) });
  return model;
}

const NOW = Date.parse('2026-11-28T10:00:00Z');

/**
 * @param {Partial<GrantAnswer>} [more]
 * @returns {GrantAnswer}
 */
export const grantOf = more => ({
  id: 'g1',
  person: 0,
  points: [0],
  address: '10.0.0.1',
  port: 22,
  protocol: 'tcp',
  service: 'ssh',
  host: 'web-1',
  level: 3,
  state: 'Open',
  openedAt: new Date(NOW - 600_000).toISOString(),
  deadline: new Date(NOW + 600_000).toISOString(),
  closingAt: null,
  rate: null,
  attempts: 0,
  proof: null,
  shutAfterMs: null,
  bypassable: null,
  ...more,
});

/**
 * @param {GrantAnswer[]} grants
 * @param {Partial<PathsAnswer>} [more]
 * @returns {PathsAnswer}
 */
export const answerOf = (grants, more) => ({
  at: new Date(NOW).toISOString(),
  points: [
    { name: 'gateway', measuresTraffic: true, cutsSessions: true },
    { name: 'ssh-ca', measuresTraffic: false, cutsSessions: false },
  ],
  people: [
    { id: 'u1', name: 'Ida Lorne', isMe: false },
    { id: 'u2', name: 'ci-deploy', isMe: false },
  ],
  grants,
  requests: [],
  others: { open: 0, closing: 0, pending: 0 },
  all: true,
  ...more,
});

export const now = NOW;
