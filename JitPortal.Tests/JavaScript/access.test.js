import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Access, shareLeft } from '../../JitPortal/wwwroot/js/map/access.js';
import { columnsOf } from '../../JitPortal/wwwroot/js/map/columns.js';
import { factsOf } from '../../JitPortal/wwwroot/js/map/facts.js';
import { GRANTED } from '../../JitPortal/wwwroot/js/map/flags.js';
import { layoutOf } from '../../JitPortal/wwwroot/js/map/layout.js';
import { linesOf, talliesOf } from '../../JitPortal/wwwroot/js/map/lines.js';
import { routeOf } from '../../JitPortal/wwwroot/js/map/routes.js';
import { linesAbout, relatedTo } from '../../JitPortal/wwwroot/js/map/selection.js';
import { answerOf, estateOf, grantOf, now, upAt } from './map-data.js';

/** @import { GrantAnswer, PathsAnswer } from '../../JitPortal/wwwroot/js/map/access.js' */

const RANGES = { '10.0.0.0/24': 'Core', '10.0.1.0/24': 'Data' };

/**
 * @param {GrantAnswer[]} grants
 * @param {Partial<PathsAnswer>} [more]
 */
function accessOf(grants, more) {
  const model = estateOf(RANGES, upAt('10.0.0.1', '10.0.0.2', '10.0.1.7'));
  const access = new Access();
  access.take(answerOf(grants, more), model, now);
  return { model, access, layout: layoutOf(model.networks) };
}

/** @param {number} count */
const manyGrants = count =>
  Array.from({ length: count }, (_, n) =>
    grantOf({ id: `g${n}`, points: [n % 2], address: '10.0.1.7', port: 1000 + n }),
  );

test('a path knows its person, its points, its cell and its time', () => {
  const { access, model } = accessOf([grantOf({ points: [0, 1] })]);
  const [path] = access.paths;
  assert.equal(path.person.initials, 'IL');
  assert.deepEqual(
    path.points.map(({ name }) => name),
    ['gateway', 'ssh-ca'],
  );
  assert.equal(path.place?.i, 1);
  assert.equal(shareLeft(path, now), 0.5);
  assert.ok(model.networks[0].flags[1] & GRANTED);
});

test('marks of access go when it ends', () => {
  const { access, model } = accessOf([grantOf({})]);
  access.take(answerOf([]), model, now);
  assert.equal(model.networks[0].flags[1] & GRANTED, 0);
});

test('red is only what should be shut and is not known to be', () => {
  const closing = { state: 'Closing', closingAt: new Date(now - 1000).toISOString() };
  const { access } = accessOf([
    grantOf({ id: 'a' }),
    grantOf({ id: 'b', ...closing }),
    grantOf({ id: 'c', ...closing, attempts: 2 }),
    grantOf({ id: 'd', state: 'Closed', proof: 'Refuted' }),
    grantOf({ id: 'e', deadline: new Date(now - 60_000).toISOString() }),
    grantOf({ id: 'f', state: 'Closed', proof: 'Proved' }),
  ]);
  assert.deepEqual(
    access.paths.map(({ id, state }) => `${id} ${state}`),
    ['a open', 'b closing', 'c red', 'd red', 'e red'],
  );
  // An ordinary closing that takes too long becomes red by itself.
  assert.equal(access.age(now + 10_000), true);
  assert.equal(access.paths[1].state, 'red');
});

test('what is counted, spoken and drawn is the same number', () => {
  const { access, model } = accessOf([grantOf({ id: 'a' }), grantOf({ id: 'b', state: 'Closing', attempts: 1 })]);
  const { paths, red, waiting } = factsOf(model, access);
  assert.deepEqual({ paths, red, waiting }, { paths: 2, red: 1, waiting: 0 });
});

test('the end of a grant is told only when it was watched, and as what was proved', () => {
  const { access, model } = accessOf([grantOf({ id: 'a' }), grantOf({ id: 'b', points: [1] })]);
  const ended = access.take(
    answerOf([
      grantOf({ id: 'a', state: 'Closed', proof: 'Proved', shutAfterMs: 140 }),
      grantOf({ id: 'b', state: 'Closed', proof: null, points: [1] }),
      grantOf({ id: 'stranger', state: 'Closed', proof: 'Proved' }),
    ]),
    model,
    now,
  );
  assert.deepEqual(
    ended.map(({ id, point, verdict, shutAfterMs }) => [id, point, verdict, shutAfterMs]),
    [
      ['a', 'gateway', 'proved', 140],
      ['b', 'ssh-ca', 'unverified', null],
    ],
  );
});

test('up to forty grants have a line each, in its own lane', () => {
  const { access, layout } = accessOf(manyGrants(40));
  const lines = linesOf(access.grants, layout.plots, { k: 8, seen: layout.plots, related: null });
  assert.equal(lines.length, 40);
  assert.equal(new Set(lines.map(({ lane }) => lane)).size, 40);
});

test('more are numbers for each point at each place; a closing is never folded into them', () => {
  const grants = [...manyGrants(60), grantOf({ id: 'red', state: 'Closing', attempts: 1 })];
  const { access, layout } = accessOf(grants);
  const lines = linesOf(access.grants, layout.plots, { k: 8, seen: layout.plots, related: null });
  assert.deepEqual(
    lines.map(({ red, i }) => [red, i]),
    [[true, 1]],
  );
  const tallies = talliesOf(access.grants, layout, true);
  assert.deepEqual(
    tallies.map(({ plot, point, count, red }) => [plot?.network.name, point.name, count, red]),
    [
      ['Data', 'gateway', 30, 0],
      ['Data', 'ssh-ca', 30, 0],
      ['Core', 'gateway', 1, 1],
    ],
  );
});

test('near, much access has its single lines again, where they are in view', () => {
  const { access, layout } = accessOf(manyGrants(60));
  const { plots } = layout;
  assert.equal(linesOf(access.grants, plots, { k: 40, seen: plots, related: null }).length, 60);
  assert.equal(linesOf(access.grants, plots, { k: 40, seen: [plots[0]], related: null }).length, 0);
  const related = new Set(access.grants.slice(0, 3));
  assert.equal(linesOf(access.grants, plots, { k: 2, seen: plots, related }).length, 3);
});

test('a line goes through free strips into its cell from above', () => {
  const { layout } = accessOf([]);
  const [, plot] = layout.plots;
  const projection = { ox: 340, oy: 60, k: 12, left: 330, top: 26, width: 1200, height: 900 };
  const { framed, gaps } = layout;
  const { points, stub } = routeOf(plot, 7, projection, { x: 280, y: 300, lane: 0, framed, gaps });
  assert.equal(stub, false);
  const [x, y] = points[points.length - 1];
  const [, before] = points[points.length - 2];
  assert.ok(before < y);
  assert.ok(Math.abs(x - (340 + (plot.x + 0.25 + 7.5) * 12)) < 1);
  for (const [, height] of points.slice(1, -1)) assert.ok(height <= 60 + (plot.y - plot.head) * 12 + 1);
});

test('what is out of view is a short end, bent towards where it goes', () => {
  const { layout } = accessOf([]);
  const [plot] = layout.plots;
  const below = { ox: 340, oy: 2000, k: 12, left: 330, top: 26, width: 1200, height: 900 };
  const { points, stub } = routeOf(plot, 7, below, { x: 280, y: 300, lane: 0, framed: false, gaps: layout.gaps });
  assert.equal(stub, true);
  assert.ok(points[1][1] > 300);
});

test('people who have no room become one row, the urgent ones stay', () => {
  const people = Array.from({ length: 80 }, (_, n) => ({ id: `u${n}`, name: `P ${n}`, isMe: false }));
  const grants = people.map((_, person) => grantOf({ id: `g${person}`, person }));
  grants[77] = grantOf({ id: 'bad', person: 77, state: 'Closing', attempts: 3 });
  const { access } = accessOf(grants, { people });
  const { rows } = columnsOf(access, 1000, 600);
  assert.ok(rows.length < 25);
  assert.ok(rows.some(({ person }) => person?.id === 'u77'));
  assert.equal(rows.at(-1)?.key, 'people:more');
  assert.equal(
    rows.reduce((sum, { paths }) => sum + paths.length, 0),
    80,
  );
});

test('who has no access gets the room that people would take', () => {
  const { access } = accessOf([], { all: false, others: { open: 12, closing: 0, pending: 1 } });
  const { rows, left } = columnsOf(access, 1000, 600);
  assert.equal(rows.length, 0);
  assert.ok(left < 140);
});

test('a selection is by the names of the server, and knows its paths', () => {
  const { access, model } = accessOf([grantOf({ id: 'a' }), grantOf({ id: 'b', person: 1, address: '10.0.1.7' })]);
  const columns = columnsOf(access, 1000, 600);
  const ids = (/** @type {string} */ key) => [...(relatedTo(key, access, columns) ?? [])].map(({ id }) => id);
  assert.deepEqual(ids('person:u2'), ['b']);
  assert.deepEqual(ids('point:gateway'), ['a', 'b']);
  assert.deepEqual(ids('host:10.0.0.1'), ['a']);
  assert.deepEqual(ids('net:10.0.1.0/24'), ['b']);
  assert.equal(relatedTo('host:10.0.0.2', access, columns), null);
  const words = linesAbout('host:10.0.0.1', { model, access, columns, now });
  assert.match(words[1], /^Ida Lorne through gateway to web-1:22: 10:00 left$/);
});

test('a point that cannot measure or cut says so', () => {
  const { access, model } = accessOf([]);
  const columns = columnsOf(access, 1000, 600);
  assert.deepEqual(linesAbout('point:ssh-ca', { model, access, columns, now }), [
    'Enforcement point ssh-ca',
    '0 open',
    'It does not measure traffic.',
    'It cannot cut sessions that live.',
  ]);
});
