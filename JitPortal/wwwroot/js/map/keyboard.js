// What keys do on the map: they walk from host to host or from network to network, open, zoom and close.
import { wordsOf } from './lens.js';
import { networkWords } from './network-summary.js';
import { ARROWS, firstHost, nextHost, nextTile } from './walk.js';

/** @import { MapView } from './map.js' */
/** @import { Tile } from './overview-layout.js' */
/** @import { Step } from './walk.js' */

export class Keyboard {
  /**
   * The tile that the keys are at, in the overview.
   * @type {Tile | null}
   */
  tile = null;

  /**
   * @param {MapView} map
   * @param {HTMLElement} voice says to screen readers what the keys are at
   * @param {AbortSignal} signal
   */
  constructor(map, voice, signal) {
    this.map = map;
    this.voice = voice;
    map.canvas.addEventListener('keydown', e => this.#press(e), { signal });
    map.canvas.addEventListener('focus', () => this.speak(), { signal });
  }

  speak() {
    const words = this.map.shown === 'overview' ? this.#tileWords() : this.#hostWords();
    if (words) this.voice.textContent = words;
  }

  #tileWords() {
    if (!this.tile) return 'Networks. Arrow keys move, Enter opens one.';
    return networkWords(this.tile.network, this.map.view);
  }

  #hostWords() {
    const { selected, blocks, model } = this.map;
    const block = selected && blocks[selected.b];
    return selected && block ? wordsOf(block, selected.i, model) : '';
  }

  /** @param {KeyboardEvent} e */
  #press(e) {
    const step = ARROWS[e.key];
    const enter = e.key === 'Enter' || e.key === ' ';
    if (e.key === 'Escape') {
      this.map.close();
    } else if (e.key === '+' || e.key === '=' || e.key === '-') {
      e.preventDefault();
      this.map.zoom(e.key === '-' ? -1 : 1);
    } else if (enter || step) {
      if (this.map.shown === 'overview') this.#pressInOverview(e, step);
      else this.#pressOnWall(e, step);
    }
  }

  /**
   * @param {KeyboardEvent} e
   * @param {Step | undefined} step none for Enter
   */
  #pressOnWall(e, step) {
    const { map } = this;
    const { blocks, selected } = map;
    if (!step) {
      e.preventDefault();
      if (selected && map.hasHost(selected)) map.open(selected);
      return;
    }
    if (!blocks.length) return;
    e.preventDefault();
    const next =
      selected && blocks[selected.b] ? nextHost(blocks, map.plan.columns, selected, step) : firstHost(blocks);
    if (!next) return;
    map.selected = next;
    map.reveal(next.b);
    this.speak();
  }

  /**
   * @param {KeyboardEvent} e
   * @param {Step | undefined} step none for Enter
   */
  #pressInOverview(e, step) {
    const { tiles } = this.map;
    if (!tiles.length) return;
    e.preventDefault();
    const from = this.tile && tiles.includes(this.tile) ? this.tile : null;
    if (!step) {
      this.tile = from ?? tiles[0];
      this.map.enter(this.tile.network);
      return;
    }
    const next = from ? nextTile(tiles, from, step) : tiles[0];
    if (!next) return;
    this.tile = next;
    this.speak();
    this.map.wake();
  }
}
