// What is under the pointer: marked, said in a label beside it, and chosen with a click.
import { wordsOf } from './lens.js';
import { networkWords } from './network-summary.js';
import { pickTile } from './overview-layout.js';
import { COMFORTABLE, pick, SCROLLING_PITCH } from './wall-layout.js';

/** @import { MapView, Point } from './map.js' */
/** @import { Tile } from './overview-layout.js' */
/** @import { Spot } from './wall-layout.js' */

export class Pointing {
  /**
   * Under the pointer, on the wall.
   * @type {Spot | null}
   */
  spot = null;

  /**
   * Under the pointer, in the overview.
   * @type {Tile | null}
   */
  tile = null;

  /**
   * @param {MapView} map
   * @param {HTMLElement} label
   */
  constructor(map, label) {
    this.map = map;
    this.label = label;
  }

  /**
   * The pointer is over a point of the map.
   * @param {Point} point
   * @param {boolean} labelled whether a label beside it says what is there
   */
  moveTo(point, labelled) {
    const { map, label } = this;
    const [x, y] = map.at(point);
    const words = this.#mark(x, y + map.scroll.scrollTop);
    map.canvas.style.cursor = words ? 'pointer' : '';
    label.hidden = !words || !labelled;
    label.textContent = words;
    if (words) this.#placeLabel(x, y);
    map.wake();
  }

  leave() {
    this.spot = null;
    this.tile = null;
    this.label.hidden = true;
    this.map.wake();
  }

  /**
   * A click, or a finger that went up where it went down.
   * @param {Point} point
   */
  choose(point) {
    const { map } = this;
    const [x, canvasY] = map.at(point);
    const y = canvasY + map.scroll.scrollTop;
    if (map.shown === 'overview') {
      const tile = pickTile(map.tiles, x, y);
      if (tile) map.enter(tile.network);
      return;
    }
    const spot = pick(map.plan, map.blocks.length, x, y);
    if (!spot) return;
    if (map.pitch < COMFORTABLE) {
      map.setPitch(SCROLLING_PITCH);
      map.reveal(spot.b);
    }
    if (map.hasHost(spot)) map.open(spot);
    else map.wake();
  }

  /**
   * Marks what is at a point; answers words for it.
   * @param {number} x
   * @param {number} y
   */
  #mark(x, y) {
    const { map } = this;
    if (map.shown === 'overview') {
      this.tile = pickTile(map.tiles, x, y);
      return this.tile ? networkWords(this.tile.network, map.view) : '';
    }
    this.spot = pick(map.plan, map.blocks.length, x, y);
    if (!this.spot) return '';
    const block = map.blocks[this.spot.b];
    if (map.hasHost(this.spot)) return wordsOf(block, this.spot.i, map.model);
    return map.pitch < COMFORTABLE ? block.network.cidr : '';
  }

  /**
   * Beside the pointer, inside the map.
   * @param {number} x
   * @param {number} y
   */
  #placeLabel(x, y) {
    const { map, label } = this;
    const left = Math.max(4, Math.min(x + 14, map.width - label.offsetWidth - 8));
    const top = y + 18 > map.height - 30 ? y - 34 : y + 18;
    label.style.transform = `translate(${left}px, ${top}px)`;
  }
}
