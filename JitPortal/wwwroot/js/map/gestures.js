// What a pointer, a wheel or two fingers do to the map.

/** @import { MapView } from './map.js' */
/** @import { Pointing } from './pointing.js' */

/** The pointer drags from this far on; nearer it clicks. */
const DRAG = 4;
const DRAG_TOUCH = 8;

/** How much a step of the wheel zooms; a pinch on a touch pad says that it is one by the Ctrl key. */
const WHEEL = 0.0016;
const PAD_PINCH = 0.01;

/** A wheel that counts lines, or pages, in pixels. */
const LINES = 32;

export class Gestures {
  /**
   * Fingers, or the mouse with its button down.
   * @type {Map<number, {x: number, y: number}>}
   */
  #down = new Map();

  /** Between two fingers, at the last step. */
  #distance = 0;

  /** @type {{x: number, y: number, moved: boolean, far: number} | null} */
  #drag = null;

  /**
   * @param {MapView} map
   * @param {Pointing} pointing
   * @param {AbortSignal} signal
   */
  constructor(map, pointing, signal) {
    this.map = map;
    this.pointing = pointing;
    const canvas = map.over;
    canvas.addEventListener('pointermove', e => this.#move(e), { signal });
    canvas.addEventListener('pointerdown', e => this.#press(e), { signal });
    canvas.addEventListener('pointerup', e => this.#up(e), { signal });
    canvas.addEventListener('pointercancel', e => this.#cancel(e), { signal });
    canvas.addEventListener('pointerleave', () => pointing.leave(), { signal });
    canvas.addEventListener('dblclick', e => this.#enter(e), { signal });
    canvas.addEventListener('wheel', e => this.#wheel(e), { signal, passive: false });
  }

  /** @param {PointerEvent} e */
  #press(e) {
    const [x, y] = this.map.at(e);
    this.#down.set(e.pointerId, { x, y });
    this.map.over.setPointerCapture(e.pointerId);
    this.map.halt();
    this.#drag = { x, y, moved: this.#down.size > 1, far: e.pointerType === 'mouse' ? DRAG : DRAG_TOUCH };
    if (this.#down.size === 2) this.#distance = this.#span().distance;
  }

  /** @param {PointerEvent} e */
  #move(e) {
    const [x, y] = this.map.at(e);
    const before = this.#down.get(e.pointerId);
    if (!before) {
      this.pointing.moveTo(e, e.pointerType === 'mouse');
      return;
    }
    this.#down.set(e.pointerId, { x, y });
    if (this.#down.size === 2) {
      this.#pinch(before, { x, y });
      return;
    }
    const drag = this.#drag;
    if (!drag) return;
    if (!drag.moved && Math.hypot(x - drag.x, y - drag.y) < drag.far) return;
    if (!drag.moved) this.pointing.leave();
    drag.moved = true;
    this.map.pan(x - before.x, y - before.y);
  }

  /**
   * Two fingers: what is between them stays between them.
   * @param {{x: number, y: number}} before
   * @param {{x: number, y: number}} now
   */
  #pinch(before, now) {
    const { distance, x, y } = this.#span();
    this.map.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    if (this.#distance > 0 && distance > 0) this.map.zoomAt({ x, y }, distance / this.#distance);
    this.#distance = distance;
    if (this.#drag) this.#drag.moved = true;
  }

  #span() {
    const [a, b] = [...this.#down.values()];
    return { distance: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }

  /** @param {PointerEvent} e */
  #up(e) {
    const moved = this.#drag?.moved;
    this.#cancel(e);
    if (moved) return;
    const [x, y] = this.map.at(e);
    this.map.choose(this.pointing.keyAt(x, y));
  }

  /** @param {PointerEvent} e */
  #cancel(e) {
    this.#down.delete(e.pointerId);
    if (!this.#down.size) this.#drag = null;
  }

  /** @param {MouseEvent} e */
  #enter(e) {
    const [x, y] = this.map.at(e);
    const key = this.pointing.keyAt(x, y);
    if (key) this.map.enter(key);
    else this.map.zoomAt({ x, y }, 1.8);
  }

  /** @param {WheelEvent} e */
  #wheel(e) {
    e.preventDefault();
    this.map.halt();
    const [x, y] = this.map.at(e);
    const pixels = e.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? e.deltaY : e.deltaY * LINES;
    this.map.zoomAt({ x, y }, Math.exp(-pixels * (e.ctrlKey ? PAD_PINCH : WHEEL)));
  }
}
