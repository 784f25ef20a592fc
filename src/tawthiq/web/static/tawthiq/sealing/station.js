// The station: opens what a zip from the mission holds, on a laptop without a network.
//
// It has no pin of its own: whoever carries the zip compares the six words of the organisation's key with the card.
"use strict";
(() => {
  const root = document.querySelector("[data-station]");
  const all = JSON.parse(root.dataset.all);
  const { bytesOf, show } = Tawthiq.showing;
  let entries = new Map();
  let list = null;
  const words = { ...all.en.words };
  const labels = { ...all.en.labels };

  const speak = (language) => {
    document.documentElement.lang = language;
    document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
    for (const place of document.querySelectorAll("[data-say]")) place.textContent = all[language].page[place.dataset.say];
    Object.assign(words, all[language].words);
    Object.assign(labels, all[language].labels);
  };
  for (const button of document.querySelectorAll("[data-language]")) button.addEventListener("click", () => speak(button.dataset.language));

  root.querySelector("[data-zip]").addEventListener("change", async (event) => {
    const state = root.querySelector("[data-state]");
    try {
      entries = Tawthiq.readZip(await bytesOf(event.target.files[0]));
      const signed = JSON.parse(Tawthiq.seals.decode(entries.get("key-holders.json")));
      const offered = Tawthiq.seals.readList(signed.list);
      ({ list } = Tawthiq.seals.checkList(signed, { mission: offered.mission, organisation: offered.organisation, version: 0, sha256: "" }));
      root.querySelector("[data-card-words]").textContent = Tawthiq.seals.fingerprint(list.organisation);
      root.querySelector("[data-card]").hidden = false;
      show(state, "");
    } catch (error) {
      list = null;
      show(state, words[error.code] ?? words.noItems, "error");
    }
  });

  Tawthiq.opening.attach(root, {
    words,
    labels,
    mission: () => list.mission,
    load: async () => {
      if (!list) throw new Tawthiq.seals.Refusal("noItems");
      const { items } = JSON.parse(Tawthiq.seals.decode(entries.get("items.json")));
      return items.map((item) => ({ ...item, sealed: entries.get(`${item.id}.age`) }));
    },
    loadFile: async (item) => item.sealed,
  });
  speak(navigator.language?.startsWith("ar") ? "ar" : "en");
})();
