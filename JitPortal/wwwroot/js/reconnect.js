// Drives the dialog that Blazor shows while the connection to the server is lost.
const dialog = document.getElementById('components-reconnect-modal');

const retryWhenVisible = async () => { if (document.visibilityState === 'visible') await retry(); };

async function retry() {
  document.removeEventListener('visibilitychange', retryWhenVisible);
  try {
    // false: the server answers, but the circuit is gone; then a fresh page is the quickest way on.
    if (await Blazor.reconnect() || await Blazor.resumeCircuit()) dialog.close(); else location.reload();
  } catch {
    document.addEventListener('visibilitychange', retryWhenVisible);
  }
}

async function resume() {
  try { if (!await Blazor.resumeCircuit()) location.reload(); }
  catch { dialog.classList.replace('components-reconnect-paused', 'components-reconnect-resume-failed'); }
}

dialog?.addEventListener('components-reconnect-state-changed', e => {
  if (e.detail.state === 'show') dialog.showModal();
  else if (e.detail.state === 'hide') dialog.close();
  else if (e.detail.state === 'failed') document.addEventListener('visibilitychange', retryWhenVisible);
  else if (e.detail.state === 'rejected') location.reload();
});
document.getElementById('components-reconnect-button')?.addEventListener('click', retry);
document.getElementById('components-resume-button')?.addEventListener('click', resume);
