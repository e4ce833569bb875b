// What is under the pointer: said in a label beside it, and chosen with a click.
import { pickAt } from './pick.js';
import { linesAbout } from './selection.js';

/** @import { MapView, Point } from './map.js' */
/** @import { Key } from './selection.js' */

/** Half of the place that a sign at the left takes. */
const POST = { x: 26, above: 26, below: 46 };

export class Pointing {
  /**
   * Under the pointer.
   * @type {Key | null}
   */
  key = null;

  /**
   * @param {MapView} map
   * @param {HTMLElement} label
   */
  constructor(map, label) {
    this.map = map;
    this.label = label;
  }

  /**
   * What is at a point of the canvas.
   * @param {number} x
   * @param {number} y
   * @returns {Key | null}
   */
  keyAt(x, y) {
    const { map } = this;
    const { columns, layout, camera } = map;
    const post = columns.posts.find(
      one => Math.abs(x - columns.wall) < POST.x && y > one.y - POST.above && y < one.y + POST.below,
    );
    if (post) return post.key;
    const row = columns.rows.find(one => x < columns.people && Math.abs(y - one.y) < one.step / 2);
    if (row) return row.key;
    if (x < columns.left - 8 || y < columns.top) return null;
    const { ox, oy } = map.origin;
    const picked = pickAt(layout, (x - ox) / camera.k, (y - oy) / camera.k, camera.k);
    if (!picked) return null;
    const { network } = picked.plot;
    return picked.i < 0 ? `net:${network.id}` : `host:${network.address(picked.i)}`;
  }

  /**
   * The pointer is over a point of the map.
   * @param {Point} point
   * @param {boolean} labelled whether a label beside it says what is there
   */
  moveTo(point, labelled) {
    const { map, label } = this;
    const [x, y] = map.at(point);
    const key = this.keyAt(x, y);
    map.over.style.cursor = key ? 'pointer' : '';
    label.hidden = !key || !labelled;
    if (key && labelled) {
      if (key !== this.key || !label.childElementCount) this.#fill(linesAbout(key, map.around));
      this.#place(x, y);
    }
    if (key === this.key) return;
    this.key = key;
    map.pointedAt();
  }

  leave() {
    this.label.hidden = true;
    if (!this.key) return;
    this.key = null;
    this.map.pointedAt();
  }

  /** @param {string[]} lines NB. Texts of scanned machines: they are shown as text. */
  #fill(lines) {
    const rows = lines.map(line => {
      const row = document.createElement('div');
      row.textContent = line;
      return row;
    });
    this.label.replaceChildren(...rows);
  }

  /**
   * Beside the pointer, inside the map.
   * @param {number} x
   * @param {number} y
   */
  #place(x, y) {
    const { map, label } = this;
    const scale = map.ui;
    const left = Math.max(4, Math.min(x * scale + 16, map.width * scale - label.offsetWidth - 8));
    const under = y * scale + 18;
    const top = under + label.offsetHeight > map.height * scale - 6 ? y * scale - label.offsetHeight - 12 : under;
    label.style.transform = `translate(${left}px, ${Math.max(2, top)}px)`;
  }
}
