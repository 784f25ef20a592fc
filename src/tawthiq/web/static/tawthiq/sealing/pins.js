// What this browser holds on to of a mission: its id, the organisation's key, the newest list seen. Public things only.
//
// A pin is made when a person has compared six words with the printed card, and is never replaced by what a server
// says. Where the browser keeps nothing (private windows), the words are compared on every page.
"use strict";
(() => {
  const NAME = "tawthiq.pin.";
  const recall = (mission) => {
    try {
      return JSON.parse(localStorage.getItem(NAME + mission));
    } catch {
      return null;
    }
  };
  const remember = (pin) => {
    try {
      localStorage.setItem(NAME + pin.mission, JSON.stringify(pin));
    } catch {
      // Not remembered, then: the words are compared again on the next page.
    }
  };

  // The list to seal to: throws a refusal, or answers {list, isNew}; isNew asks for a comparison of words first.
  const take = (signed) => {
    const offered = Tawthiq.seals.readList(signed.list);
    const others = [];
    try {
      for (let at = 0; at < localStorage.length; at += 1) {
        const name = localStorage.key(at);
        if (name.startsWith(NAME)) others.push(JSON.parse(localStorage.getItem(name)));
      }
    } catch {
      // Nothing can be read here, so nothing is pinned.
    }
    const pinned = recall(offered.mission) ?? others[0];
    if (!pinned) {
      const pin = { mission: offered.mission, organisation: offered.organisation, version: 0, sha256: "" };
      return { ...Tawthiq.seals.checkList(signed, pin), isNew: true };
    }
    const found = Tawthiq.seals.checkList(signed, pinned);
    remember(found.pin);
    return { ...found, isNew: false };
  };
  Tawthiq.pins = { recall, remember, take };
})();
