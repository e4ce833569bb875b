// One host at a scale where it has room for words: a tile with its name, then with its ports, then a card.
import { kindOf } from './lens.js';
import { clock, plain } from './text.js';

/** @import { Path } from './access.js' */
/** @import { Detail } from './detail.js' */
/** @import { HostDetail, Port } from './details.js' */
/** @import { Ink } from './ink.js' */
/** @import { Kind } from './lens.js' */
/** @import { Network } from './network.js' */
/** @import { Token } from './palette.js' */
/** @import { Scene } from './scene.js' */

/** A host that the filter leaves out is drawn that faintly. */
const FADED = 0.3;

/**
 * A host of which no words were read yet.
 * @type {HostDetail}
 */
const UNKNOWN = { i: 0, name: '', os: '', ports: [], more: 0 };

/** Height of a line of ports. */
const LINE = 13;

/**
 * @typedef {object} Square
 * @property {number} x
 * @property {number} y
 * @property {number} s side
 */

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {{network: Network, i: number, detail: Detail}} cell
 * @param {Square} at
 */
export function drawCell(ink, scene, { network, i, detail }, at) {
  const kind = kindOf(network, i, scene.view);
  if (kind === 'blank') return;
  if (kind === 'none') {
    ink.shape('none', at.x, at.y, at.s);
    return;
  }
  ink.g.globalAlpha = network.match && !network.match[i] ? FADED : 1;
  ground(ink, kind, at);
  const host = scene.details.of(network, i);
  const address = network.address(i);
  if (detail === 'tile') drawTile(ink, kind, at, nameIn(ink, host, address, at.s - 6));
  else if (detail === 'ports') drawPorts(ink, { kind, at, host, address, scene, network, i });
  else drawCard(ink, { kind, at, host, address, scene, network, i });
  ink.g.globalAlpha = 1;
}

/**
 * The tile's ground: tinted and edged by what the lens says.
 * @param {Ink} ink
 * @param {Kind} kind
 * @param {Square} at
 */
function ground(ink, kind, { x, y, s }) {
  const level = /^(?:l|has)([1-4])$/.exec(kind)?.[1];
  ink.box(x, y, s, s, Math.min(8, s * 0.1));
  ink.fill(level ? /** @type {Token} */ (`s${level}-soft`) : 'surface');
  ink.box(x + 0.5, y + 0.5, s - 1, s - 1, Math.min(8, s * 0.1));
  ink.stroke(edgeOf(kind, level), level && Number(level) > 2 ? 1.5 : 1, kind === 'gone' ? [3, 2] : []);
}

/**
 * @param {Kind} kind
 * @param {string | undefined} level
 * @returns {Token}
 */
function edgeOf(kind, level) {
  if (level) return level === '2' ? 's2-edge' : /** @type {Token} */ (`s${level}`);
  if (/^k[1-6]$/.test(kind)) return /** @type {Token} */ (kind);
  return kind === 'hint' || kind === 'new' ? 'accent' : 'line-strong';
}

/**
 * The name where it fits, else the last part of the address.
 * @param {Ink} ink
 * @param {HostDetail | undefined} host
 * @param {string} address
 * @param {number} room
 */
function nameIn(ink, host, address, room) {
  const name = plain(host?.name ?? '');
  if (name && ink.width(name, { weight: 600, size: 10 }) <= room) return name;
  const last = address.slice(address.lastIndexOf(address.includes(':') ? ':' : '.'));
  return last || name;
}

/**
 * @param {Ink} ink
 * @param {Kind} kind
 * @param {Square} at
 * @param {string} name
 */
function drawTile(ink, kind, { x, y, s }, name) {
  ink.shape(kind, x + s / 2 - 5.5, y + s * 0.24, 11);
  ink.text(name, x + s / 2, y + s - 6, { weight: 600, size: 10, align: 'center', room: s - 4 });
}

/**
 * @typedef {object} Known
 * @property {Kind} kind
 * @property {Square} at
 * @property {HostDetail | undefined} host
 * @property {string} address
 * @property {Scene} scene
 * @property {Network} network
 * @property {number} i
 */

/**
 * Name, then as many ports as there is room for.
 * @param {Ink} ink
 * @param {Known} known
 */
function drawPorts(ink, { kind, at: { x, y, s }, host, address, scene, network, i }) {
  const last = address.slice(address.lastIndexOf('.'));
  ink.text(plain(host?.name || last), x + 6, y + 16, { weight: 650, size: 11, room: s - 10 });
  const ports = host?.ports ?? [];
  if (!ports.length) ink.shape(kind, x + 6, y + s - 17, 9);
  const lines = Math.max(1, Math.floor((s - 26) / LINE));
  const shown = inOrder(ports, scene, network, i).slice(0, lines);
  for (const [index, port] of shown.entries()) {
    const base = y + s - 8 - (shown.length - 1 - index) * LINE;
    ink.shape(`l${port.level}`, x + 6, base - 8, 8);
    const granted = scene.grantOn(network, i, port.port);
    ink.text(`${port.port}`, x + 18, base, {
      weight: granted ? 700 : 500,
      size: 10,
      fixed: true,
      colour: granted ? 'accent' : 'text',
    });
  }
  const more = ports.length + (host?.more ?? 0) - shown.length;
  if (more > 0) ink.text(`+${more}`, x + s - 6, y + s - 8, { size: 10, colour: 'text-2', align: 'right' });
}

/**
 * Those with access first.
 * @param {Port[]} ports
 * @param {Scene} scene
 * @param {Network} network
 * @param {number} i
 */
const inOrder = (ports, scene, network, i) =>
  [...ports].sort(
    (a, b) => Number(Boolean(scene.grantOn(network, i, b.port))) - Number(Boolean(scene.grantOn(network, i, a.port))),
  );

/**
 * @param {Ink} ink
 * @param {Known} known
 */
function drawCard(ink, { kind, at: { x, y, s }, host = UNKNOWN, address, scene, network, i }) {
  ink.shape(kind, x + 12, y + 13, 11);
  ink.text(plain(host.name || address), x + 29, y + 23, { weight: 650, size: 13, room: s - 38 });
  ink.text(address, x + 12, y + 41, { size: 11, fixed: true, colour: 'text-2', room: s - 20 });
  const os = plain(host.os);
  const top = os ? 68 : 52;
  if (os) ink.text(os, x + 12, y + 57, { size: 11, colour: 'text-2', room: s - 20 });
  const ports = inOrder(host.ports, scene, network, i);
  const withProduct = s >= 150 && ports.length <= 2;
  const height = withProduct ? 34 : 22;
  const lines = Math.max(0, Math.floor((s - top - 12) / (height + 4)));
  for (const [index, port] of ports.slice(0, lines).entries()) {
    const row = { x: x + 10, y: y + top + index * (height + 4), w: s - 20, h: height };
    drawPort(ink, port, row, scene.grantOn(network, i, port.port), scene.now);
  }
  const more = ports.length + host.more - Math.min(lines, ports.length);
  if (more > 0) ink.text(`+${more} more`, x + s - 12, y + s - 6, { size: 10, colour: 'text-2', align: 'right' });
}

/**
 * @param {Ink} ink
 * @param {Port} port
 * @param {{x: number, y: number, w: number, h: number}} at
 * @param {Path | undefined} grant of whom the reader may know
 * @param {number} now
 */
function drawPort(ink, port, { x, y, w, h }, grant, now) {
  const left = grant?.deadline ? clock((grant.deadline - now) / 1000) : '';
  ink.box(x, y, w, h, 4);
  ink.fill('surface', 0.6);
  if (grant) {
    ink.box(x + 0.5, y + 0.5, w - 1, h - 1, 4);
    ink.stroke('accent', 1.5);
  }
  ink.shape(`l${port.level}`, x + 6, y + 6.5, 9);
  const number = `${port.port}`;
  const used = ink.text(number, x + 20, y + 15, { weight: 700, size: 11, fixed: true });
  const clockWidth = left
    ? ink.text(left, x + w - 7, y + 15, { weight: 650, size: 11, colour: 'accent', align: 'right' })
    : 0;
  const room = w - 34 - used - clockWidth;
  ink.text(plain(port.name || port.protocol), x + 26 + used, y + 15, { size: 11, colour: 'text-2', room });
  if (h > 30) ink.text(plain(port.product), x + 20, y + 28, { size: 11, colour: 'text-2', room: w - 28 });
}
