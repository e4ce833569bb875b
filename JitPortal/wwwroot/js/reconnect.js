// Drives the dialog that Blazor shows while the connection to the server is lost.

class Reconnection {
  /** @param {HTMLDialogElement} dialog */
  constructor(dialog) {
    this.dialog = dialog;
  }

  /** @param {string} state as Blazor tells it */
  follow(state) {
    if (state === 'show') this.dialog.showModal();
    else if (state === 'hide') this.dialog.close();
    else if (state === 'failed') this.#waitUntilVisible();
    else if (state === 'rejected') location.reload();
  }

  async retry() {
    document.removeEventListener('visibilitychange', this.#retryWhenVisible);
    try {
      // false: the server answers, but the circuit is gone; then a fresh page is the quickest way on.
      if ((await Blazor.reconnect()) || (await Blazor.resumeCircuit())) this.dialog.close();
      else location.reload();
    } catch {
      this.#waitUntilVisible();
    }
  }

  async resume() {
    try {
      if (!(await Blazor.resumeCircuit())) location.reload();
    } catch {
      this.dialog.classList.replace('components-reconnect-paused', 'components-reconnect-resume-failed');
    }
  }

  #waitUntilVisible() {
    document.addEventListener('visibilitychange', this.#retryWhenVisible);
  }

  #retryWhenVisible = async () => {
    if (document.visibilityState === 'visible') await this.retry();
  };
}

const dialog = document.getElementById('components-reconnect-modal');
if (dialog instanceof HTMLDialogElement) {
  const reconnection = new Reconnection(dialog);
  dialog.addEventListener('components-reconnect-state-changed', e => {
    if (e instanceof CustomEvent) reconnection.follow(e.detail.state);
  });
  document.getElementById('components-reconnect-button')?.addEventListener('click', () => reconnection.retry());
  document.getElementById('components-resume-button')?.addEventListener('click', () => reconnection.resume());
}
