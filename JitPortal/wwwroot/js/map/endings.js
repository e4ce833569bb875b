// What ended while it was watched: the proof stands at its enforcement point for a few seconds. Nothing is said
// before it.

/** @import { Ending } from './access.js' */
/** @import { Ink } from './ink.js' */
/** @import { Token } from './palette.js' */
/** @import { Scene } from './scene.js' */

/** How long it is said, in ms. */
const SAID = 6000;
const FADES = 1500;

/** @type {Record<Ending['verdict'], {words: string, colour: Token, ground: Token}>} */
const LOOKS = {
  proved: { words: 'Proved shut', colour: 'ok', ground: 'ok-soft' },
  unverified: { words: 'Shut, not verified', colour: 'text-2', ground: 'sunken' },
  refuted: { words: 'Still open', colour: 'bad', ground: 'bad-soft' },
};

/** @param {Ending} ending */
export function endingWords({ verdict, shutAfterMs }) {
  const { words } = LOOKS[verdict];
  return verdict === 'proved' && shutAfterMs !== null ? `${words}, ${(shutAfterMs / 1000).toFixed(2)} s` : words;
}

/**
 * @param {Ending[]} endings
 * @param {number} time
 */
export const stillSaid = (endings, time) => endings.filter(({ at }) => time - at < SAID);

/**
 * @param {Ink} ink
 * @param {Scene} scene
 * @param {Ending[]} endings
 * @param {number} time in ms
 */
export function drawEndings(ink, scene, endings, time) {
  for (const [index, ending] of endings.entries()) {
    const post = scene.columns.posts.find(({ point }) => point.name === ending.point);
    if (!post) continue;
    const { colour, ground } = LOOKS[ending.verdict];
    const words = endingWords(ending);
    const width = ink.width(words, { weight: 650, size: 11 }) + 30;
    const above = endings.slice(0, index).filter(({ point }) => point === ending.point).length;
    const x = Math.max(4, scene.columns.wall - width / 2);
    const y = post.y - 34 - above * 23;
    const alpha = Math.min(1, (SAID - (time - ending.at)) / FADES);
    ink.box(x, y - 10, width, 20, 10);
    ink.fill(ground, alpha);
    ink.g.globalAlpha = alpha;
    ink.stroke(colour);
    drawMark(ink, x + 8, y, ending.verdict, colour);
    ink.text(words, x + 22, y + 4, { weight: 650, size: 11, colour });
    ink.g.globalAlpha = 1;
  }
}

/**
 * @param {Ink} ink
 * @param {number} x
 * @param {number} y
 * @param {Ending['verdict']} verdict
 * @param {Token} colour
 */
function drawMark(ink, x, y, verdict, colour) {
  const { g } = ink;
  g.beginPath();
  if (verdict === 'proved') {
    g.moveTo(x, y);
    g.lineTo(x + 3.5, y + 3.5);
    g.lineTo(x + 9, y - 3.5);
  } else {
    g.moveTo(x + 4.5, y - 4);
    g.lineTo(x + 4.5, y + 1);
    g.moveTo(x + 4.5, y + 3.5);
    g.lineTo(x + 4.5, y + 4.5);
  }
  ink.stroke(colour, 2);
}
