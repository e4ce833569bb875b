// The camera's way from one place to another, so that a person keeps track; with reduced motion it is there at once.

/** @import { Camera } from './camera.js' */

const FLIGHT = 320;

export class Flight {
  /** @type {{from: Camera, to: Camera, start: number} | null} */
  #way = null;

  /**
   * @param {Camera} from
   * @param {Camera} to
   * @param {number} time
   */
  start(from, to, time) {
    this.#way = { from, to, start: time };
  }

  stop() {
    this.#way = null;
  }

  get isUnderWay() {
    return this.#way !== null;
  }

  /**
   * Where the camera is now; null when it does not fly.
   * @param {number} time
   * @returns {Camera | null}
   */
  at(time) {
    if (!this.#way) return null;
    const { from, to, start } = this.#way;
    const share = Math.max(0, Math.min(1, (time - start) / FLIGHT));
    if (share === 1) this.#way = null;
    const eased = share * share * (3 - 2 * share);
    const k = from.k * (to.k / from.k) ** eased;
    // The place moves as the scale does, else a long way in would pass everything by.
    const moved = to.k === from.k ? eased : (1 / from.k - 1 / k) / (1 / from.k - 1 / to.k);
    return { x: from.x + (to.x - from.x) * moved, y: from.y + (to.y - from.y) * moved, k };
  }
}
