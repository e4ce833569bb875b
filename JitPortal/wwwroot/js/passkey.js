// Between a form of the portal and the browser's passkeys: asks the server for a challenge, the browser for an answer, and posts it.
const button = document.querySelector('[data-passkey]');
const form = button?.closest('form');
const problem = form?.querySelector('[data-passkey-problem]');
const supported = typeof PublicKeyCredential === 'function' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
let running;

async function challenge(operation, signal) {
  const response = await fetch(`/account/passkey/${operation}`, {
    method: 'POST', signal, headers: { RequestVerificationToken: form.elements.__RequestVerificationToken.value },
  });
  if (!response.ok) throw new Error(response.status === 429 ? 'Too many tries. Wait a minute.' : 'The portal did not answer. Load the page again.');
  return response.json();
}

async function answer(mediation) {
  running?.abort();
  running = new AbortController();
  const { signal } = running;
  const operation = button.dataset.passkey;
  const json = await challenge(operation, signal);
  const credential = operation === 'create'
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(json), signal })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(json), mediation, signal });
  form.querySelector('[data-passkey-answer]').value = JSON.stringify(credential);
  form.submit();
}

function show(error) {
  if (error.name === 'AbortError') return;
  problem.textContent = error.name === 'NotAllowedError' ? 'The browser gave no passkey: it was cancelled, took too long, or there is none for this portal.'
    : error.name === 'InvalidStateError' ? 'This device has a passkey for your account already.'
    : error.name === 'SecurityError' ? 'Passkeys do not work at this address. Open the portal by its name, with https or as localhost.'
    : error.message;
  problem.hidden = false;
}

if (button && supported) {
  button.disabled = false;
  button.addEventListener('click', () => { problem.hidden = true; answer().catch(show); });
  // Offers passkeys in the address field's own list; the person did not ask for it, so a failure is silent.
  if (button.dataset.passkey === 'request' && await PublicKeyCredential.isConditionalMediationAvailable?.()) answer('conditional').catch(() => {});
} else if (button) {
  button.title = 'This browser has no passkeys.';
}
