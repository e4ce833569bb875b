// Between a form of the portal and the browser's passkeys: asks the server for a challenge, the browser for an answer,
// and posts it.

/**
 * What to say of an error of the browser's, by its name.
 * @type {Record<string, string>}
 */
const SENTENCES = {
  NotAllowedError: 'The browser gave no passkey: it was cancelled, took too long, or there is none for this portal.',
  InvalidStateError: 'This device has a passkey for your account already.',
  SecurityError: 'Passkeys do not work at this address. Open the portal by its name, with https or as localhost.',
};

/** A form that a passkey can fill in; there is at most one on a page. */
class PasskeyForm {
  /** @type {AbortController | undefined} */
  #running;

  /**
   * @param {HTMLButtonElement} button
   * @param {HTMLFormElement} form
   */
  constructor(button, form) {
    this.button = button;
    this.form = form;
    this.operation = button.dataset.passkey;
    /** @type {HTMLElement | null} */
    this.problem = form.querySelector('[data-passkey-problem]');
  }

  async start() {
    this.button.disabled = false;
    this.button.addEventListener('click', () => {
      if (this.problem) this.problem.hidden = true;
      this.#answer().catch(error => this.#show(error));
    });
    if (this.operation !== 'request' || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    // Offers passkeys in the address field's own list; the person did not ask for it, so a failure is silent.
    this.#answer('conditional').catch(() => {});
  }

  /** @param {CredentialMediationRequirement} [mediation] */
  async #answer(mediation) {
    this.#running?.abort();
    this.#running = new AbortController();
    const { signal } = this.#running;
    const challenge = await this.#challenge(signal);
    const credential =
      this.operation === 'create'
        ? await navigator.credentials.create({
            publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(challenge),
            signal,
          })
        : await navigator.credentials.get({
            publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(challenge),
            mediation,
            signal,
          });
    fieldOf(this.form, '[data-passkey-answer]').value = JSON.stringify(credential);
    this.form.submit();
  }

  /** @param {AbortSignal} signal */
  async #challenge(signal) {
    const response = await fetch(`/account/passkey/${this.operation}`, {
      method: 'POST',
      headers: { RequestVerificationToken: fieldOf(this.form, '[name=__RequestVerificationToken]').value },
      signal,
    });
    if (response.ok) return response.json();
    throw new Error(
      response.status === 429 ? 'Too many tries. Wait a minute.' : 'The portal did not answer. Load the page again.',
    );
  }

  /** @param {Error} error */
  #show(error) {
    if (error.name === 'AbortError' || !this.problem) return;
    this.problem.textContent = SENTENCES[error.name] ?? error.message;
    this.problem.hidden = false;
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} selector
 */
function fieldOf(form, selector) {
  const field = form.querySelector(selector);
  if (!(field instanceof HTMLInputElement)) throw new Error('The page is not complete. Load it again.');
  return field;
}

const button = document.querySelector('[data-passkey]');
if (button instanceof HTMLButtonElement && button.form) {
  const supported = typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
  if (supported) new PasskeyForm(button, button.form).start();
  else button.title = 'This browser has no passkeys.';
}
