// What the pages of sealing and the station share beside the seals: words, messages, files in and out.
//
// Rules: no text becomes markup; what is opened stands in this page and nowhere else, and goes with it; nothing is logged.
"use strict";
(() => {
  const wordsOf = (root) => JSON.parse(root.dataset.words);
  const say = (words, code, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[code] ?? code);
  const sayError = (words, error) => say(words, error.code ?? "failed");

  const show = (place, text, kind = "") => {
    if (!place) return;
    place.textContent = text;
    place.hidden = !text;
    place.className = kind ? `note note-${kind}` : "note";
  };

  const element = (name, { text = "", className = "", ...attributes } = {}, children = []) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...children);
    return made;
  };
  const isolated = (text) => element("bdi", { text });

  const save = (bytes, name, kind = "application/octet-stream") => {
    const address = URL.createObjectURL(new Blob([bytes], { type: kind }));
    const link = element("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  const bytesOf = async (file) => new Uint8Array(await file.arrayBuffer());

  // A form of this page sent as it is, with its token; the answer is JSON, or nothing.
  const send = async (form, more = {}) => {
    const data = new FormData(form);
    for (const [name, value] of Object.entries(more)) data.set(name, value);
    const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body: data, credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.status });
    return answer;
  };

  // The key of whoever opens: from a key file and its passphrase, kept in this page's memory alone.
  const unlock = async (root) => {
    const file = root.querySelector("[data-key-file]").files[0];
    const passphrase = root.querySelector("[data-passphrase]");
    if (!file || file.size > 1_000_000) throw new Tawthiq.seals.Refusal("sealing.head");
    const identity = await Tawthiq.seals.unprotect(await bytesOf(file), passphrase.value);
    passphrase.value = "";
    await Tawthiq.seals.keyOf(identity).catch(() => { throw new Tawthiq.seals.Refusal("sealing.identity"); });
    return identity;
  };

  Tawthiq.showing = { bytesOf, element, isolated, save, say, sayError, send, show, unlock, wordsOf };
})();
