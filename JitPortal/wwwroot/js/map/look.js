// Colours from tokens.css, the shapes of cells, and what each lens makes of a host. Never colour alone: size and form differ too.
import { UP, GONE, NEW, CHANGED, GRANT, CLOSING, HINT } from './model.js';

const NAMES = ['s1', 's2', 's3', 's4', 's1-soft', 's2-soft', 's3-soft', 's4-soft', 's1-ink', 's2-ink', 's3-ink', 's4-ink', 's2-edge', 'empty', 'gone', 'accent', 'accent-soft', 'on-accent', 'ok', 'ok-soft', 'warn', 'warn-soft', 'bad', 'bad-soft', 'text', 'text-2', 'text-3', 'line', 'line-strong', 'control', 'block', 'surface', 'hover', 'sans', 'mono'];

export function palette() {
  const style = getComputedStyle(document.documentElement), p = {};
  for (const name of NAMES) p[name] = style.getPropertyValue(`--${name}`).trim();
  return p;
}

export const font = (p, weight, size, mono) => `${weight} ${size}px ${mono ? p.mono : p.sans}`;

const box = (g, x, y, w, h, r) => { g.beginPath(); g.roundRect(x, y, w, h, r); };
const inner = (g, x, y, s, share, r) => { const k = Math.max(1, Math.round(s * share)), o = Math.floor((s - k) / 2); box(g, x + o, y + o, k, k, k < 4 ? 0 : r); return [x + o, y + o, k]; };
const hole = (g, draw) => { g.globalCompositeOperation = 'destination-out'; g.beginPath(); draw(); g.fill(); g.globalCompositeOperation = 'source-over'; };

/** One host at (x, y), side s. Kinds: l0..l4 sensitivity, dot, new, changed, has, few, some, many, open, shut, fresh, stale, old, gone. */
export function shape(g, p, kind, x, y, s) {
  const m = s / 2;
  switch (kind) {
    case 'none': g.fillStyle = p.empty; g.fillRect(x + Math.floor(m - 1), y + Math.floor(m - 1), 2, 2); return;
    case 'gone': g.strokeStyle = p.gone; g.lineWidth = 1; if (s > 5) g.setLineDash([2, 1.6]); box(g, x + .5, y + .5, s - 1, s - 1, 1.5); g.stroke(); g.setLineDash([]); return;
    case 'l0': g.strokeStyle = p.s1; g.lineWidth = 1; if (s < 6) { g.fillStyle = p.empty; inner(g, x, y, s, .5, 0); g.fill(); } else { const [a, b, k] = inner(g, x, y, s, .56, 1); box(g, a + .5, b + .5, k - 1, k - 1, 1); g.stroke(); } return;
    case 'l1': case 'dot': g.fillStyle = p.s1; inner(g, x, y, s, kind === 'dot' ? .34 : .56, 1); g.fill(); return;
    case 'l2': case 'stale': { g.fillStyle = kind === 'l2' ? p.s2 : p.warn; const [a, b, k] = inner(g, x, y, s, .78, 1.5); g.fill(); if (kind === 'l2' && s > 4) { g.strokeStyle = p['s2-edge']; g.lineWidth = 1; box(g, a + .5, b + .5, k - 1, k - 1, 1); g.stroke(); } if (kind === 'stale' && s > 5) hole(g, () => g.rect(a + Math.floor(k / 2) - .5, b + 1, 1.5, k - 2)); return; }
    case 'l3': g.fillStyle = p.s3; box(g, x, y, s, s, 1.5); g.fill(); return;
    case 'l4': g.fillStyle = p.s4; box(g, x, y, s, s, 1.5); g.fill(); if (s > 5) hole(g, () => diamond(g, x + m, y + m, s * .27)); return;
    case 'new': g.fillStyle = p.accent; box(g, x, y, s, s, 1.5); g.fill(); if (s > 5) { const t = Math.max(1, Math.round(s * .16)); hole(g, () => { g.rect(x + m - t / 2, y + s * .2, t, s * .6); g.rect(x + s * .2, y + m - t / 2, s * .6, t); }); } return;
    case 'changed': g.fillStyle = p.warn; g.beginPath(); diamond(g, x + m, y + m, m); g.fill(); return;
    case 'has3': case 'has4': case 'has2': case 'has1': shape(g, p, `l${kind[3]}`, x, y, s); return;
    case 'few': case 'some': case 'many': g.fillStyle = p.accent; inner(g, x, y, s, kind === 'few' ? .45 : kind === 'some' ? .72 : 1, 1.5); g.fill(); return;
    case 'open': g.fillStyle = p.accent; box(g, x, y, s, s, 1.5); g.fill(); return;
    case 'shut': g.fillStyle = p.bad; box(g, x, y, s, s, 1.5); g.fill(); if (s > 5) hole(g, () => g.rect(x + m - 1, y + 1.5, 2, s - 3)); return;
    case 'fresh': g.fillStyle = p.ok; inner(g, x, y, s, .56, 1); g.fill(); return;
    case 'old': { g.strokeStyle = p.bad; g.lineWidth = s > 5 ? 1.6 : 1; box(g, x + .8, y + .8, s - 1.6, s - 1.6, 1.5); g.stroke(); if (s > 5) { g.beginPath(); g.moveTo(x + 2, y + s - 2); g.lineTo(x + s - 2, y + 2); g.stroke(); } return; }
  }
}

function diamond(g, x, y, r) { g.moveTo(x, y - r); g.lineTo(x + r, y); g.lineTo(x, y + r); g.lineTo(x - r, y); g.closePath(); }

/** Hours after which facts no longer count as fresh, and as old: the shipped policy's fact age, and a week. */
export const FRESH = 24, OLD = 168;

/** The shape of cell i of a block under a lens; null = nothing known there. */
export function kindOf(block, i, view) {
  const f = block.f[i];
  if (!f || f === HINT) return 'none';
  if (f & GONE) return 'gone';
  switch (view.lens) {
    case 'change': return f & NEW ? 'new' : f & CHANGED ? 'changed' : 'dot';
    case 'service': return view.bit ? (block.c[i] & view.bit ? `has${view.level}` : 'dot') : block.n[i] === 0 ? 'l0' : block.n[i] > 4 ? 'many' : block.n[i] > 1 ? 'some' : 'few';
    case 'grants': return f & CLOSING ? 'shut' : f & GRANT ? 'open' : 'dot';
    case 'coverage': { const hours = block.h[i] + view.extraHours; return hours > OLD ? 'old' : hours > FRESH ? 'stale' : 'fresh'; }
    default: return `l${block.s[i]}`;
  }
}

/** What stands beside a block's name: shapes with counts, the worst first. */
export function headOf(block, view) {
  const count = (...kinds) => kinds.map(kind => [kind, block.tally(i => kindOf(block, i, view) === kind)]);
  switch (view.lens) {
    case 'change': return count('new', 'changed');
    case 'service': return view.bit ? count(`has${view.level}`) : [];
    case 'grants': return count('shut', 'open');
    case 'coverage': return count('old', 'stale');
    default: return [['l4', block.counts[4]], ['l3', block.counts[3]]];
  }
}

/** Words for a host, for the pointer's label and for screen readers. */
export function wordsOf(block, i, model) {
  const f = block.f[i], address = block.network.address(block, i);
  if (!f) return `${address || 'free'}: no host known`;
  if (f === HINT) return `${address}: found just now`;
  const out = [f & GONE ? 'gone since the last scan' : ['no open port known', 'Low', 'Moderate', 'High', 'Critical'][block.s[i]]];
  if (block.n[i]) out.push(block.n[i] === 1 ? '1 open port' : `${block.n[i]} open ports`);
  const names = model.classes.filter(c => block.c[i] & c.bit).slice(0, 4).map(c => c.label);
  if (names.length) out.push(names.join(', '));
  if (f & NEW) out.push('new'); else if (f & CHANGED) out.push('changed');
  if (f & CLOSING) out.push('a grant is not proved shut'); else if (f & GRANT) out.push('open grant');
  return `${address}: ${out.join('; ')}`;
}
