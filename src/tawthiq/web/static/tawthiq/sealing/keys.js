// The key-holders' tools on the keys page: make a key, sign the next list, seal again to it.
//
// Rules: private keys are made and used in this page only and leave it as files under a passphrase; nothing is stored.
"use strict";
(() => {
  const page = document.querySelector("[data-keys-page]");
  if (!page) return;
  const { bytesOf, save, say, sayError, send, show, unlock, wordsOf } = Tawthiq.showing;
  const words = wordsOf(page);
  const on = (name, work) => {
    const part = page.querySelector(`[data-tool="${name}"]`);
    if (!part) return;
    const state = part.querySelector("[data-state]");
    part.querySelector("form[data-run]").addEventListener("submit", async (event) => {
      event.preventDefault();
      show(state, words.opening);
      try {
        show(state, (await work(part)) ?? words.done, "success");
      } catch (error) {
        show(state, sayError(words, error), "error");
      }
    });
  };

  // The list to sign after or to seal to: only one whose words were compared with the card.
  const takeList = () => {
    const { list, isNew } = Tawthiq.pins.take(JSON.parse(page.dataset.list));
    if (isNew) throw new Tawthiq.seals.Refusal("sealing.unpinned");
    return list;
  };

  on("make", async (part) => {
    const { identity, key } = await Tawthiq.seals.makeIdentity();
    const passphrase = Tawthiq.seals.makePassphrase();
    save(await Tawthiq.seals.protect(identity, passphrase), "officer.key.age");
    part.querySelector("[data-made]").hidden = false;
    part.querySelector("[data-made-words]").textContent = passphrase;
    part.querySelector("[data-made-key]").textContent = key;
    part.querySelector("[data-made-print]").textContent = Tawthiq.seals.fingerprint(key);
  });

  on("sign", async (part) => {
    const secret = await unlockSigning(part);
    const before = takeList();
    const recipients = [...part.querySelectorAll("[data-holder]")]
      .map((row) => ({ holder: row.dataset.holder, label: row.querySelector("[data-label]").value.trim(), key: row.querySelector("[data-key]").value.trim() }))
      .filter(({ key }) => key);
    const { keys: _keys, ...rest } = before;
    const list = { ...rest, version: before.version + 1, made_on: new Date().toISOString().slice(0, 10), recipients };
    save(Tawthiq.seals.encode(JSON.stringify(Tawthiq.seals.signList(list, secret))), `key-holders-${list.version}.json`);
  });
  const unlockSigning = async (part) => {
    const file = part.querySelector("[data-key-file]").files[0];
    const passphrase = part.querySelector("[data-passphrase]");
    if (!file) throw new Tawthiq.seals.Refusal("sealing.head");
    const secret = await Tawthiq.seals.unprotect(await bytesOf(file), passphrase.value);
    passphrase.value = "";
    return secret;
  };

  on("reseal", async (part) => {
    const identity = await unlock(part);
    const list = takeList();
    let count = 0;
    for (;;) {
      const { items } = await (await send(document.getElementById("take-batch"))).json();
      if (!items.length) return say(words, "resealed", { n: count });
      const resealed = [];
      for (const item of items) {
        const expected = { mission: list.mission, record: item.record, field: item.field, version: item.version };
        const { binding, content } = await Tawthiq.seals.open(Tawthiq.seals.fromBase64(item.sealed), expected, identity);
        const sealed = await Tawthiq.seals.seal(content, binding, list.keys);
        resealed.push({ id: item.id, was_sha256: item.sha256, sealed: Tawthiq.seals.toBase64(sealed) });
      }
      await send(document.getElementById("keep-batch"), { resealed: JSON.stringify(resealed), list_version: String(list.version) });
      count += resealed.length;
      show(part.querySelector("[data-state]"), say(words, "resealed", { n: count }));
    }
  });

  // Words of every key on the page, worked out here: what a server says of a key proves nothing.
  for (const place of page.querySelectorAll("[data-print-of]")) place.textContent = Tawthiq.seals.fingerprint(place.dataset.printOf);

  // Before a list is worked with, its words are compared once with the card.
  const card = page.querySelector("[data-card]");
  if (page.dataset.list && card) {
    try {
      const found = Tawthiq.pins.take(JSON.parse(page.dataset.list));
      card.hidden = !found.isNew;
      card.querySelector("[data-card-words]").textContent = Tawthiq.seals.fingerprint(found.list.organisation);
      card.querySelector("[data-card-same]").addEventListener("click", () => {
        Tawthiq.pins.remember(found.pin);
        card.hidden = true;
      });
    } catch (error) {
      show(page.querySelector("[data-list-state]"), sayError(words, error), "error");
    }
  }
})();
