// Says in good time that the session ends, and puts it off. Each page says the same without a script, at its foot.
"use strict";

(() => {
  const place = document.querySelector(".session");
  const [soon, over] = place.querySelectorAll("dialog");
  const status = place.querySelector("[role=status]");
  const form = place.querySelector("form");
  const WARN = 310; // seconds: the warning stands five minutes before the end, and a little more
  const said = new Set();
  let touched = null, timer = 0;

  document.addEventListener("input", (event) => { touched = event.target.form && event.target.form.method === "post" ? event.target.form : touched; });

  const ask = async (method) => {
    const body = method === "POST" ? new FormData(form) : undefined;
    const answer = await fetch(place.dataset.url, { method, body, headers: { Accept: "application/json" }, redirect: "manual" });
    return answer.ok ? answer.json() : { seconds: 0, last: true };
  };

  const again = (seconds) => { clearTimeout(timer); timer = setTimeout(look, seconds * 1000); };

  const end = () => {
    clearTimeout(timer);
    soon.close();
    document.querySelector("main").hidden = true; // whoever passes by reads nothing
    document.title = over.querySelector("h2").textContent;
    over.showModal();
  };

  const look = async () => {
    let left;
    try { left = await ask("GET"); } catch { return again(30); }
    if (left.seconds <= 0) return end();
    const minutes = Math.ceil(left.seconds / 60);
    if (left.seconds <= WARN) {
      if (left.last) {
        soon.querySelector("p").textContent = soon.dataset.last;
      }
      if (!soon.open && !said.has("open")) { said.add("open"); soon.showModal(); }
      if ([5, 2, 1].includes(minutes) && !said.has(minutes)) {
        said.add(minutes);
        status.textContent = status.dataset.say.replace("#", minutes);
      }
      again(Math.min(left.seconds, 20));
    } else {
      said.clear();
      if (soon.open) soon.close(); // put off in another window
      again(left.seconds - WARN);
    }
  };

  soon.querySelector("[data-go-on]").addEventListener("click", async () => {
    soon.close();
    if (form) {
      try { await ask("POST"); } catch { /* the next look tells */ }
      look();
    }
  });
  soon.addEventListener("cancel", () => said.add("open"));
  over.addEventListener("cancel", (event) => event.preventDefault());
  over.querySelector("[data-sign-in]").addEventListener("click", () => {
    if (touched) {
      delete touched.dataset.sent;
      return touched.submit(); // what was typed is kept on the way to the door
    }
    location.assign(`${place.dataset.door}?ended=yes&next=${encodeURIComponent(location.pathname + location.search)}`);
  });
  window.addEventListener("focus", look); // timers sleep with the computer
  look();
})();
