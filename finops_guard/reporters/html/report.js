"use strict";
// What is read from the report becomes text only: no function here parses markup.
(() => {
  const NONE = -1, PRINTED = 1000;

  // On paper there is nothing to click: what is folded is open, and the table is long.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open]):not(.aside)")];
    for (const each of folded) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of folded) each.open = false;
  });

  const holder = document.getElementById("findings-data");
  if (!holder) return;
  const data = JSON.parse(holder.textContent);
  const { strings, rows, policies, states, severities, standings } = data;
  const at = Object.fromEntries(data.columns.map((name, index) => [name, index]));
  const by = (id) => document.getElementById(id);
  const body = by("findings-rows");
  const shown = by("findings-count");
  const table = by("findings-table");
  const inputs = Object.fromEntries(
    ["search", "severity", "state", "standing", "policy", "environment", "owner"].map((name) => [name, by(`f-${name}`)])
  );
  const number = new Intl.NumberFormat("en");
  const text = (index) => (index === NONE ? "" : strings[index]);

  const view = { order: "", down: false, page: 0, size: 50, found: [] };
  const opened = new Set();

  // One lower-case text a finding, made when something is first searched for.
  let haystacks = null;
  const searched = ["message", "address", "type", "root", "place", "environment", "owner", "key", "fingerprint"];
  function haystack(index) {
    haystacks ??= rows.map((row) =>
      `${searched.map((name) => text(row[at[name]])).join("\n")}\n${policies[row[at.policy]].slice(0, 3).join("\n")}`
        .toLowerCase()
    );
    return haystacks[index];
  }

  // By what a column is sorted: a number or a lower-case text for each finding, made when it is first asked for.
  const keys = {};
  const makers = {
    severity: (row) => row[at.severity],
    state: (row) => row[at.state] * 4 + row[at.standing],
    message: (row) => text(row[at.message]).toLowerCase(),
    address: (row) => text(row[at.address]).toLowerCase(),
    environment: (row) => text(row[at.environment]).toLowerCase() || "\uffff",
    owner: (row) => text(row[at.owner]).toLowerCase() || "\uffff",
    money: (row) => -row[at.money],
  };

  function filtered() {
    const words = inputs.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = ["severity", "policy", "environment", "owner", "standing"]
      .filter((name) => inputs[name] && inputs[name].value !== "")
      .map((name) => [at[name], Number(inputs[name].value)]);
    const state = inputs.state.value;
    const chosen = state === "" ? null : new Set(state.split(" ").map(Number));
    const found = [];
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index];
      if (chosen && !chosen.has(row[at.state])) continue;
      if (!wanted.every(([column, value]) => row[column] === value)) continue;
      if (words.length && !words.every((word) => haystack(index).includes(word))) continue;
      found.push(index);
    }
    return found;
  }

  function sorted(found) {
    if (!view.order) return found;
    const key = (keys[view.order] ??= rows.map(makers[view.order]));
    const sign = view.down ? -1 : 1;
    return found.sort((a, b) => (key[a] < key[b] ? -sign : key[a] > key[b] ? sign : a - b));
  }

  function element(name, className, content) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (content !== undefined) made.textContent = content;
    return made;
  }

  // A path or an address, which may be broken into lines after its parts.
  function broken(name, className, content) {
    const made = element(name, className);
    for (const part of content.split(/(?<=[/.])(?=[^/.])/)) made.append(part, element("wbr"));
    return made;
  }

  function badge(word) {
    return element("span", `badge ${word.css}`, word.label);
  }

  function cell(className, ...parts) {
    const made = element("td", className);
    made.append(...parts);
    return made;
  }

  function named(index, instead) {
    return index === NONE ? element("span", "unnamed", instead) : document.createTextNode(text(index));
  }

  function line(index) {
    const row = rows[index];
    const made = element("tr", "finding");
    const policy = policies[row[at.policy]];
    const opener = element("button", "opener", text(row[at.message]));
    opener.type = "button";
    opener.dataset.finding = String(index);
    opener.setAttribute("aria-expanded", String(opened.has(index)));
    if (opened.has(index)) opener.setAttribute("aria-controls", `detail-${index}`);
    const state = cell("", badge(states[row[at.state]]));
    if (row[at.standing] > 0) state.append(" ", badge(standings[row[at.standing]]));
    const where = cell("where", broken("code", "", text(row[at.address])), broken("span", "under", text(row[at.place])));
    const money = cell("number", text(row[at.worth]));
    made.append(
      cell("", badge(severities[row[at.severity]])),
      state,
      cell("message", opener, element("span", "under", `${policy[0]} ${policy[1]}`)),
      where,
      cell("", named(row[at.environment], "not known")),
      cell("", named(row[at.owner], "none known")),
      money
    );
    return made;
  }

  function term(list, name, ...content) {
    const value = element("dd", "");
    value.append(...content);
    list.append(element("dt", "", name), value);
  }

  function items(pairs, write) {
    const made = element("ul", "");
    for (const pair of pairs) made.append(write(pair));
    return made;
  }

  function link(address) {
    const made = element("a", "", address);
    if (/^https?:\/\//i.test(address)) {
      made.href = address;
      made.rel = "noopener noreferrer";
    }
    return made;
  }

  function excerpt(row) {
    const made = element("pre", "excerpt");
    made.tabIndex = 0;
    made.append(
      element("span", "gutter", `${row[at.line]} | `),
      text(row[at.before]),
      element("mark", "", text(row[at.marked])),
      text(row[at.after])
    );
    return made;
  }

  function placed([said, place]) {
    const made = element("li", "", text(said));
    if (place !== NONE) made.append(" ", element("code", "dim", text(place)));
    return made;
  }

  function detail(index) {
    const row = rows[index];
    const [id, name, title, capability, references] = policies[row[at.policy]];
    const list = element("dl", "terms");
    if (row[at.marked] !== NONE) term(list, "Source", excerpt(row));
    if (row[at.why] !== NONE) term(list, "Why it stands", text(row[at.why]));
    if (row[at.causes].length) term(list, "Not decided because", items(row[at.causes], placed));
    if (row[at.remediation] !== NONE) term(list, "Fix", text(row[at.remediation]));
    if (row[at.money_text] !== NONE) term(list, "Money", text(row[at.money_text]));
    term(list, "Resource", element("code", "", text(row[at.address])), ` (${text(row[at.type]) || "no type"})`);
    term(list, "Place", element("code", "", text(row[at.place])));
    if (row[at.header] !== NONE) term(list, "Resource stands at", element("code", "", text(row[at.header])));
    term(list, "Root", element("code", "", text(row[at.root]) || "."));
    if (row[at.calls].length) term(list, "Made through", items(row[at.calls], placed));
    term(list, "Policy", `${id} ${name}: ${title}`, element("span", "dim", ` (${capability})`));
    if (references.length) {
      term(list, "References", items(references, (each) => {
        const made = element("li", "");
        made.append(link(each));
        return made;
      }));
    }
    if (row[at.fingerprint] !== NONE) term(list, "Fingerprint", element("code", "", text(row[at.fingerprint])));
    const made = element("tr", "detail");
    made.id = `detail-${index}`;
    const only = element("td", "");
    only.colSpan = 7;
    only.append(list);
    made.append(only);
    return made;
  }

  function draw() {
    const pages = Math.max(1, Math.ceil(view.found.length / view.size));
    view.page = Math.min(Math.max(view.page, 0), pages - 1);
    const start = view.page * view.size;
    const part = view.found.slice(start, start + view.size);
    const lines = document.createDocumentFragment();
    for (const index of part) {
      lines.append(line(index));
      if (opened.has(index)) lines.append(detail(index));
    }
    if (!part.length) {
      const none = element("tr", "");
      const only = element("td", "dim", "No finding fits these filters.");
      only.colSpan = 7;
      none.append(only);
      lines.append(none);
    }
    body.replaceChildren(lines);
    const of = `${number.format(view.found.length)} of ${number.format(rows.length)} findings`;
    const range = pages > 1 ? `, ${number.format(start + 1)} to ${number.format(start + part.length)} shown` : "";
    shown.textContent = of + range;
    by("page-back").disabled = view.page === 0;
    by("page-on").disabled = view.page >= pages - 1;
    by("page-number").textContent = `${number.format(view.page + 1)} of ${number.format(pages)}`;
  }

  function refresh() {
    view.found = sorted(filtered());
    view.page = 0;
    draw();
  }

  let waiting = 0;
  function soon() {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 120);
  }

  function order(header) {
    const name = header.dataset.column;
    if (view.order !== name) [view.order, view.down] = [name, false];
    else if (!view.down) view.down = true;
    else [view.order, view.down] = ["", false];
    for (const each of table.querySelectorAll("th[data-column]")) each.removeAttribute("aria-sort");
    if (view.order) header.setAttribute("aria-sort", view.down ? "descending" : "ascending");
    refresh();
  }

  function toggle(opener) {
    const index = Number(opener.dataset.finding);
    if (opened.delete(index)) {
      opener.setAttribute("aria-expanded", "false");
      opener.removeAttribute("aria-controls");
      by(`detail-${index}`).remove();
    } else {
      opened.add(index);
      opener.setAttribute("aria-expanded", "true");
      opener.setAttribute("aria-controls", `detail-${index}`);
      opener.closest("tr").after(detail(index));
    }
  }

  function reset() {
    for (const input of Object.values(inputs)) if (input) input.value = "";
    inputs.state.value = inputs.state.dataset.usual;
  }

  const buttons = new Map();
  for (const header of table.querySelectorAll("th[data-column]")) {
    const button = element("button", "", header.textContent);
    button.type = "button";
    button.addEventListener("click", () => order(header));
    header.replaceChildren(button);
    buttons.set(header, button);
  }
  body.addEventListener("click", (event) => {
    const opener = event.target.closest(".opener");
    if (opener) toggle(opener);
  });
  inputs.search.addEventListener("input", soon);
  for (const [name, input] of Object.entries(inputs)) if (input && name !== "search") input.addEventListener("change", refresh);
  by("f-reset").addEventListener("click", () => {
    reset();
    refresh();
    inputs.search.focus();
  });
  by("page-back").addEventListener("click", () => { view.page -= 1; draw(); });
  by("page-on").addEventListener("click", () => { view.page += 1; draw(); });
  by("page-size").addEventListener("change", (event) => { view.size = Number(event.target.value); view.page = 0; draw(); });
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("a[data-policy]");
    if (!chosen) return;
    reset();
    inputs.policy.value = String(policies.findIndex((each) => each[0] === chosen.dataset.policy));
    if (chosen.dataset.state !== undefined) inputs.state.value = chosen.dataset.state;
    refresh();
  });

  let before = null;
  addEventListener("beforeprint", () => {
    before = [view.page, view.size];
    [view.page, view.size] = [0, PRINTED];
    draw();
    // A button is not drawn again at the head of later sheets.
    for (const [header, button] of buttons) header.replaceChildren(button.textContent);
  });
  addEventListener("afterprint", () => {
    if (!before) return;
    [view.page, view.size] = before;
    before = null;
    draw();
    for (const [header, button] of buttons) header.replaceChildren(button);
  });

  for (const each of document.querySelectorAll("[data-scripted]")) each.hidden = false;
  for (const each of document.querySelectorAll("[data-plain]")) each.hidden = true;
  reset();
  refresh();
})();
