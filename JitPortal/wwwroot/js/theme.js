// Runs before the first paint (a classic script in <head>), so that nobody sees the other theme flash by.
(() => {
  const key = 'jitportal.theme';
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  const stored = () => { try { return localStorage.getItem(key); } catch { return null; } };
  const apply = () => {
    const theme = stored() ?? (system.matches ? 'dark' : 'light');
    if (root.dataset.theme === theme) return;
    root.dataset.theme = theme;
    dispatchEvent(new CustomEvent('themechange'));
  };
  apply();
  system.addEventListener('change', apply);
  addEventListener('storage', e => { if (e.key === key) apply(); });
  document.addEventListener('click', e => {
    if (!e.target.closest?.('[data-theme-switch]')) return;
    const wanted = root.dataset.theme === 'dark' ? 'light' : 'dark';
    try { localStorage.setItem(key, wanted); } catch { /* private mode: the choice lasts as long as the page */ }
    root.dataset.theme = wanted;
    dispatchEvent(new CustomEvent('themechange'));
  });
})();
