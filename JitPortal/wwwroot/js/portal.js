// What every page needs from the browser itself: times in the reader's zone, countdowns, copying, two keys. No server traffic.
const server = Date.parse(document.querySelector('meta[name=server-time]')?.content ?? '');
// NB. Deadlines are the server's; a wrong clock on the reader's machine must not show more time than there is.
const answered = performance.timeOrigin + (performance.getEntriesByType('navigation')[0]?.responseStart ?? performance.now());
const skew = Number.isNaN(server) ? 0 : server - answered;
export const now = () => Date.now() + skew;

const two = n => String(n).padStart(2, '0');
const hm = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const hms = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const dayMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const dayOf = d => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();

/** "today 14:54", "yesterday 09:10", "Tue 10:20", "14 Feb, 09:21", "14 Feb 2025"; style "time" = 14:54, "seconds" = 14:54:07, "date". */
function when(at, style) {
  const d = new Date(at), days = Math.round((dayOf(new Date(now())) - dayOf(d)) / 864e5);
  if (style === 'time') return hm.format(d);
  if (style === 'seconds') return days === 0 ? hms.format(d) : `${dayMonth.format(d)}, ${hms.format(d)}`;
  if (style === 'date') return full.format(d);
  if (style === 'age') return age(now() - at);
  if (style === 'wait') return wait(now() - at);
  if (days === 0) return `today ${hm.format(d)}`;
  if (days === 1) return `yesterday ${hm.format(d)}`;
  if (days === -1) return `tomorrow ${hm.format(d)}`;
  if (days > 1 && days < 6) return `${weekday.format(d)} ${hm.format(d)}`;
  return d.getFullYear() === new Date(now()).getFullYear() ? `${dayMonth.format(d)}, ${hm.format(d)}` : full.format(d);
}

/** "48 s", "1 min 48 s" (under ten minutes), "21 min", "3 h 5 min", "2 d 4 h". */
function age(ms) {
  const s = Math.max(0, Math.floor(ms / 1000)), m = Math.floor(s / 60), h = Math.floor(m / 60), d = Math.floor(h / 24);
  if (s < 60) return `${s} s`;
  if (m < 10) return s % 60 ? `${m} min ${s % 60} s` : `${m} min`;
  if (h < 1) return `${m} min`;
  if (d < 1) return m % 60 ? `${h} h ${m % 60} min` : `${h} h`;
  return h % 24 ? `${d} d ${h % 24} h` : `${d} d`;
}

/** "just now", "4 min", "3 h", "12 d": calm, for lists in which every row would otherwise tick. */
function wait(ms) {
  const m = Math.floor(ms / 6e4), h = Math.floor(m / 60), d = Math.floor(h / 24);
  return m < 1 ? 'just now' : h < 1 ? `${m} min` : d < 1 ? `${h} h` : `${d} d`;
}

/** "14:28", "1:04:12", "2 d 03:10". Rounded up, so that it says 00:01 until the end has come. */
function clock(ms) {
  const s = Math.max(0, Math.ceil(ms / 1000)), h = Math.floor(s / 3600) % 24, d = Math.floor(s / 86400);
  if (d) return `${d} d ${two(h)}:${two(Math.floor(s / 60) % 60)}`;
  return h ? `${h}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${two(Math.floor(s / 60))}:${two(s % 60)}`;
}

const ticking = new Set();

class Time extends HTMLElement {
  static observedAttributes = ['at', 'look'];
  connectedCallback() { ticking.add(this); this.tick(); }
  disconnectedCallback() { ticking.delete(this); }
  attributeChangedCallback() { if (this.isConnected) this.tick(); }
  tick() {
    const at = Date.parse(this.getAttribute('at'));
    const text = Number.isNaN(at) ? '' : when(at, this.getAttribute('look'));
    if (this.textContent !== text) this.textContent = text;
  }
}

/** Text until the deadline; `share` (0..1 of `from`..`until` that is left) as a CSS variable for rings and meters. */
class Countdown extends HTMLElement {
  static observedAttributes = ['until', 'from', 'over'];
  connectedCallback() { ticking.add(this); this.tick(); }
  disconnectedCallback() { ticking.delete(this); }
  attributeChangedCallback() { if (this.isConnected) this.tick(); }
  tick() {
    const until = Date.parse(this.getAttribute('until')), from = Date.parse(this.getAttribute('from'));
    if (Number.isNaN(until)) { this.textContent = ''; return; }
    const left = until - now();
    const over = left <= 0;
    const text = over && this.getAttribute('over') ? this.getAttribute('over') : clock(left);
    if (this.textContent !== text) this.textContent = text;
    this.toggleAttribute('ended', over);
    const share = Number.isNaN(from) ? 0 : Math.min(1, Math.max(0, left / (until - from)));
    (this.closest('[data-share]') ?? this).style.setProperty('--share', share.toFixed(4));
  }
}

class Clock extends HTMLElement {
  connectedCallback() {
    const zone = Object.assign(document.createElement('span'), { className: 'faint', textContent: Intl.DateTimeFormat().resolvedOptions().timeZone });
    this.replaceChildren(document.createTextNode(''), document.createTextNode(' '), zone);
    ticking.add(this); this.tick();
  }
  disconnectedCallback() { ticking.delete(this); }
  tick() {
    const text = hm.format(new Date(now()));
    if (this.firstChild.data !== text) this.firstChild.data = text;
  }
}

customElements.define('jit-time', Time);
customElements.define('jit-countdown', Countdown);
customElements.define('jit-clock', Clock);

const beat = () => { for (const e of ticking) e.tick(); setTimeout(beat, 1000 - now() % 1000 + 5); };
beat();

async function copy(button) {
  const text = button.dataset.copy;
  try { await navigator.clipboard.writeText(text); }
  catch {
    // Without TLS there is no clipboard API outside localhost.
    const area = Object.assign(document.createElement('textarea'), { value: text });
    document.body.append(area); area.select(); document.execCommand('copy'); area.remove(); button.focus();
  }
  button.dataset.copied = '';
  setTimeout(() => delete button.dataset.copied, 2000);
}

document.addEventListener('click', e => {
  const button = e.target.closest?.('[data-copy]');
  if (button) copy(button);
  // Pages change without a reload, so a menu that was followed does not go away by itself.
  e.target.closest?.('[popover] a')?.closest('[popover]').hidePopover();
  if (e.target.closest?.('[data-skip]')) document.getElementById('main')?.focus();
});

document.addEventListener('keydown', e => {
  if ((e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey && e.key.toLowerCase() === 'k') {
    const field = document.getElementById('search');
    if (field) { e.preventDefault(); field.focus(); field.select(); }
  }
});
