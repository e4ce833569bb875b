// What a pointer, a wheel or two fingers do to the map.

/** @import { MapView } from './map.js' */
/** @import { Pointing } from './pointing.js' */

/** The mouse drags from this far on; nearer it clicks. */
const DRAG = 4;

/** Two fingers that come this much apart, or closer, zoom by one step. */
const APART = 1.2;
const CLOSER = 0.83;

export class Gestures {
  /**
   * Fingers on the canvas.
   * @type {Map<number, PointerEvent>}
   */
  #touches = new Map();

  /**
   * Between two fingers, at the last step of the zoom.
   * @type {number | null}
   */
  #distance = null;

  /** @type {{y: number, top: number, moved: boolean} | null} */
  #drag = null;

  /**
   * @param {MapView} map
   * @param {Pointing} pointing
   * @param {AbortSignal} signal
   */
  constructor(map, pointing, signal) {
    this.map = map;
    this.pointing = pointing;
    const { canvas, scroll } = map;
    canvas.addEventListener('pointermove', e => this.#move(e), { signal });
    canvas.addEventListener('pointerdown', e => this.#down(e), { signal });
    canvas.addEventListener('pointerup', e => this.#up(e), { signal });
    canvas.addEventListener('pointercancel', e => this.#cancel(e), { signal });
    canvas.addEventListener('pointerleave', () => pointing.leave(), { signal });
    scroll.addEventListener('wheel', e => this.#wheel(e), { signal, passive: false });
  }

  /** @param {PointerEvent} e */
  #down(e) {
    const mouse = e.pointerType === 'mouse';
    if (e.pointerType === 'touch') this.#touches.set(e.pointerId, e);
    this.#drag = { y: e.clientY, top: this.map.scroll.scrollTop, moved: false };
    if (mouse) this.map.canvas.setPointerCapture(e.pointerId);
  }

  /** @param {PointerEvent} e */
  #move(e) {
    const drag = this.#drag;
    if (this.#touches.has(e.pointerId) && this.#pinch(e)) {
      if (drag) drag.moved = true;
      return;
    }
    if (drag) {
      const dy = e.clientY - drag.y;
      if (Math.abs(dy) > DRAG && e.pointerType === 'mouse') {
        drag.moved = true;
        this.map.scroll.scrollTop = drag.top - dy;
      }
      if (drag.moved) return;
    }
    this.pointing.moveTo(e, e.pointerType === 'mouse');
  }

  /** @param {PointerEvent} e */
  #up(e) {
    const moved = this.#drag?.moved;
    this.#cancel(e);
    if (!moved) this.pointing.choose(e);
  }

  /** @param {PointerEvent} e */
  #cancel(e) {
    this.#drag = null;
    this.#touches.delete(e.pointerId);
    if (this.#touches.size < 2) this.#distance = null;
  }

  /**
   * Two fingers: the pitch follows their distance in steps. Answers whether there are two.
   * @param {PointerEvent} e
   */
  #pinch(e) {
    this.#touches.set(e.pointerId, e);
    if (this.#touches.size !== 2) return false;
    const [a, b] = this.#touches.values();
    const distance = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    this.#distance ??= distance;
    const share = distance / this.#distance;
    if (share > APART || share < CLOSER) {
      this.#distance = distance;
      this.map.zoom(share > 1 ? 1 : -1, {
        clientX: (a.clientX + b.clientX) / 2,
        clientY: (a.clientY + b.clientY) / 2,
      });
    }
    return true;
  }

  /** @param {WheelEvent} e */
  #wheel(e) {
    if (!e.ctrlKey) return;
    e.preventDefault();
    this.map.zoom(e.deltaY < 0 ? 1 : -1, e);
  }
}
