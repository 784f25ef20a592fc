// Fields that are sealed before they leave: in the interview form, and on the page that adds to a kept interview.
//
// Rules: the fields have no name, so that no browser sends them whatever fails here; they open for writing only when
// the list of key-holders was taken by a pin; on sending each is sealed, emptied, and goes as an age file. The device
// holds no key that could open it again.
"use strict";
(() => {
  const root = document.querySelector("[data-sealing]");
  if (!root) return;
  const { sayError, send, show, wordsOf } = Tawthiq.showing;
  const form = root.closest("form");
  const words = wordsOf(root);
  const state = root.querySelector("[data-sealing-state]");
  const fields = [...root.querySelectorAll("[data-seals]")];
  const files = [...root.querySelectorAll("[data-seals-file]")];
  const outbox = root.querySelector("[name=sealed]");
  const card = root.querySelector("[data-card]");
  const versions = JSON.parse(root.dataset.versions);
  let list = null;

  const readOutbox = () => JSON.parse(outbox.value || "[]");
  const mark = () => {
    const sealed = new Set(readOutbox().map((item) => item.field));
    for (const field of fields) {
      const note = root.querySelector(`[data-sealed-note="${field.dataset.seals}"]`);
      if (note) note.textContent = sealed.has(field.dataset.seals) ? words.sealed : "";
    }
  };
  const enable = (found) => {
    list = found.list;
    card.hidden = true;
    for (const field of [...fields, ...files]) field.disabled = false;
    root.dataset.ready = "yes";
  };
  const take = () => {
    try {
      const found = Tawthiq.pins.take(JSON.parse(root.dataset.list));
      if (!found.isNew) return enable(found);
      card.querySelector("[data-card-words]").textContent = Tawthiq.seals.fingerprint(found.list.organisation);
      card.hidden = false;
      card.querySelector("[data-card-same]").addEventListener("click", () => {
        Tawthiq.pins.remember(found.pin);
        enable(found);
      });
    } catch (error) {
      show(state, sayError(words, error), "error");
    }
    return undefined;
  };

  const bindingOf = (field) => ({ mission: list.mission, record: root.dataset.record, field, version: (versions[field] ?? 0) + 1 });
  const sealWords = async () => {
    const kept = new Map(readOutbox().map((item) => [item.field, item]));
    for (const field of fields) {
      const content = field.value.trim();
      if (!content) continue;
      const binding = bindingOf(field.dataset.seals);
      const sealed = await Tawthiq.seals.seal(content, binding, list.keys);
      field.value = "";
      kept.set(binding.field, { field: binding.field, version: binding.version, list_version: list.version, sealed: Tawthiq.seals.toBase64(sealed) });
    }
    outbox.value = JSON.stringify([...kept.values()]);
    mark();
  };
  const sealFiles = async () => {
    for (const input of files) {
      const file = input.files[0];
      if (!file) continue;
      const binding = bindingOf(input.dataset.sealsFile);
      const blob = await Tawthiq.seals.sealFile(file, binding, list.keys);
      await send(document.getElementById(input.dataset.sends), {
        field: binding.field, version: String(binding.version), list_version: String(list.version), file: new File([blob], "sealed.age"),
      });
      versions[binding.field] = binding.version;
      input.value = "";
      root.querySelector(`[data-sealed-note="${binding.field}"]`).textContent = words.sealed;
    }
  };

  let isSealed = false;
  form.addEventListener("submit", async (event) => {
    if (isSealed) return;
    event.preventDefault();
    const submitter = event.submitter;
    try {
      if (list) {
        show(state, words.sealing);
        await sealWords();
        await sealFiles();
        show(state, "");
      }
      isSealed = true;
      // Where nothing had to be sealed this is still the first sending, in which a second one would be ignored.
      await new Promise((go) => { setTimeout(go); });
      form.requestSubmit(submitter ?? undefined);
    } catch (error) {
      show(state, sayError(words, error), "error");
    }
  });
  // Going back to a page the browser kept: the fields were emptied before it was left.
  addEventListener("pageshow", (event) => {
    if (event.persisted) isSealed = false;
  });

  mark();
  if (root.dataset.list) take();
})();
