// The subnet wall: blocks of 16 x 16 cells that flow in rows. Zooming changes the pitch of a cell, never its sharpness; scrolling is
// the browser's own. Each block is drawn once into its own bitmap and then copied; marks (rings, hints, selection) lie above.
import { GRANT, CLOSING, HINT } from './model.js';
import { font, headOf, kindOf, shape } from './look.js';

export const PITCHES = [2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20, 22];
const PADX = 20, PADY = 8, GAPY = 14, CACHE = 24e6; // CACHE: pixels of block bitmaps kept

const label = pitch => pitch >= 8 ? 40 : pitch >= 4 ? 18 : 4;

/** Where blocks stand for a width: columns, gap and origin of each. */
export function layout(blocks, width, pitch) {
  const side = 16 * pitch, head = label(pitch), least = pitch >= 8 ? 10 : 6, pad = width < 480 ? 12 : PADX;
  const columns = Math.max(1, Math.min(blocks.length || 1, Math.floor((width - 2 * pad + least) / (side + least))));
  const gap = columns > 1 ? Math.min((width - 2 * pad - columns * side + 2) / (columns - 1), pitch >= 8 ? 48 : 16) : 0;
  const rows = Math.ceil(blocks.length / columns), step = head + side + (pitch >= 8 ? GAPY : 8);
  return { pitch, cell: pitch > 4 ? pitch - 2 : Math.max(1, pitch - 1), side, head, columns, gap, rows, step, pad, height: PADY + rows * step + 2,
    x: b => Math.round(pad + (b % columns) * (side + gap)), y: b => PADY + Math.floor(b / columns) * step };
}

/** The largest pitch at which all blocks are seen at once; 0 when even 8 px cells do not fit. */
export function fitting(blocks, width, height) {
  for (const pitch of [...PITCHES].reverse()) {
    if (pitch < 8) return 0;
    const plan = layout(blocks, width, pitch);
    if (plan.height <= height && plan.columns * plan.side + 2 * plan.pad <= width + 2) return pitch;
  }
  return 0;
}

/** {b, i} under a point of the wall, by arithmetic; null beside the blocks. */
export function pick(plan, count, x, y) {
  const column = Math.floor((x - plan.pad + plan.gap / 2) / (plan.side + plan.gap)), row = Math.floor((y - PADY) / plan.step), b = row * plan.columns + column;
  if (column < 0 || column >= plan.columns || row < 0 || b >= count) return null;
  const cx = Math.floor((x - plan.x(b)) / plan.pitch), cy = Math.floor((y - plan.y(b) - plan.head) / plan.pitch);
  return { b, i: cx < 0 || cy < 0 || cx > 15 || cy > 15 ? -1 : cy * 16 + cx };
}

export class Wall {
  cache = new Map(); pixels = 0; sprites = new Map();

  forget() { this.cache.clear(); this.sprites.clear(); this.pixels = 0; }

  sprite(kind, size, p, dpr) {
    const key = `${kind}${size}`;
    let image = this.sprites.get(key);
    if (!image) {
      image = new OffscreenCanvas(Math.ceil(size * dpr), Math.ceil(size * dpr));
      const g = image.getContext('2d'); g.scale(dpr, dpr); shape(g, p, kind, 0, 0, size);
      this.sprites.set(key, image);
    }
    return image;
  }

  bitmap(block, plan, view, p, dpr) {
    const key = `${view.key}|${plan.pitch}|${dpr}|${block.version}`, had = this.cache.get(block);
    if (had?.key === key) { this.cache.delete(block); this.cache.set(block, had); return had.image; }
    const px = Math.ceil(plan.side * dpr), image = had && had.image.width === px ? had.image : new OffscreenCanvas(px, px);
    const g = image.getContext('2d'); g.clearRect(0, 0, px, px);
    for (let i = 0; i < 256; i++) {
      const kind = kindOf(block, i, view);
      if (kind === 'none' && plan.pitch < 6) continue;
      g.globalAlpha = block.match && kind !== 'none' && !block.match[i] ? .16 : 1;
      g.drawImage(this.sprite(kind, plan.cell, p, dpr), Math.round((i & 15) * plan.pitch * dpr), Math.round((i >> 4) * plan.pitch * dpr));
    }
    if (had) this.pixels -= had.image.width ** 2;
    this.cache.delete(block); this.cache.set(block, { key, image }); this.pixels += px * px;
    for (const [other, entry] of this.cache) { if (this.pixels <= CACHE || other === block) break; this.cache.delete(other); this.pixels -= entry.image.width ** 2; }
    return image;
  }

  draw(g, state) {
    const { blocks, plan, view, p, dpr, top, width, height, time, still } = state;
    this.dpr = dpr;
    g.setTransform(dpr, 0, 0, dpr, 0, 0); g.clearRect(0, 0, width, height); g.textBaseline = 'alphabetic';
    const first = Math.max(0, Math.floor((top - PADY) / plan.step)) * plan.columns, last = Math.min(blocks.length, (Math.floor((top + height) / plan.step) + 1) * plan.columns);
    for (let b = first; b < last; b++) {
      const block = blocks[b], x = plan.x(b), y = plan.y(b) - top, y1 = y + plan.head;
      this.head(g, block, x, y, plan, view, p);
      const m = plan.pitch >= 8 ? 4 : 2;
      g.fillStyle = p.block; g.beginPath(); g.roundRect(x - m, y1 - m, plan.side + 2 * m - 2, plan.side + 2 * m - 2, m + 1); g.fill();
      g.strokeStyle = p.line; g.lineWidth = 1; g.beginPath(); g.roundRect(x - m - .5, y1 - m - .5, plan.side + 2 * m - 1, plan.side + 2 * m - 1, m + 1.5); g.stroke();
      g.drawImage(this.bitmap(block, plan, view, p, dpr), x, y1, plan.side, plan.side);
      if (block.scan?.state === 'run' && block.scan.at > 0 && block.scan.at < 256) this.front(g, block.scan.at, x, y1, plan, p);
    }
    const pulse = still ? 1 : .55 + .45 * Math.sin(time / 414); // 2.6 s
    for (let b = first; b < last; b++) {
      const block = blocks[b];
      for (const i of block.marks) {
        const x = plan.x(b) + (i & 15) * plan.pitch, y = plan.y(b) + plan.head - top + (i >> 4) * plan.pitch;
        if (block.f[i] & (GRANT | CLOSING)) this.ring(g, block, i, x, y, plan, view, p, dpr); else if (block.f[i] === HINT) this.hint(g, x, y, plan.cell, pulse, p);
      }
    }
    if (state.hover && state.hover.i >= 0) this.frame(g, state.hover, plan, top, p['text-3'], 1, 2);
    if (state.selected) this.brackets(g, state.selected, plan, top, p);
  }

  head(g, block, x, y, plan, view, p) {
    if (plan.pitch < 4) return;
    const m = plan.pitch >= 8 ? 4 : 2, left = x - m, right = x + plan.side, two = plan.pitch >= 8;
    const title = block.name || block.network.cidr, room = plan.side + m;
    g.textAlign = 'left'; g.fillStyle = p.text; g.font = font(p, 650, two ? 13 : 11, !block.name && !two);
    if (!two) { this.fit(g, block.name || block.network.cidr.replace(/\.0\/24$/, ''), left, y + 12, room); return; }
    const up = `${block.up} up`;
    g.font = font(p, 400, 12); const upWide = g.measureText(up).width;
    g.font = font(p, 650, 13); this.fit(g, title, left, y + 12, room - upWide - 8);
    g.fillStyle = p['text-2']; g.textAlign = 'right'; g.font = font(p, 400, 12); g.fillText(up, right, y + 12);
    let free = room;
    if (block.scan) {
      const words = block.scan.state === 'wait' ? 'queued' : `${block.scan.done} / ${block.scan.total}`;
      if (block.scan.state === 'run') { g.fillStyle = p.accent; g.font = font(p, 650, 12); }
      g.fillText(words, right, y + 28); free -= g.measureText(words).width + 8;
    } else {
      let at = right;
      for (const [kind, count] of headOf(block, view).reverse()) {
        if (!count) continue;
        g.fillStyle = p['text-2']; g.fillText(count, at, y + 28); at -= g.measureText(count).width + 13;
        g.drawImage(this.sprite(kind, 9, p, this.dpr), at, y + 19, 9, 9); at -= 9;
      }
      free -= right - at;
    }
    if (!block.name) return;
    g.textAlign = 'left'; g.fillStyle = p['text-2']; g.font = font(p, 400, 11.5, true); this.fit(g, block.network.cidr, left, y + 28, free);
  }

  fit(g, text, x, y, room) {
    if (g.measureText(text).width <= room) { g.fillText(text, x, y); return; }
    let n = text.length; while (n > 1 && g.measureText(`${text.slice(0, n)}…`).width > room) n--;
    if (n > 1) g.fillText(`${text.slice(0, n)}…`, x, y);
  }

  front(g, done, x, y, plan, p) {
    const row = Math.floor(done / 16), column = done % 16, line = y + row * plan.pitch - 1;
    g.strokeStyle = p.accent; g.lineWidth = 1.5; g.beginPath();
    if (column) { g.moveTo(x - 4, line + plan.pitch); g.lineTo(x + column * plan.pitch - 1, line + plan.pitch); g.lineTo(x + column * plan.pitch - 1, line); } else g.moveTo(x - 4, line);
    g.lineTo(x + plan.side + 2, line); g.stroke();
  }

  ring(g, block, i, x, y, plan, view, p, dpr) {
    const closing = block.f[i] & CLOSING, cell = plan.cell, out = plan.pitch >= 8 ? 3 : 1.5;
    g.fillStyle = p.block; g.beginPath(); g.roundRect(x - out - 1, y - out - 1, cell + 2 * out + 2, cell + 2 * out + 2, out * 2); g.fill();
    g.drawImage(this.sprite(kindOf(block, i, view), cell, p, dpr), x, y, cell, cell);
    g.strokeStyle = closing ? p.bad : p.accent; g.lineWidth = plan.pitch >= 8 ? 2 : 1.5; g.beginPath(); g.roundRect(x - out, y - out, cell + 2 * out, cell + 2 * out, out + 2); g.stroke();
    if (closing) { g.beginPath(); g.moveTo(x + cell + out, y - out); g.lineTo(x + cell + out + 4, y - out - 4); g.stroke(); }
  }

  hint(g, x, y, cell, pulse, p) {
    g.strokeStyle = p.accent; g.lineWidth = cell > 4 ? 1.5 : 1; g.beginPath(); g.roundRect(x + .75, y + .75, cell - 1.5, cell - 1.5, 2);
    g.globalAlpha = .16 * pulse; g.fillStyle = p.accent; g.fill(); g.globalAlpha = .45 + .55 * pulse; g.stroke(); g.globalAlpha = 1;
  }

  frame(g, at, plan, top, colour, wide, out) {
    const x = plan.x(at.b) + (at.i & 15) * plan.pitch, y = plan.y(at.b) + plan.head - top + (at.i >> 4) * plan.pitch;
    g.strokeStyle = colour; g.lineWidth = wide; g.strokeRect(x - out + .5, y - out + .5, plan.cell + 2 * out - 1, plan.cell + 2 * out - 1);
  }

  brackets(g, at, plan, top, p) {
    const x = plan.x(at.b) + (at.i & 15) * plan.pitch, y = plan.y(at.b) + plan.head - top + (at.i >> 4) * plan.pitch, q = plan.pitch >= 8 ? 7 : 4, l = plan.pitch >= 8 ? 5 : 3;
    g.strokeStyle = p.text; g.lineWidth = 2;
    for (const [sx, sy] of [[-1, -1], [1, -1], [-1, 1], [1, 1]]) {
      const cx = sx < 0 ? x - q : x + plan.cell + q, cy = sy < 0 ? y - q : y + plan.cell + q;
      g.beginPath(); g.moveTo(cx - sx * l, cy); g.lineTo(cx, cy); g.lineTo(cx, cy - sy * l); g.stroke();
    }
  }
}
