// Runs before the first paint (a classic script in <head>), so that nobody sees the other theme flash by.
(() => {
  const key = 'jitportal.theme';
  const root = document.documentElement;
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

  /** The person's choice; null without one. */
  function readChoice() {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  }

  /** @param {string} theme */
  function keepChoice(theme) {
    try {
      localStorage.setItem(key, theme);
    } catch {
      // Private mode: the choice lasts as long as the page.
    }
  }

  /** @param {string} theme */
  function show(theme) {
    if (root.dataset.theme === theme) return;
    root.dataset.theme = theme;
    dispatchEvent(new CustomEvent('themechange'));
  }

  const showChoice = () => show(readChoice() ?? (systemIsDark.matches ? 'dark' : 'light'));

  showChoice();
  systemIsDark.addEventListener('change', showChoice);
  addEventListener('storage', e => {
    if (e.key === key) showChoice();
  });
  document.addEventListener('click', e => {
    if (!(e.target instanceof Element) || !e.target.closest('[data-theme-switch]')) return;
    const theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    keepChoice(theme);
    show(theme);
  });
})();
