// Opening sealed items: on the page of a request, and in the station, which has no server.
//
// Rules: each item is opened with what it should be (mission by the list, record, field and version by the item), and
// one that is something else is said to be refused, never shown; search runs over what is open in this page; when the
// page goes, so does everything in it.
"use strict";
(() => {
  const { element, isolated, save, say, sayError, show, unlock } = Tawthiq.showing;

  const attach = (root, { words, labels, mission, load, loadFile }) => {
    const state = root.querySelector("[data-state]");
    const body = root.querySelector("[data-items]");
    const search = root.querySelector("[data-search]");
    const result = root.querySelector("[data-result]");
    const rows = [];
    let identity = null;

    const filter = () => {
      const wanted = search.value.normalize("NFKC").toLowerCase().trim();
      let shown = 0;
      for (const { row, text } of rows) {
        row.hidden = Boolean(wanted) && !text.includes(wanted);
        if (!row.hidden) shown += 1;
      }
      root.querySelector("[data-matches]").textContent = say(words, "matches", { n: shown });
    };

    const expectedOf = (item) => ({ mission: mission(), record: item.record, field: item.field, version: item.version });
    const openFile = async (item, cell, button) => {
      button.disabled = true;
      try {
        const { binding, content } = await Tawthiq.seals.open(await loadFile(item), expectedOf(item), identity);
        save(content, binding.name || `${item.field}`, binding.kind);
        button.disabled = false;
      } catch (error) {
        cell.replaceChildren(element("strong", { text: sayError(words, error) }));
      }
    };
    const fill = async (item) => {
      const cell = element("td");
      let text = "";
      let isOpened = true;
      if (item.is_file) {
        const button = element("button", { type: "button", className: "button button-small", text: words.save });
        button.addEventListener("click", () => openFile(item, cell, button));
        cell.append(button);
      } else {
        try {
          const { content } = await Tawthiq.seals.open(item.sealed, expectedOf(item), identity);
          text = Tawthiq.seals.decode(content);
          cell.append(isolated(text));
          cell.className = "source-text";
        } catch (error) {
          isOpened = false;
          cell.append(element("strong", { text: sayError(words, error) }));
        }
      }
      const label = labels[item.field] ?? item.field;
      const row = element("tr", {}, [
        element("th", { scope: "row" }, [isolated(item.number ? `S-${item.number}` : item.record)]),
        element("td", {}, [isolated(item.witness_code ?? "")]), element("td", { text: label }), cell,
      ]);
      rows.push({ row, text: `${text} ${label} ${item.witness_code ?? ""} ${item.number ?? ""}`.normalize("NFKC").toLowerCase() });
      body.append(row);
      return isOpened;
    };

    const openAll = async () => {
      identity = await unlock(root);
      const items = await load();
      rows.length = 0;
      body.replaceChildren();
      let opened = 0;
      for (const item of items) opened += (await fill(item)) ? 1 : 0;
      result.hidden = false;
      filter();
      show(state, say(words, "opened", { n: opened, refused: items.length - opened }), opened < items.length ? "error" : "success");
    };
    root.querySelector("[data-unlock]").addEventListener("submit", async (event) => {
      event.preventDefault();
      show(state, words.opening);
      try {
        await openAll();
      } catch (error) {
        show(state, sayError(words, error), "error");
      }
    });
    search.addEventListener("input", filter);
    addEventListener("pagehide", () => {
      identity = null;
      body.replaceChildren();
    });
  };

  Tawthiq.opening = { attach };

  // The page of a request.
  const page = document.querySelector("[data-opening-page]");
  if (!page) return;
  const signed = JSON.parse(page.dataset.list);
  const form = (id) => document.getElementById(id);
  attach(page, {
    words: Tawthiq.showing.wordsOf(page),
    labels: JSON.parse(page.dataset.labels),
    mission: () => Tawthiq.pins.take(signed).list.mission,
    load: async () => {
      Tawthiq.pins.take(signed);
      const { items } = await (await Tawthiq.showing.send(form("take-items"))).json();
      return items.map((item) => ({ ...item, sealed: item.is_file ? null : Tawthiq.seals.fromBase64(item.sealed) }));
    },
    loadFile: async (item) => new Uint8Array(await (await Tawthiq.showing.send(form("take-file"), { item: item.id })).arrayBuffer()),
  });
})();
