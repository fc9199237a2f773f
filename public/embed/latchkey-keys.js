/**
 * <latchkey-keys>: a customer's API keys, usage and limits within the company's own page (docs/portal.md). It needs no other script,
 * shows text alone, and holds its token in memory. `token-url` is where the company's backend answers a POST with `{"token"}`; the
 * property `getToken`, a function, takes its place, also where it was set before this script came. `base` is the deployment, by default where this script comes from.
 */
(() => {
  const home = new URL(document.currentScript?.src ?? window.location.href).origin;

  const styles = `
    :host { display: block; font: 14px/1.5 var(--latchkey-font, system-ui, sans-serif); color: var(--latchkey-text, CanvasText); }
    * { box-sizing: border-box; }
    section { margin-block: 0 1.5rem; } h2 { font-size: 1.15em; margin: 0; } p { margin: 0; }
    header { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; justify-content: space-between; margin-bottom: .75rem; }
    ul { list-style: none; margin: 0; padding: 0; } .muted { color: var(--latchkey-muted, color-mix(in srgb, currentColor 70%, transparent)); }
    .row { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: center; justify-content: space-between; padding: .75rem 0;
      border-top: 1px solid var(--latchkey-border, color-mix(in srgb, currentColor 20%, transparent)); }
    .row > div { min-width: 0; overflow-wrap: anywhere; } .buttons { display: flex; flex-wrap: wrap; gap: .5rem; } code { font-size: .9em; }
    button { font: inherit; min-height: 2.25rem; padding: 0 .85rem; cursor: pointer; color: inherit; background: transparent;
      border: 1px solid var(--latchkey-border, color-mix(in srgb, currentColor 35%, transparent)); border-radius: var(--latchkey-radius, 8px); }
    button.primary { background: var(--latchkey-accent, #1b5cb8); border-color: transparent; color: var(--latchkey-on-accent, #fff); }
    button.danger { color: var(--latchkey-danger, light-dark(#b3261e, #f2a19b)); } button:disabled { opacity: .6; cursor: default; }
    :focus-visible { outline: 2px solid var(--latchkey-accent, light-dark(#1b5cb8, #7fb0f5)); outline-offset: 2px; }
    dialog { width: min(30rem, calc(100vw - 2rem)); padding: 1.25rem; color: inherit; font: inherit; border-radius: var(--latchkey-radius, 8px);
      background: var(--latchkey-background, Canvas); border: 1px solid var(--latchkey-border, color-mix(in srgb, currentColor 30%, transparent)); }
    dialog::backdrop { background: rgb(0 0 0 / .45); } form { display: grid; gap: .9rem; } label { display: grid; gap: .25rem; }
    label.check { display: flex; align-items: center; gap: .5rem; } fieldset { border: 0; margin: 0; padding: 0; display: grid; gap: .35rem; }
    legend { padding: 0; margin-bottom: .35rem; } input[type="checkbox"] { width: 1.1rem; height: 1.1rem; }
    input:not([type="checkbox"]), select { font: inherit; font-size: max(16px, 1em); width: 100%; min-height: 2.5rem; padding: 0 .6rem;
      color: inherit; background: transparent; border: 1px solid var(--latchkey-border, color-mix(in srgb, currentColor 45%, transparent));
      border-radius: var(--latchkey-radius, 8px); }
    option { color: CanvasText; background: Canvas; }
    progress { appearance: none; display: block; width: 100%; height: 8px; margin-bottom: .75rem; border: 0; border-radius: 4px; overflow: hidden;
      color: var(--latchkey-accent, light-dark(#1b5cb8, #7fb0f5));
      background: var(--latchkey-border, color-mix(in srgb, CanvasText 20%, transparent)); }
    progress::-webkit-progress-bar { background: transparent; }
    progress::-webkit-progress-value { background: currentColor; } progress::-moz-progress-bar { background: currentColor; }
    [role="alert"] { color: var(--latchkey-danger, light-dark(#b3261e, #f2a19b)); }`;

  /** An element with properties, listeners (`onclick`) and children; a text is never markup. */
  const el = (name, properties = {}, ...children) => {
    const node = Object.assign(document.createElement(name), properties);
    node.append(...children.filter((child) => child !== null));
    return node;
  };
  const day = (moment) => (moment ? new Date(moment).toLocaleDateString(undefined, { dateStyle: "medium" }) : null);
  const number = (value) => value.toLocaleString();
  const isOver = ({ status }) => status === "revoked" || status === "expired";
  /** What is left, where there are credits and what is left of them is known. */
  const creditsText = (credits) => {
    if (!credits || credits.remaining === null) return null;
    const left = `${number(credits.remaining)} ${credits.remaining === 1 ? "credit" : "credits"} left`;
    const { refill } = credits;
    return refill ? `${left}, refilled to ${number(refill.amount)} on ${day(refill.at)}` : left;
  };
  const windowNames = { minute: "This minute", day: "Today", month: "This month" };

  const away = "Your keys cannot be shown right now. Try again in a moment.";
  /** Browsers' own words for a server that cannot be reached say nothing to a customer. */
  const reach = (url, init) =>
    fetch(url, init).catch(() => {
      throw new Error(away);
    });

  class LatchkeyKeys extends HTMLElement {
    #token = null;
    #session = null;
    #reads = 0;
    /** The idempotency keys of what no answer has come to, by what was asked for. */
    #unanswered = new Map();
    #root = this.attachShadow({ mode: "open" });
    #body = el("div");
    #status = el("p", { className: "muted", role: "status" });

    connectedCallback() {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(styles);
      this.#root.adoptedStyleSheets = [sheet];
      if (!this.#root.contains(this.#body)) this.#root.append(this.#status, this.#body);
      // An element that the page moves is taken out and put in again: what was open, perhaps with a secret, opens again.
      for (const dialog of this.#root.querySelectorAll("dialog")) {
        dialog.removeAttribute("open");
        dialog.showModal();
      }
      // What a framework sets as a property comes right after this.
      queueMicrotask(() => this.refresh());
    }

    /** What was moved is back by now. Of an element that stays out nothing is left for the customer who may come next. */
    disconnectedCallback() {
      queueMicrotask(() => {
        if (this.isConnected) return;
        this.#token = null;
        this.#unanswered.clear();
        this.#reads += 1;
        this.#body.replaceChildren();
        for (const dialog of this.#root.querySelectorAll("dialog")) dialog.remove();
      });
    }

    /** Reads everything again. */
    async refresh() {
      const read = ++this.#reads;
      this.#status.textContent = "Loading…";
      try {
        this.#session = (await this.#call("GET", "session")).data;
        const { shows } = this.#session;
        const parts = await Promise.all([
          shows.includes("keys") ? this.#keys() : null,
          shows.includes("usage") ? this.#usage() : null,
          shows.includes("limits") ? this.#limits() : null,
        ]);
        if (read === this.#reads) this.#show(parts.filter((part) => part !== null));
      } catch (error) {
        const retry = el("button", { type: "button", textContent: "Retry", onclick: () => this.refresh() });
        if (read === this.#reads) this.#show([el("p", { role: "alert", textContent: error.message }), retry]);
      }
    }

    /** What was read last takes the place of what stands there; whoever had a control of it goes on at the one of its name. */
    #show(parts) {
      const had = this.#root.activeElement;
      const stayed = !this.#body.contains(had);
      this.#body.replaceChildren(...parts);
      this.#status.textContent = "";
      if (stayed) return;
      const buttons = [...this.#body.querySelectorAll("button")];
      const nameOf = (button) => button.ariaLabel ?? button.textContent;
      (buttons.find((button) => nameOf(button) === nameOf(had)) ?? buttons[0])?.focus();
    }

    /** A backend that has no token to give answers none, or something that is no JSON; both are told in the same words. */
    async #freshToken() {
      const token = this.getToken ? await this.getToken() : await this.#askedToken();
      if (!token || typeof token !== "string") throw new Error(away);
      return token;
    }

    async #askedToken() {
      const answer = await reach(this.getAttribute("token-url"), { method: "POST" });
      return answer.ok ? (await answer.json().catch(() => null))?.token : null;
    }

    /**
     * Calls the portal; a token that has ended is exchanged once. What creates carries a key by which a repetition makes nothing twice. It
     * stays the same until an answer has come, so that another try gets the secret that was lost.
     */
    async #call(method, path, content, isAgain = false) {
      this.#token ??= await this.#freshToken();
      const headers = { authorization: `Bearer ${this.#token}` };
      const body = content && JSON.stringify(content);
      if (body) {
        const asked = path + body;
        if (!this.#unanswered.has(asked)) this.#unanswered.set(asked, crypto.randomUUID());
        headers["idempotency-key"] = this.#unanswered.get(asked);
        headers["content-type"] = "application/json";
      }
      const base = this.getAttribute("base") ?? home;
      const answer = await reach(`${base}/api/v1/portal/${path}`, { method, headers, credentials: "omit", body });
      const json = answer.status === 204 ? {} : await answer.json().catch(() => null);
      if (answer.ok && json) {
        // What is done next is meant as something new.
        if (method !== "GET") this.#unanswered.clear();
        return json;
      }
      if (answer.status === 401 && !isAgain) {
        this.#token = null;
        return this.#call(method, path, content, true);
      }
      if (answer.status === 409 && answer.headers.has("retry-after"))
        throw new Error("The first try is still under way. Try again in a moment.");
      throw new Error(json?.errors?.[0]?.message ?? json?.message ?? "Something went wrong. Try again.");
    }

    /** A page at a time: who has thousands sees the newest at once. */
    async #keys() {
      const list = el("ul");
      const problem = el("p", { role: "alert" });
      const more = el("button", { type: "button", textContent: "Show more" });
      const read = async (cursor) => {
        const page = await this.#call("GET", `keys?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
        const rows = page.data.map((key) => this.#row(key));
        list.append(...rows);
        more.hidden = !page.next_cursor;
        more.onclick = async () => {
          more.disabled = true;
          problem.remove();
          try {
            // By keyboard one goes on at what came.
            const [first] = await read(page.next_cursor);
            (first?.querySelector("button") ?? more).focus();
          } catch (error) {
            problem.textContent = error.message;
            more.before(problem);
          }
          more.disabled = false;
        };
        return rows;
      };
      const rows = await read("");
      const create = el("button", { type: "button", className: "primary", textContent: "Create API key" });
      create.onclick = () => this.#create();
      return el(
        "section",
        {},
        el("header", {}, el("h2", { textContent: "API keys" }), this.#session.products.length > 0 ? create : null),
        rows.length > 0 ? list : el("p", { className: "muted", textContent: "There are no API keys yet." }),
        more,
      );
    }

    #row(key) {
      const facts = [
        key.status === "active" && key.replaced_by
          ? key.ends_unreplaced
            ? "successor ended"
            : "being replaced"
          : key.status,
        key.environment,
        key.last_used_at ? `last used ${day(key.last_used_at)}` : "never used",
        key.expires_at && !isOver(key) ? `expires ${day(key.expires_at)}` : null,
        isOver(key) ? null : creditsText(key.credits),
      ];
      const act = (text, onclick, className = "") =>
        el("button", { type: "button", textContent: text, ariaLabel: `${text} ${key.name}`, onclick, className });
      const buttons = isOver(key)
        ? []
        : [
            ...(key.replaced_by ? [] : [act("Replace", () => this.#replace(key))]),
            act("Revoke", () => this.#revoke(key), "danger"),
          ];
      return el(
        "li",
        { className: "row" },
        el(
          "div",
          {},
          el("strong", { textContent: key.name }),
          " ",
          el("code", { className: "muted", textContent: key.hint }),
          el("p", { className: "muted", textContent: facts.filter(Boolean).join(" · ") }),
        ),
        el("div", { className: "buttons" }, ...buttons),
      );
    }

    async #usage() {
      const { days, total } = (await this.#call("GET", "usage?days=30")).data;
      const text = `${number(total)} ${total === 1 ? "request" : "requests"} in the last ${days} days`;
      return el("section", {}, el("header", {}, el("h2", { textContent: "Usage" })), el("p", { textContent: text }));
    }

    async #limits() {
      const { data, credits } = await this.#call("GET", "limits");
      const lines = data.flatMap(({ label, plan, environment, windows }) =>
        windows.map(({ name, limit, used }) => {
          const text = `${label}${plan ? ` (${plan})` : ""}, ${environment}, ${(windowNames[name] ?? name).toLowerCase()}: `;
          const bar = el("progress", { value: Math.min(used, limit), max: limit, ariaLabel: text });
          return el("li", {}, el("span", { textContent: `${text}${number(used)} of ${number(limit)}` }), bar);
        }),
      );
      const left = creditsText(credits);
      if (left) lines.unshift(el("li", { textContent: left }));
      if (lines.length === 0) return null;
      return el("section", {}, el("header", {}, el("h2", { textContent: "Limits" })), el("ul", {}, ...lines));
    }

    #create() {
      const { products } = this.#session;
      const name = el("input", { required: true, maxLength: 100, autocomplete: "off" });
      const product = el(
        "select",
        {},
        ...products.map(({ id, label }) => el("option", { value: id, textContent: label })),
      );
      const environment = el("select");
      const scopes = el("fieldset");
      const chosen = () => products.find(({ id }) => id === product.value) ?? products[0];
      product.onchange = () => {
        environment.replaceChildren(
          ...chosen().environments.map((value) => el("option", { value, textContent: value })),
        );
        const boxes = chosen().scopes.map(({ id, description }) => {
          const box = el("input", { type: "checkbox", value: id, checked: true });
          return el("label", { className: "check" }, box, `${description} (${id})`);
        });
        scopes.replaceChildren(el("legend", { textContent: "What it may do" }), ...boxes);
      };
      product.onchange();
      const fields = [
        el("label", {}, "Name", name),
        products.length > 1 ? el("label", {}, "Product", product) : null,
        el("label", {}, "Environment", environment),
        scopes,
      ];
      this.#dialog("Create API key", "Create", fields, () => {
        const held = [...scopes.querySelectorAll("input:checked")].map(({ value }) => value);
        return this.#call("POST", "keys", { name: name.value, environment: environment.value, scopes: held });
      });
    }

    #replace({ id, name }) {
      const grace = el(
        "select",
        {},
        ...[
          ["86400", "In 24 hours"],
          ["0", "Now"],
          ["604800", "In 7 days"],
        ].map(([value, textContent]) => el("option", { value, textContent })),
      );
      const fields = [el("label", {}, "The old key stops working", grace)];
      const send = () => this.#call("POST", `keys/${id}/rotate`, { grace_period_seconds: Number(grace.value) });
      this.#dialog(`Replace “${name}”`, "Replace key", fields, send);
    }

    #revoke({ id, name }) {
      const words = el("p", { textContent: "Requests with it are refused at once. This cannot be undone." });
      this.#dialog(`Revoke “${name}”?`, "Revoke key", [words], () => this.#call("DELETE", `keys/${id}`));
    }

    /** A dialog with one request; what that answers with a secret is shown next, and cannot be lost before it was copied. */
    #dialog(title, label, fields, send) {
      const problem = el("p", { role: "alert" });
      const cancel = el("button", { type: "button", textContent: "Cancel" });
      const submit = el("button", { className: "primary", textContent: label });
      const form = el(
        "form",
        {},
        el("h2", { textContent: title }),
        problem,
        ...fields.filter(Boolean),
        el("div", { className: "buttons" }, submit, cancel),
      );
      const dialog = el("dialog", { ariaLabel: title }, form);
      let cancelled = false;
      const close = () => {
        cancelled = true;
        dialog.close();
      };
      // Browsers let a second Esc close what refused the first.
      dialog.onclose = () =>
        submit.disabled && dialog.isConnected && !cancelled ? dialog.showModal() : dialog.remove();
      // Without void it would return false, which refuses Esc as well.
      dialog.oncancel = (event) => void (submit.disabled && event.preventDefault());
      cancel.onclick = close;
      form.onsubmit = async (event) => {
        event.preventDefault();
        submit.disabled = cancel.disabled = true;
        problem.textContent = "";
        try {
          const made = await send();
          if (made?.key) this.#reveal(dialog, made.key);
          else {
            close();
            await this.refresh();
          }
        } catch (error) {
          problem.textContent = error.message;
          submit.disabled = cancel.disabled = false;
        }
      };
      this.#root.append(dialog);
      dialog.showModal();
    }

    #reveal(dialog, secret) {
      const field = el("input", { readOnly: true, value: secret, ariaLabel: "API key", autocomplete: "off" });
      const said = el("p", { role: "status", className: "muted", textContent: "This is the only time it is shown." });
      const copy = el("button", { type: "button", className: "primary", textContent: "Copy" });
      const stored = el("input", { type: "checkbox" });
      const done = el("button", { type: "button", textContent: "Done", disabled: true });
      // A page that took the element out shows the secret no longer, and may be left.
      const stay = (event) => void (done.disabled && dialog.isConnected && event.preventDefault());
      const free = () => {
        done.disabled = false;
        window.removeEventListener("beforeunload", stay);
      };
      window.addEventListener("beforeunload", stay);
      dialog.oncancel = stay;
      dialog.onclose = () => {
        if (done.disabled) return dialog.showModal();
        dialog.remove();
        void this.refresh();
      };
      field.onfocus = () => field.select();
      stored.onchange = () => stored.checked && free();
      copy.onclick = () =>
        navigator.clipboard.writeText(secret).then(
          () => {
            said.textContent = "Copied.";
            free();
          },
          () => {
            field.focus();
            said.textContent = "Copy the selected text yourself, and tick that you stored it.";
          },
        );
      done.onclick = () => dialog.close();
      const check = el("label", { className: "check" }, stored, "I have stored it");
      const buttons = el("div", { className: "buttons" }, copy, done);
      dialog.ariaLabel = "Copy your new key";
      dialog.replaceChildren(
        el(
          "form",
          { onsubmit: (event) => event.preventDefault() },
          el("h2", { textContent: "Copy your new key" }),
          said,
          field,
          check,
          buttons,
        ),
      );
      copy.focus();
    }
  }

  if (!customElements.get("latchkey-keys")) customElements.define("latchkey-keys", LatchkeyKeys);
})();
