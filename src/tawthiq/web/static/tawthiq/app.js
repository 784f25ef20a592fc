// What the pages do beyond links and forms. Every page works without this file.
//
// Rules: letters are matched by their place on the keyboard (event.code), so that they work on Arabic and
// Ukrainian layouts; single keys can be switched off and do nothing while somebody types; no text ever becomes
// markup here; only preferences of this browser are remembered, never anything of the mission.
"use strict";
(() => {
  const root = document.documentElement;
  const find = (selector) => document.querySelector(selector);
  const findAll = (selector) => [...document.querySelectorAll(selector)];

  const remember = (name, value) => {
    try {
      localStorage.setItem(`tawthiq.${name}`, value);
    } catch {
      // Not remembered, then: the choice holds for this page.
    }
  };
  const recall = (name) => {
    try {
      return localStorage.getItem(`tawthiq.${name}`);
    } catch {
      return null;
    }
  };

  // Menu: open beside the page, folded above it on narrow screens.
  const menu = find("details.menu");
  const narrow = matchMedia("(max-width: 52rem)");
  const foldMenu = () => {
    if (menu) menu.open = !narrow.matches;
  };
  foldMenu();
  narrow.addEventListener("change", foldMenu);

  // What was just done stands in the page when it opens, where no screen reader announces it: said once more after.
  const done = find("#messages")?.textContent.trim();
  if (done) {
    const aloud = document.createElement("p");
    aloud.className = "visually-hidden";
    aloud.setAttribute("role", "status");
    find("#main")?.append(aloud);
    setTimeout(() => {
      aloud.textContent = done;
    }, 150);
  }

  // Somebody who types is there: a sign of life every four minutes, so that a long form does not outlast its session.
  let lastSign = Date.now();
  addEventListener("input", (event) => {
    const token = event.target.form?.elements.csrfmiddlewaretoken?.value;
    if (!token || Date.now() - lastSign < 240_000) return;
    lastSign = Date.now();
    fetch("/awake/", { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => {
      // The server cannot be reached now; the next letter tries again.
      lastSign = 0;
    });
  });

  // Theme: system, light, dark, and round again.
  const themes = ["auto", "light", "dark"];
  const themeButton = find("[data-theme-switch]");
  const showTheme = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    if (!themeButton) return;
    for (const word of themeButton.querySelectorAll("[data-theme-word]")) word.hidden = word.dataset.themeWord !== theme;
  };
  showTheme(root.dataset.theme ?? "auto");
  themeButton?.addEventListener("click", () => {
    const next = themes[(themes.indexOf(root.dataset.theme ?? "auto") + 1) % themes.length];
    remember("theme", next);
    showTheme(next);
  });

  // Dialogs: opened by [data-opens="id"], closed by their own form. A form or button with
  // data-confirm="id" is sent only after the dialog of that id was answered with its "yes" button.
  let onYes = null;
  addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    const yes = event.target.closest("dialog [data-yes]");
    if (yes && onYes) {
      const send = onYes;
      onYes = null;
      yes.closest("dialog").close();
      send();
    }
  });
  addEventListener("submit", (event) => {
    const asker = event.submitter?.dataset.confirm ? event.submitter : event.target;
    const dialog = asker.dataset.confirm && document.getElementById(asker.dataset.confirm);
    if (!dialog || event.target.dataset.confirmed) return;
    event.preventDefault();
    onYes = () => {
      event.target.dataset.confirmed = "yes";
      event.target.requestSubmit(event.submitter ?? undefined);
    };
    dialog.showModal();
  });

  // Single keys and their switch.
  const keySwitches = findAll("[data-keys-switch]");
  let keysAreOn = recall("keys") !== "off";
  for (const keySwitch of keySwitches) {
    keySwitch.checked = keysAreOn;
    keySwitch.addEventListener("change", () => {
      keysAreOn = keySwitch.checked;
      for (const other of keySwitches) other.checked = keysAreOn;
      remember("keys", keysAreOn ? "on" : "off");
    });
  }

  const isTyping = (target) =>
    target.closest?.("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select, [contenteditable]");
  const letterOf = (event) => (event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "");

  // The signs "/" and "?": as written where the layout has them, by their place where it writes other letters.
  const signOf = (event) => {
    if (event.code !== "Slash" || /^[ -~]$/.test(event.key)) return event.key;
    return event.shiftKey ? "?" : "/";
  };

  // Cards with keys of their own ([data-keys]): the one that holds the focus answers, else the one the page is at.
  const currentCard = () => document.activeElement?.closest("[data-keys]") ?? find("[data-keys][data-current]");
  const keyButton = (letter) => {
    const scope = find("[data-keys]") ? currentCard() : document;
    return scope?.querySelector(`[data-key="${letter}"]:not([disabled])`);
  };

  // Lists: j and k walk the links marked data-item; Enter is the link's own.
  const walk = (step) => {
    const items = findAll("[data-item]");
    if (!items.length) return;
    const card = currentCard();
    const here = items.findIndex((item) => item === document.activeElement || (card && item.closest("[data-keys]") === card));
    const next = here < 0 && step < 0 ? items.length - 1 : Math.min(Math.max(here + step, 0), items.length - 1);
    items[next].focus();
    items[next].scrollIntoView({ block: "nearest" });
  };

  let goUntil = -Infinity;
  let escapedAt = -Infinity;

  // Leaving in a hurry: Escape twice within a second, on pages that hold the form for it, even while typing.
  const leaveOnSecondEscape = (event) => {
    const form = find("form[data-quick-exit]");
    if (event.key !== "Escape" || event.repeat || !form || find("dialog[open]")) return;
    if (event.timeStamp - escapedAt < 1000) form.submit();
    escapedAt = event.timeStamp;
  };

  const pressLetter = (event) => {
    const letter = letterOf(event);
    if (!letter) return;
    if (event.timeStamp < goUntil) {
      goUntil = -Infinity;
      find(`[data-go="${letter}"]`)?.click();
    } else if (letter === "g") {
      goUntil = event.timeStamp + 1500;
    } else {
      const button = keyButton(letter);
      if (button) {
        event.preventDefault();
        button.click();
        button.closest("details[open]")?.querySelector("input, textarea, select")?.focus();
      } else if (letter === "j" || letter === "k") {
        walk(letter === "j" ? 1 : -1);
      }
    }
  };

  addEventListener("keydown", (event) => {
    leaveOnSecondEscape(event);
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!keysAreOn || isTyping(event.target) || find("dialog[open]")) return;
    const sign = signOf(event);
    const search = find("#search");
    if (sign === "?") {
      event.preventDefault();
      find("#shortcuts")?.showModal();
    } else if (sign === "/") {
      if (!search) return;
      event.preventDefault();
      search.focus();
    } else if (!event.shiftKey) {
      pressLetter(event);
    }
  });
})();
