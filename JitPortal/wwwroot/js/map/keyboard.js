// What keys do on the map: they walk from host to host and from network to network, go in and out, and choose the lens.
import { linesAbout, partsOf } from './selection.js';
import { ARROWS, firstHost, nextHost } from './walk.js';

/** @import { MapView } from './map.js' */
/** @import { Key } from './selection.js' */
/** @import { Spot, Step } from './walk.js' */

/** A step of the plus and minus keys. */
const ZOOM = 1.4;

/** A step of the arrows with Shift, in pixels. */
const PAN = 60;

/** What keys 1 to 5 choose. */
const LENSES = /** @type {const} */ (['sensitivity', 'change', 'paths', 'service', 'coverage']);

export class Keyboard {
  /**
   * @param {MapView} map
   * @param {HTMLElement} voice says to screen readers what the keys are at
   * @param {AbortSignal} signal
   */
  constructor(map, voice, signal) {
    this.map = map;
    this.voice = voice;
    map.over.addEventListener('keydown', e => this.#press(e), { signal });
    map.over.addEventListener('focus', () => this.speak(), { signal });
  }

  speak() {
    const { cursor } = this.map;
    this.say(cursor ? linesAbout(cursor, this.map.around).join('. ') : this.map.summary());
  }

  /** @param {string} words */
  say(words) {
    this.voice.textContent = words;
  }

  /** @param {KeyboardEvent} e */
  #press(e) {
    if (e.altKey || e.ctrlKey || e.metaKey) return;
    const step = ARROWS[e.key];
    const act = step ? () => this.#arrow(step, e.shiftKey) : this.#actOf(e.key);
    if (!act) return;
    e.preventDefault();
    act();
  }

  /** @param {string} key */
  #actOf(key) {
    const { map } = this;
    const lens = LENSES[Number(key) - 1];
    if (lens) return () => map.wantLens(lens);
    /** @type {Record<string, () => void>} */
    const acts = {
      '+': () => map.zoom(ZOOM),
      '=': () => map.zoom(ZOOM),
      '-': () => map.zoom(1 / ZOOM),
      0: () => map.fit(),
      Escape: () => this.#out(),
      Enter: () => this.#in(),
      ' ': () => this.#in(),
      p: () => this.#next(map.columns.rows),
      d: () => this.#next(map.columns.posts),
      t: () => map.wantTable(),
    };
    return acts[key.length === 1 ? key.toLowerCase() : key];
  }

  /**
   * @param {Step} step
   * @param {boolean} pans
   */
  #arrow(step, pans) {
    const { map } = this;
    if (pans) {
      map.pan(-step[0] * PAN, -step[1] * PAN);
      return;
    }
    const [kind] = partsOf(map.cursor ?? ':');
    if (kind === 'person' || kind === 'point' || kind === 'people') this.#arrowAtLeft(kind, step);
    else this.#walk(step);
  }

  /** @param {Step} step */
  #walk(step) {
    const { map } = this;
    const from = this.#spot();
    const next = from ? nextHost(map.layout.plots, from, step) : firstHost(map.layout.plots);
    if (next) this.#go(keyOf(next));
    else if (step[0] < 0 && map.columns.posts.length) this.#go(map.columns.posts[0].key);
  }

  /** @returns {Spot | null} */
  #spot() {
    const { cursor, model, layout } = this.map;
    const [kind, id] = partsOf(cursor ?? ':');
    const network = kind === 'net' ? model.named(id) : model.find(id || '0.0.0.0')?.network;
    const plot = layout.plots.find(one => one.network === network);
    if (!plot || !cursor) return null;
    return { plot, i: kind === 'net' ? -1 : (model.find(id)?.i ?? -1) };
  }

  /**
   * Up and down among people or points; right from a person to its point, and from a point to a service.
   * @param {string} kind
   * @param {Step} step
   */
  #arrowAtLeft(kind, [dx, dy]) {
    const { map } = this;
    const { rows, posts } = map.columns;
    if (dy) {
      this.#next(kind === 'point' ? posts : rows, dy);
      return;
    }
    const [path] = map.related ?? [];
    if (dx < 0) {
      const row = path && rows.find(one => one.paths.includes(path));
      if (kind === 'point' && row) this.#go(row.key);
      return;
    }
    const point = path?.points[0];
    if (kind !== 'point' && point) this.#go(`point:${point.name}`);
    else if (path?.place) this.#go(`host:${path.address}`);
    else this.#walk([1, 0]);
  }

  /**
   * @param {{key: Key}[]} list
   * @param {number} [by]
   */
  #next(list, by = 1) {
    if (!list.length) return;
    const at = list.findIndex(({ key }) => key === this.map.cursor);
    this.#go(list[at < 0 ? 0 : (at + by + list.length) % list.length].key);
  }

  /** @param {Key} key */
  #go(key) {
    this.map.moveCursor(key);
    this.speak();
  }

  #in() {
    const { map } = this;
    if (!map.cursor) return;
    map.choose(map.cursor);
    map.enter(map.cursor);
  }

  /** From a host to its network, to nothing, to the whole estate. */
  #out() {
    const { map } = this;
    const [kind] = partsOf(map.cursor ?? ':');
    const spot = this.#spot();
    map.choose(null);
    if (kind === 'host' && spot) this.#go(`net:${spot.plot.network.id}`);
    else if (map.cursor) map.moveCursor(null);
    else map.fit();
  }
}

/** @param {Spot} spot */
const keyOf = ({ plot: { network }, i }) => (i < 0 ? `net:${network.id}` : `host:${network.address(i)}`);
