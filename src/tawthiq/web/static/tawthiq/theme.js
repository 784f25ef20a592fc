// Runs before the page is drawn: puts the remembered theme on the root, so that nothing flashes.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("has-script");
  try {
    const theme = localStorage.getItem("tawthiq.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage is closed to us (private browsing): the system's theme is used.
  }
})();
