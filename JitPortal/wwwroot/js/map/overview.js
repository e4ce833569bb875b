// All networks at once, in the order of their addresses: one tile each. Shape and tint = the worst that the lens knows of the network,
// the bar at the foot = how its hosts divide, its length = how many there are.
import { NEW, CHANGED, GONE, GRANT, CLOSING } from './model.js';
import { font, FRESH, OLD, shape } from './look.js';

const LEAST = { w: 46, h: 34 }, MOST = { w: 220, h: 112 }, PAD = 12, GAP = 4;

/** What the lens says of a network: shape, word, ground and the bar's parts. */
function summary(network, view) {
  const blocks = network.blocks, sum = test => blocks.reduce((n, b) => n + b.tally(i => test(b, i)), 0);
  const up = blocks.reduce((n, b) => n + b.up, 0), depth = n => Math.min(1, .35 + 4 * n / (up || 1));
  switch (view.lens) {
    case 'change': {
      const fresh = sum((b, i) => b.f[i] & NEW), changed = sum((b, i) => b.f[i] & CHANGED && !(b.f[i] & NEW)), gone = sum((b, i) => b.f[i] & GONE);
      return { up, kind: fresh ? 'new' : changed ? 'changed' : gone ? 'gone' : 'dot', depth: depth(fresh + changed), ground: fresh ? 'accent-soft' : changed ? 'warn-soft' : 'block', words: [fresh && `${fresh} new`, changed && `${changed} changed`, gone && `${gone} gone`].filter(Boolean).join(', ') || 'no change', bar: [['accent', fresh], ['warn', changed], ['gone', gone], ['empty', up - fresh - changed]] };
    }
    case 'service': {
      const has = view.bit ? sum((b, i) => b.c[i] & view.bit) : sum((b, i) => b.n[i] > 0);
      return { up, kind: has ? (view.bit ? `l${view.level}` : 'many') : 'dot', depth: depth(has / 4), ground: has ? (view.bit ? `s${view.level}-soft` : 'accent-soft') : 'block', words: has ? `${has} of ${up}` : 'none', bar: [[view.bit ? `s${view.level}` : 'accent', has], ['empty', up - has]] };
    }
    case 'grants': {
      const open = sum((b, i) => b.f[i] & GRANT), shut = sum((b, i) => b.f[i] & CLOSING);
      return { up, kind: shut ? 'shut' : open ? 'open' : 'dot', depth: 1, ground: shut ? 'bad-soft' : open ? 'accent-soft' : 'block', words: [open && `${open} open`, shut && `${shut} not proved shut`].filter(Boolean).join(', ') || 'none open', bar: [['bad', shut], ['accent', open], ['empty', up - open - shut]] };
    }
    case 'coverage': {
      const hours = (b, i) => b.h[i] + view.extraHours, old = sum((b, i) => hours(b, i) > OLD), stale = sum((b, i) => hours(b, i) > FRESH && hours(b, i) <= OLD), all = blocks.reduce((n, b) => n + b.hosts, 0);
      return { up, kind: old ? 'old' : stale ? 'stale' : 'fresh', depth: depth(old + stale), ground: old ? 'bad-soft' : stale ? 'warn-soft' : 'ok-soft', words: old + stale ? `${old + stale} of ${all} older than a day` : 'all within a day', bar: [['bad', old], ['warn', stale], ['ok', all - old - stale]] };
    }
    default: {
      const counts = [0, 0, 0, 0, 0]; for (const b of blocks) b.counts.forEach((n, k) => { counts[k] += n; });
      const worst = [4, 3, 2, 1].find(k => counts[k]) ?? 0;
      return { up, kind: `l${worst}`, depth: depth(counts[worst]), ground: worst ? `s${worst}-soft` : 'block', words: [counts[4] && `${counts[4]} critical`, counts[3] && `${counts[3]} high`].filter(Boolean).join(', '), bar: [['s4', counts[4]], ['s3', counts[3]], ['s2', counts[2]], ['s1', counts[1]], ['empty', counts[0]]] };
    }
  }
}

/** Tiles as large as the box allows; smaller than LEAST they scroll. */
export function plan(networks, width, height) {
  const n = networks.length || 1, wide = width - 2 * PAD + GAP, high = height - 2 * PAD + GAP;
  let best = null;
  for (let columns = 1; columns <= Math.max(1, Math.floor(wide / LEAST.w)); columns++) {
    const w = Math.min(MOST.w, Math.floor(wide / columns)), h = Math.min(MOST.h, Math.floor(high / Math.ceil(n / columns)));
    if (w < LEAST.w || h < LEAST.h) continue;
    const score = w * h / Math.max(1, Math.abs(Math.log(w / h / 1.5)) * 2);
    if (!best || score > best.score) best = { columns, w, h, score };
  }
  best ??= { columns: Math.max(1, Math.floor(wide / LEAST.w)), w: Math.floor(wide / Math.max(1, Math.floor(wide / LEAST.w))), h: LEAST.h };
  const most = Math.max(1, ...networks.map(n => n.blocks.reduce((sum, b) => sum + b.up, 0)));
  return networks.map((network, k) => ({ network, most, x: PAD + k % best.columns * best.w, y: PAD + Math.floor(k / best.columns) * best.h, w: best.w, h: best.h }));
}

export const heightOf = rects => rects.length ? rects.at(-1).y + rects.at(-1).h + PAD : 0;

export const pickNetwork = (rects, x, y) => rects.find(r => x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h) ?? null;

export function draw(g, state) {
  const { rects, view, p, dpr, width, height, top, hover, focus } = state;
  g.setTransform(dpr, 0, 0, dpr, 0, 0); g.clearRect(0, 0, width, height); g.textBaseline = 'alphabetic'; g.textAlign = 'left';
  for (const rect of rects) {
    const { network } = rect, x = rect.x + .5, y = rect.y - top + .5, w = rect.w - GAP - 1, h = rect.h - GAP - 1;
    if (y > height || y + h < 0) continue;
    const s = summary(network, view), matches = network.blocks[0].match ? network.blocks.reduce((n, b) => n + b.tally(i => b.match[i]), 0) : -1;
    g.globalAlpha = matches === 0 ? .3 : 1;
    g.fillStyle = p.block; g.beginPath(); g.roundRect(x, y, w, h, 5); g.fill();
    // The tint deepens with the share of hosts concerned, so that one critical host does not paint a whole network.
    g.save(); g.globalAlpha *= s.depth; g.fillStyle = p[s.ground]; g.fill(); g.restore();
    g.strokeStyle = rect === hover ? p.control : p.line; g.lineWidth = 1; g.stroke();
    g.save(); g.beginPath(); g.rect(x, y, w, h); g.clip();
    const small = w < 100, m = small ? 6 : 8;
    shape(g, p, s.kind, x + m, y + m, small ? 9 : 10);
    g.fillStyle = p.text; g.font = !small && network.name ? font(p, 650, 12) : font(p, small ? 500 : 650, small ? 11 : 11.5, true);
    g.fillText(small ? short(network) : network.name || (w < 128 ? network.cidr.replace(/\/24$/, '') : network.cidr), x + m + (small ? 13 : 16), y + (small ? 15 : 17));
    g.fillStyle = p['text-2']; let line = y + 34;
    if (!small && network.name && h > 66) { g.font = font(p, 400, 11, true); g.fillText(network.cidr, x + m, line); line += 16; }
    g.font = font(p, 400, 11);
    const first = matches >= 0 ? `${matches} match` : `${s.up} up`;
    if (h > line - y + 14) { g.fillText(first, x + m, line); line += 16; }
    if (!small && h > line - y + 14 && s.words) g.fillText(s.words, x + m, line);
    bar(g, p, s.bar, x + m, y + h - (small ? 8 : 10), (w - 2 * m) * Math.max(.06, s.up / rect.most), 4);
    g.restore(); g.globalAlpha = 1;
    if (rect === focus) { g.strokeStyle = p.accent; g.lineWidth = 2; g.beginPath(); g.roundRect(x, y, w, h, 5); g.stroke(); }
  }
}

/** 10.20.31.0/24 as 31: what tells neighbours apart in 46 px; the pointer's label says the rest. */
const short = network => network.family === 4 ? network.cidr.split('.')[2] : network.cidr.replace(/::\/64$/, '').split(':').at(-1);

function bar(g, p, parts, x, y, w, h) {
  const total = parts.reduce((n, [, v]) => n + Math.max(0, v), 0); if (!total) return;
  let at = x;
  for (const [colour, value] of parts) { if (value <= 0) continue; const wide = Math.max(1.5, w * value / total); g.fillStyle = p[colour]; g.fillRect(at, y, Math.min(wide, x + w - at), h); at += wide; }
}

export const wordsOf = (rect, view) => { const s = summary(rect.network, view); return `${rect.network.name ? `${rect.network.name}, ` : ''}${rect.network.cidr}: ${s.up} up${s.words ? `; ${s.words}` : ''}`; };
