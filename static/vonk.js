// Everything works without this file. It brings people to what must be mended, or to the field that they asked for, and
// keeps a form from being sent twice.
"use strict";

const target = document.getElementById("summary") || document.getElementById(location.hash.slice(1));
if (target && (target.id === "summary" || target.matches("input, select, textarea"))) {
  target.focus();
}

// A link in the summary goes to its field, with the field's label in sight.
for (const link of document.querySelectorAll(".summary a")) {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) {
      return;
    }
    event.preventDefault();
    (field.closest("fieldset.group, .field") || field).scrollIntoView();
    field.focus({ preventScroll: true });
  });
}

// Buttons stay enabled, as a disabled one would lose its name and value: a second press is just not sent.
for (const form of document.querySelectorAll("form[data-once]")) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
    }
    sent = true;
    form.setAttribute("aria-busy", "true");
  });
  // The browser's back button may show the page as it was left.
  addEventListener("pageshow", () => {
    sent = false;
    form.removeAttribute("aria-busy");
  });
}

// The form's further choices: a rank shows once the one before it is filled in, offers nothing that is chosen already, and
// has the sessions that are nearest to the first choice on top. Choosing a session that may give no seat unfolds them.
const further = document.querySelector("details.alternatives");
if (further) {
  const near = JSON.parse(further.dataset.near);
  const crowded = further.dataset.crowded.split(" ");
  const ranks = [...further.querySelectorAll("select")];
  const first = () => document.querySelector("input[name=session]:checked")?.value;

  const arrange = () => {
    const order = near[first()] || [];
    const taken = [first()];
    const place = (option) => (option.value ? (order.indexOf(option.value) + 1 || order.length + 1) : 0);
    let next = true;
    for (const rank of ranks) {
      const chosen = rank.value;
      rank.closest(".field").hidden = !next && !chosen && rank.getAttribute("aria-invalid") !== "true";
      rank.append(...[...rank.options].sort((a, b) => place(a) - place(b)));
      rank.value = chosen;
      for (const option of rank.options) {
        option.hidden = option.disabled = taken.includes(option.value) && option.value !== chosen;
      }
      if (chosen) {
        taken.push(chosen);
      }
      next = chosen !== "";
    }
    further.querySelector(".option").hidden = !ranks.some((rank) => rank.value);
  };

  // What is chosen now is chosen nowhere else any more.
  const choose = (at) => {
    for (const rank of ranks) {
      if (rank !== at && rank.value === at.value) {
        rank.value = "";
      }
    }
    arrange();
  };

  further.addEventListener("change", (event) => choose(event.target));
  for (const radio of document.querySelectorAll("input[name=session]")) {
    radio.addEventListener("change", () => {
      further.open = further.open || crowded.includes(radio.value);
      choose(radio);
    });
  }
  addEventListener("pageshow", arrange);
}

// What is under way shows how far it is by itself: its parts are fetched again, as a reload would, until it is done. What did
// not change stays, with the focus that may be in it.
const refetch = async () => {
  try {
    const answer = await fetch(location.href);
    if (answer.ok) {
      const now = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of document.querySelectorAll("[data-live]")) {
        const fresh = now.getElementById(part.id);
        if (!fresh) {
          part.remove();
          continue;
        }
        if (fresh.innerHTML !== part.innerHTML) {
          part.replaceChildren(...fresh.childNodes);
        }
        part.toggleAttribute("data-live", fresh.hasAttribute("data-live"));
      }
      if (now.getElementById("result-rows") && !document.getElementById("result-rows")) {
        location.reload();
        return;
      }
    }
  } catch {
    // The next time may do better.
  }
  watch();
};
const watch = () => {
  if (document.querySelector("[data-live]")) {
    setTimeout(refetch, 2000);
  }
};
watch();

// A list that is searched as one types: the server makes the rows, and the address keeps what was asked.
for (const form of document.querySelectorAll("form[data-results]")) {
  const results = document.getElementById(form.dataset.results);
  let timer, asked;
  const show = async () => {
    asked?.abort();
    asked = new AbortController();
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    const address = form.action + (query.size ? "?" + query : "");
    results.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: asked.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = answer.ok && !answer.redirected && page.getElementById(results.id);
      if (!fresh) {
        form.submit();
        return;
      }
      results.replaceChildren(...fresh.childNodes);
      history.replaceState(null, "", address);
      results.removeAttribute("aria-busy");
    } catch (failure) {
      if (failure.name !== "AbortError") {
        form.submit();
      }
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 200);
  });
}

// The door: the list follows what is typed, what is tapped and what other phones mark, without loading the page again.
const door = document.getElementById("door");
if (door) {
  const search = document.querySelector(".door-search");
  const field = search.elements.q;
  let asked = 0;

  // Shows the list of an answer unless a later one was asked for meanwhile. The focus stays where it was.
  const show = async (address, options) => {
    const turn = ++asked;
    const answer = await fetch(address, options);
    if (!answer.ok) {
      throw new Error(answer.statusText);
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("door");
    if (!fresh) {
      throw new Error("no list");
    }
    if (turn !== asked) {
      return;
    }
    const focused = document.activeElement?.id;
    door.dataset.version = fresh.dataset.version;
    door.replaceChildren(...fresh.childNodes);
    if (focused && document.activeElement?.id !== focused) {
      document.getElementById(focused)?.focus();
    }
  };

  const list = () => search.action + "?" + new URLSearchParams(new FormData(search));
  const look = () => show(list()).catch(() => {});

  let typing;
  field.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      history.replaceState(null, "", list());
      look();
    }, 150);
  });
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    history.replaceState(null, "", list());
    look();
  });
  // What cannot be shown in place is sent as any form is.
  door.addEventListener("submit", (event) => {
    const form = event.target;
    event.preventDefault();
    show(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => form.submit());
  });

  setInterval(async () => {
    if (document.hidden) {
      return;
    }
    try {
      const answer = await fetch(door.dataset.count);
      if (answer.status === 403 || answer.status === 410) {
        location.reload();
      } else if (answer.ok && String((await answer.json()).version) !== door.dataset.version) {
        look();
      }
    } catch {
      // no network for a while
    }
  }, 3000);
}

// A link is copied where the browser can. Without this file it can be selected.
for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.copied;
  });
}

// The board follows what happens: when its stream tells of a change, the page is read again, and what was unfolded or
// focused stays so.
const live = document.querySelector("[data-stream]");
if (live) {
  const refresh = async () => {
    const answer = await fetch(location.href);
    const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(live.id);
    if (!fresh) {
      return;
    }
    for (const open of live.querySelectorAll("details[open] > summary[id]")) {
      const same = fresh.querySelector("#" + open.id);
      if (same) {
        same.parentElement.open = true;
      }
    }
    const focused = live.contains(document.activeElement) && document.activeElement.id;
    live.replaceChildren(...fresh.childNodes);
    if (focused) {
      document.getElementById(focused)?.focus({ preventScroll: true });
    }
  };
  let known, timer;
  const events = new EventSource(live.dataset.stream);
  events.addEventListener("message", (event) => {
    if (known !== undefined && known !== event.data) {
      clearTimeout(timer);
      timer = setTimeout(refresh, 300);
    }
    known = event.data;
  });
}
